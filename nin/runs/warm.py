"""A process that has PyTorch loaded and waits for the run that `nin.runs.spawn` names."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from pathlib import Path

from nin.files import locks
from nin.runs import spawn
from nin.train import TrainConfig
from nin.train import Step, train
from nin.presets import PRESETS

_POLL = 0.05  # seconds between two looks at the folder
_LEASE = 60.0  # seconds that a warm process waits after it was last asked for
_CLAIMED = 10.0  # seconds from a claim to the order


def wait_for_run(place: Path) -> Path | None:
    """Load PyTorch, then wait for a run; None if nobody asks for this process any more."""
    try:
        with locks.holding(place / spawn.LOCK):
            _warm_up()
            run = _ordered(place)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    if run is not None:
        spawn.log_into(run)
    return run


def _ordered(place: Path) -> Path | None:
    claimed: float | None = None
    while True:
        with suppress(FileNotFoundError):
            name = (place / spawn.ORDER).read_text(encoding="utf-8")
            return place.parent.parent / name
        try:
            # A clock that was set back leaves a time that is still to come.
            if abs(time.time() - (place / spawn.IDLE).stat().st_mtime) > _LEASE:
                (place / spawn.IDLE).unlink()  # nobody can claim it now
                return None
        except FileNotFoundError:  # claimed, or the folder was deleted
            claimed = claimed or time.monotonic()
            if time.monotonic() - claimed > _CLAIMED:
                return None
        time.sleep(_POLL)


def _warm_up() -> None:
    """One step with the bundled digits: it loads all that a run would wait for."""
    from nin import checkpoints  # noqa: F401 - loaded for later

    network, config = PRESETS["tiny"].network, TrainConfig()
    for event in train(network, config):
        if isinstance(event, Step):
            return
