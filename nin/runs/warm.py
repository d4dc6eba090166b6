"""A process that has PyTorch loaded and waits for the run that `nin.runs.spawn` names."""

from __future__ import annotations

import shutil
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from nin.files import locks
from nin.presets import PRESETS
from nin.runs import spawn, speed
from nin.runs.folder import LOCK
from nin.train import Step, TrainConfig, train

_POLL_SECONDS = 0.05  # between two looks at the folder
_LEASE_SECONDS = 60.0  # that a warm process waits after a page last asked for it
_CLAIM_SECONDS = 10.0  # from a claim to the order


def wait_for_run(place: Path, held: ExitStack) -> Path | None:
    """Load PyTorch, then wait for a run; None if no page needs this process any more.

    Args:
        place: The folder of this process.
        held: What is to hold the run's lock, before that of `place` is let go: so there is no
            moment at which the run seems to have no process.
    """
    try:
        with locks.holding(place / spawn.LOCK):
            with suppress(Exception):  # what fails here fails again in the run, which says it
                _warm_up()
            run = _await_order(place)
            if run is not None:
                spawn.log_into(run)
                held.enter_context(locks.holding(run / LOCK))
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return run


def _await_order(place: Path) -> Path | None:
    """The run in the order; None once the lease is over, or no order follows a claim."""
    claimed: float | None = None
    while True:
        with suppress(FileNotFoundError):
            name = (place / spawn.ORDER).read_text(encoding="utf-8")
            return place.parent.parent / name
        try:
            # After the clock was set back, the file's time lies in the future.
            if abs(time.time() - (place / spawn.IDLE).stat().st_mtime) > _LEASE_SECONDS:
                (place / spawn.IDLE).unlink()  # no run can claim it now
                return None
        except FileNotFoundError:  # claimed, or the folder was deleted
            claimed = claimed or time.monotonic()
            if time.monotonic() - claimed > _CLAIM_SECONDS:
                return None
        speed.answer(place, (place / spawn.TAKEN).exists)
        time.sleep(_POLL_SECONDS)


def _warm_up() -> None:
    """Take one step with the bundled digits: it loads all that a run would wait for."""
    from nin import checkpoints  # noqa: F401 - so that the run need not load it

    network, config = PRESETS["tiny"].network, TrainConfig()
    for event in train(network, config):
        if isinstance(event, Step):
            return
