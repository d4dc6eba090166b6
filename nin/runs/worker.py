"""The process of a run: waits for its turn, then trains into the run's folder.

    python -m nin.runs.worker RUN_DIR          one run
    python -m nin.runs.worker --warm PLACE     wait, PyTorch loaded, for a run from `nin.runs.spawn`

`record` is the part that the command line uses as well. Weights are saved before the `EpochEnd`
that tells of them is written, so whatever the events say is there.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nin.data import DataError, load, own_digits, with_drawings, with_fewer, with_strangers
from nin.data.own_digits import OwnDigitsError
from nin.files import atomic, locks
from nin.files.download import Progress, no_progress
from nin.images.preparation import Preparation
from nin.limits import MAX_SECONDS
from nin.runs import folder, queue, speed
from nin.runs.event_log import EventWriter
from nin.runs.folder import END, EVENTS, LOCK, LOG, STOP, WEIGHTS, RunError
from nin.runs.warm import wait_for_run
from nin.spec import SpecError
from nin.train import (
    ConfigError,
    EpochEnd,
    Event,
    Failed,
    Orders,
    Started,
    Step,
    TrainConfig,
    train,
)

Trainer = Callable[..., Iterator[Event]]

_POLL_SECONDS = 0.05  # between two looks for an order to end
_NICENESS = 10
TIME_IS_OVER = (
    f"it had trained for {MAX_SECONDS / 3600:g} hours, the longest that a run may take; "
    "the weights were kept"
)


def main(arguments: list[str]) -> int:
    """The process: 0 if the run came to its end, whatever that was."""
    with ExitStack() as held:
        match arguments:
            case ["--warm", place]:
                lower_priority()
                run = wait_for_run(Path(place), held)
            case [run_dir]:
                lower_priority()
                run = Path(run_dir)
                held.enter_context(locks.holding(run / LOCK))
            case _:
                print("usage: python -m nin.runs.worker RUN_DIR", file=sys.stderr)
                return 2
        if run is not None:
            obey_end(run)
            with queue.turn(run) as has_turn:
                if has_turn:
                    work(run)
    return 0


def obey_end(run: Path) -> None:
    """From here on an order to end takes this process with it, whatever it waits for or does."""
    threading.Thread(target=_end_when_told, args=[run], daemon=True).start()


def work(run: Path) -> None:
    """Train in the run's folder to the end, a download's progress in its log.

    Raises:
        RunError: the run has events already.
        OSError: not even the last event can be written.
    """
    steps = [event for event in record(run, _log_download) if isinstance(event, Step)]
    speed.learn(run, [step.images_per_second for step in steps])


def fail(run: Path, reason: str) -> None:
    """End a run that cannot begin with this as its only event.

    Raises:
        RunError: the run has events already.
        OSError: the event cannot be written.
    """
    with _new_log(run) as log:
        log.write(Failed(reason))


def record(
    run: Path, progress: Progress = no_progress, trainer: Trainer = train
) -> Iterator[Event]:
    """Train as the run's folder says, write down what happens, and pass it on.

    Whatever goes wrong becomes the last event, `Failed`.

    Args:
        run: A folder as `folder.create` makes it.
        progress: Called with how far a download is.
        trainer: What trains; it takes what `train` takes.

    Raises:
        RunError: the run has events already.
        OSError: not even the last event can be written.
    """
    with _new_log(run) as log:
        try:
            for event in _train(run, progress, trainer):
                log.write(event)
                yield event
            return
        except (RunError, SpecError, ConfigError, DataError, OwnDigitsError) as error:
            last = Failed(str(error))
        except OSError as error:
            last = Failed(f"the run's folder cannot be written ({error.strerror}); make room there")
        except Exception as error:  # the page shows that the run failed, whatever it was
            with (run / LOG).open("a", encoding="utf-8") as log_file:
                traceback.print_exc(file=log_file)
            last = Failed(f"an unforeseen {type(error).__name__}; the run's log has the details")
        log.write(last)
        yield last


def _new_log(run: Path) -> EventWriter:
    try:
        return EventWriter(run / EVENTS)
    except FileExistsError:
        raise RunError(f"run {run.name}: has been trained already; start a new one") from None


def _train(run: Path, progress: Progress, trainer: Trainer) -> Iterator[Event]:
    """The events; before each `EpochEnd` its weights are saved."""
    network, config = folder.network(run), folder.configuration(run)
    dataset = load(config.dataset, download=config.download, progress=progress)
    if config.images:
        dataset = with_fewer(dataset, config.images, config.seed)
    if config.drawings:
        own = own_digits.from_npz(folder.drawings(run))
        dataset = with_drawings(dataset, own)
    if config.strangers:
        dataset = with_strangers(dataset, config.strangers)

    import torch

    from nin import checkpoints
    from nin.model import initial

    half = queue.half_of_cores() if queue.is_half(run) else 0
    if threads := config.threads or half:
        torch.set_num_threads(threads)
    torch.backends.cudnn.deterministic = True  # the same seed, the same losses
    model = initial(network, config.seed, config.recipe)
    started: Started | None = None
    orders = partial(_orders, run, end=time.monotonic() + MAX_SECONDS)
    for event in trainer(network, config, model=model, dataset=dataset, orders=orders):
        match event:
            case Started():
                started = event
            case EpochEnd() if started is not None:
                facts = _facts(started, event, config, dataset.preparation)
                checkpoints.save(run / WEIGHTS, network, model, facts)
        yield event


def _orders(run: Path, end: float) -> Orders:
    """What is asked of the run; once its time is over, the order to stop is written here."""
    if time.monotonic() >= end and not (run / STOP).exists():
        atomic.write(run / STOP, TIME_IS_OVER.encode())
    return folder.orders(run)


def _facts(
    started: Started, event: EpochEnd, config: TrainConfig, preparation: Preparation
) -> dict[str, Any]:
    """What a checkpoint tells about its weights to those who do not have the run."""
    return {
        "dataset": started.dataset,
        "classes": started.classes,
        "preparation": preparation,
        "epoch": event.epoch,
        "step": event.step,
        "seconds": event.seconds,
        "train_accuracy": event.train_accuracy,
        "test_accuracy": event.test_accuracy,
        "test_loss": event.test_loss,
        "tested": event.tested,
        "device": started.device,
        "precision": started.precision,
        "config": asdict(config),
        "torch": version("torch"),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _end_when_told(run: Path) -> None:
    while not (run / END).exists():
        time.sleep(_POLL_SECONDS)
    os._exit(1)  # weights and events are whole at every moment, as for a process that is killed


def _log_download(filename: str, done: int, size: int) -> None:
    print(f"{filename}: {done:,} of {size:,} bytes", flush=True)


def lower_priority() -> None:
    """Take less processor time than pages do, and on Linux be ended first if memory is short."""
    if sys.platform != "win32":
        os.nice(_NICENESS)
    with suppress(OSError):  # Linux weighs sessions against each other, and this process is one
        Path("/proc/self/autogroup").write_text(str(_NICENESS), encoding="ascii")
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
