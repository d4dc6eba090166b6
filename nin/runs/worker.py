"""The process of a run: waits for its turn, then trains into the run's folder.

    python -m nin.runs.worker RUN_DIR          one run
    python -m nin.runs.worker --warm PLACE     wait, PyTorch loaded, for the run that `nin.runs.spawn` names

`record` is the part that the command line uses as well. Weights are saved before the `EpochEnd`
that tells of them is written, so whatever the events say is there.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nin.data import own_digits
from nin.files import atomic, locks
from nin.runs import folder, queue
from nin.runs.warm import wait_for_run
from nin.train import ConfigError, Orders, TrainConfig
from nin.data import DataError, load, with_drawings
from nin.files.download import Progress, no_progress
from nin.train import EpochEnd, Event, Failed, Started, train
from nin.train.events import to_json
from nin.limits import MAX_SECONDS
from nin.data.own_digits import OwnDigitsError
from nin.runs.folder import EVENTS, LOCK, RunError, STOP, WEIGHTS
from nin.spec import SpecError

Trainer = Callable[..., Iterator[Event]]  # takes what `train` takes

_POLL = 0.05  # seconds between two looks at a folder
_NICE = 10
TIME_IS_OVER = (
    f"it had trained for {MAX_SECONDS / 3600:g} hours, the longest that a run may take; "
    "the weights were kept"
)


def main(arguments: list[str]) -> int:
    """The process: 0 if the run came to its end, whatever that was."""
    match arguments:
        case ["--warm", place]:
            be_polite()
            run = wait_for_run(Path(place))
        case [run_dir]:
            be_polite()
            run = Path(run_dir)
        case _:
            print("usage: python -m nin.runs.worker RUN_DIR", file=sys.stderr)
            return 2
    if run is None:
        return 0
    with locks.holding(run / LOCK), _turn(run) as ours:
        if ours:
            work(run)
    return 0


def work(run: Path) -> None:
    """Train in the run's folder to the end, a download's progress in its log.

    Raises:
        RunError: the run has events already.
        OSError: not even the last event can be written.
    """
    for _ in record(run, _log_download):
        pass


def fail(run: Path, reason: str) -> None:
    """End a run that cannot begin with this as its only event.

    Raises:
        RunError: the run has events already.
        OSError: the event cannot be written.
    """
    with _EventLog(run) as log:
        log.write(Failed(reason))


def record(run: Path, progress: Progress = no_progress, trainer: Trainer = train) -> Iterator[Event]:
    """Train as the run's folder says, write down what happens, and pass it on.

    Whatever goes wrong is the last event, `Failed`. Nothing is trained a second time. `progress`
    is told of a download.

    Raises:
        RunError: the run has events already.
        OSError: not even the last event can be written.
    """
    with _EventLog(run) as log:
        try:
            for event in _trained(run, progress, trainer):
                log.write(event)
                yield event
            return
        except (RunError, SpecError, ConfigError, DataError, OwnDigitsError) as error:
            last = Failed(str(error))
        except OSError as error:
            last = Failed(f"the run's folder cannot be written ({error.strerror}); make room there")
        except Exception as error:  # the page must know, whatever it was
            traceback.print_exc()
            last = Failed(f"an unforeseen {type(error).__name__}; the run's log has the details")
        log.write(last)
        yield last


def _trained(run: Path, progress: Progress, trainer: Trainer) -> Iterator[Event]:
    """The events; with each `EpochEnd` its weights are on the disk."""
    network, config = folder.network(run), folder.configuration(run)
    dataset = load(config.dataset, download=config.download, progress=progress)
    if config.drawings:
        own = own_digits.from_npz(folder.drawings(run))
        dataset = with_drawings(dataset, own)

    import torch

    from nin import checkpoints
    from nin.model import initial

    if config.threads:
        torch.set_num_threads(config.threads)
    torch.backends.cudnn.deterministic = True  # the same seed, the same losses
    model = initial(network, config.seed)
    started: Started | None = None
    end = time.monotonic() + MAX_SECONDS
    events = trainer(network, config, model=model, dataset=dataset, orders=lambda: _orders(run, end))
    for event in events:
        match event:
            case Started():
                started = event
            case EpochEnd() if started is not None:
                checkpoints.save(run / WEIGHTS, network, model, _facts(started, event, config))
        yield event


def _orders(run: Path, end: float) -> Orders:
    """What is asked of the run; once its time is over, to stop, as if somebody had said so."""
    if time.monotonic() >= end and not (run / STOP).exists():
        atomic.write(run / STOP, TIME_IS_OVER.encode())
    return folder.orders(run)


def _facts(started: Started, event: EpochEnd, config: TrainConfig) -> dict[str, Any]:
    """What a reader of the weights alone should know."""
    return {
        "dataset": started.dataset,
        "classes": started.classes,
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


class _EventLog:
    """Events as whole lines: after a write that failed, the file ends where it did before."""

    def __init__(self, run: Path) -> None:
        try:
            self._file = (run / EVENTS).open("xb", buffering=0)
        except FileExistsError:
            raise RunError(f"run {run.name}: has been trained already; start a new one") from None

    def __enter__(self) -> _EventLog:
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()

    def write(self, event: Event) -> None:
        """Append the event.

        Raises:
            OSError: there is no room for it.
        """
        before, line = self._file.tell(), f"{to_json(event)}\n".encode()
        try:
            while line:
                line = line[self._file.write(line) :]
        except OSError:
            self._file.truncate(before)
            self._file.seek(before)
            raise


@contextmanager
def _turn(run: Path) -> Iterator[bool]:
    """Wait until no earlier run of the device is alive; False if the run was stopped meanwhile."""
    waiting_for = queue.ahead(run)
    while waiting_for and not (run / STOP).exists():
        time.sleep(_POLL)
        waiting_for = [other for other in waiting_for if queue.is_alive(other)]
    if (run / STOP).exists():
        yield False
    elif not queue.is_numbered(run):  # by hand, outside of any queue
        yield True
    else:
        with locks.holding(run.parent / f".slot-{queue.slot_of(run)}"):
            yield True


def _log_download(filename: str, done: int, size: int) -> None:
    print(f"{filename}: {done:,} of {size:,} bytes", flush=True)


def be_polite() -> None:
    """Let the page and its users go first, and on Linux be the first to go if memory is short."""
    if sys.platform != "win32":
        os.nice(_NICE)
    with suppress(OSError):  # Linux weighs whole sessions against each other, and this is one
        Path("/proc/self/autogroup").write_text(str(_NICE), encoding="ascii")
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
