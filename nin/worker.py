"""The process of a run: waits for its turn, then trains into the run's folder.

    python -m nin.train RUN_DIR          one run
    python -m nin.train --warm PLACE     wait, PyTorch loaded, for the run that `nin.spawn` names

`record` is the part that the command line uses as well. Weights are saved before the `EpochEnd`
that tells of them is written, so whatever the events say is there.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from nin import locks, run_folder, spawn
from nin.config import ConfigError, Orders, TrainConfig
from nin.data import DataError, Dataset, load, silent
from nin.download import Progress
from nin.events import EpochEnd, Event, Failed, Started, Step, to_json
from nin.presets import PRESETS
from nin.run_folder import EVENTS, LOCK, LOG, STOP, WEIGHTS, RunError
from nin.spec import Network, SpecError

if TYPE_CHECKING:
    from torch import nn

_POLL = 0.05  # seconds between two looks at a folder
_LEASE = 60.0  # seconds that a warm process waits after it was last asked for
_CLAIMED = 10.0  # seconds from a claim to the order
_NICE = 10


class Trainer(Protocol):
    """What `nin.train.train` is; handed in, so that this module needs no PyTorch."""

    def __call__(
        self,
        network: Network,
        config: TrainConfig,
        *,
        model: nn.Sequential | None = None,
        dataset: Dataset | None = None,
        orders: Callable[[], Orders] = Orders,
    ) -> Iterator[Event]:
        """The events of one run."""
        ...


def main(arguments: list[str], train: Trainer) -> int:
    """The process: 0 if the run came to its end, whatever that was."""
    match arguments:
        case ["--warm", place]:
            _be_polite()
            run = _wait_for_order(Path(place), train)
        case [run_dir]:
            _be_polite()
            run = Path(run_dir)
        case _:
            print("usage: python -m nin.train RUN_DIR", file=sys.stderr)
            return 2
    if run is None:
        return 0
    with locks.holding(run / LOCK):
        if not _wait_for_turn(run):
            return 0
        with locks.holding(run.parent / f".slot-{run_folder.slot_of(run)}"):
            for _ in record(run, train, _log_download):
                pass
    return 0


def record(run: Path, train: Trainer, progress: Progress = silent) -> Iterator[Event]:
    """Train as the run's folder says, write down what happens, and pass it on.

    Whatever goes wrong is the last event, `Failed`. Nothing is trained a second time. `progress`
    is told of a download.

    Raises:
        RunError: the run has events already.
        OSError: not even the last event can be written.
    """
    with _EventLog(run) as log:
        try:
            for event in _trained(run, train, progress):
                log.write(event)
                yield event
            return
        except (RunError, SpecError, ConfigError, DataError) as error:
            last = Failed(str(error))
        except OSError as error:
            last = Failed(f"the run's folder cannot be written ({error.strerror}); make room there")
        except Exception as error:  # the page must know, whatever it was
            traceback.print_exc()
            last = Failed(f"an unforeseen {type(error).__name__}; the run's log has the details")
        log.write(last)
        yield last


def _trained(run: Path, train: Trainer, progress: Progress) -> Iterator[Event]:
    """The events; with each `EpochEnd` its weights are on the disk."""
    network, config = run_folder.network(run), run_folder.configuration(run)
    dataset = load(config.dataset, download=config.download, progress=progress)

    import torch

    from nin import checkpoints
    from nin.model import initial

    if config.threads:
        torch.set_num_threads(config.threads)
    torch.backends.cudnn.deterministic = True  # the same seed, the same losses
    model = initial(network, config.seed)
    started: Started | None = None
    events = train(
        network, config, model=model, dataset=dataset, orders=lambda: run_folder.orders(run)
    )
    for event in events:
        match event:
            case Started():
                started = event
            case EpochEnd() if started is not None:
                checkpoints.save(run / WEIGHTS, network, model, _facts(started, event, config))
        yield event


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


def _wait_for_turn(run: Path) -> bool:
    """Wait until no earlier run of the device is alive; False if the run was stopped meanwhile."""
    waiting_for = run_folder.ahead(run)
    while waiting_for and not (run / STOP).exists():
        time.sleep(_POLL)
        waiting_for = [other for other in waiting_for if run_folder.is_alive(other)]
    return not (run / STOP).exists()


def _wait_for_order(place: Path, train: Trainer) -> Path | None:
    """Load PyTorch, then wait for a run; None if nobody asks for this process any more."""
    try:
        with locks.holding(place / spawn.LOCK):
            _warm_up(train)
            run = _ordered(place)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    if run is not None:  # from here on, what is printed belongs to the run
        with (run / LOG).open("ab") as log:
            os.dup2(log.fileno(), sys.stdout.fileno())
            os.dup2(log.fileno(), sys.stderr.fileno())
    return run


def _ordered(place: Path) -> Path | None:
    claimed: float | None = None
    while True:
        with suppress(FileNotFoundError):
            name = (place / spawn.ORDER).read_text(encoding="utf-8")
            return place.parent.parent / name
        try:
            if time.time() - (place / spawn.IDLE).stat().st_mtime > _LEASE:
                (place / spawn.IDLE).unlink()  # nobody can claim it now
                return None
        except FileNotFoundError:  # claimed, or the folder was deleted
            claimed = claimed or time.monotonic()
            if time.monotonic() - claimed > _CLAIMED:
                return None
        time.sleep(_POLL)


def _warm_up(train: Trainer) -> None:
    """One step with the bundled digits: it loads all that a run would wait for."""
    from nin import checkpoints  # noqa: F401 - loaded for later
    from nin.model import initial

    network, config = PRESETS["tiny"].network, TrainConfig()
    for event in train(network, config, model=initial(network, 0)):
        if isinstance(event, Step):
            return


def _log_download(filename: str, done: int, size: int) -> None:
    print(f"{filename}: {done:,} of {size:,} bytes", flush=True)


def _be_polite() -> None:
    """Let the page and its users go first, and on Linux be the first to go if memory is short."""
    if sys.platform != "win32":
        os.nice(_NICE)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
