"""Which runs are alive, and which come before which: a queue that nobody keeps."""

from __future__ import annotations

import re
from pathlib import Path

from nin.files import locks
from nin.runs import spawn
from nin.runs.folder import CONFIG, LOCK, MACHINE, RunError, configuration

_NUMBERED = re.compile("[0-9]{4,}-[0-9a-f]{8}")


def is_alive(run: Path) -> bool:
    """Whether the run's process lives, has just been started, or loads PyTorch before it begins."""
    return locks.is_alive(run / LOCK, run / CONFIG) or (
        not (run / LOCK).exists() and spawn.is_promised(run)
    )


def is_clusters(run: Path) -> bool:
    """Whether the run is a cluster's, which has its own queue."""
    return (run / MACHINE).exists()


def awaits_machine(run: Path) -> bool:
    """Whether the run is a cluster's that has not been given a machine yet."""
    try:
        return (run / MACHINE).stat().st_size == 0
    except OSError:
        return False


def settle(run: Path, machine: str) -> None:
    """Note where a cluster's run trains."""
    (run / MACHINE).write_text(machine, encoding="utf-8")


def is_numbered(run: Path) -> bool:
    """Whether the folder has a place in the queue, as `jobs.start` gives it."""
    return _NUMBERED.fullmatch(run.name) is not None


def number(run: Path) -> int:
    """The place in the queue of a numbered run."""
    return int(run.name.partition("-")[0])


def ahead(run: Path) -> list[Path]:
    """The runs that come before this one on its device, first to last."""
    device = slot_of(run)
    if device is None or not is_numbered(run):
        return []
    return [
        other
        for other in sorted(filter(is_numbered, run.parent.iterdir()), key=number)
        if number(other) < number(run) and is_alive(other) and slot_of(other) == device
    ]


def slot_of(run: Path) -> str | None:
    """The name of what the run's device can do for one run at a time.

    None for a damaged run, and for one of a cluster's, which nobody here waits for.

    What `auto` will find is guessed from the driver, since asking PyTorch takes seconds. A wrong
    guess only changes which runs wait for each other.
    """
    if is_clusters(run):
        return None
    try:
        device = configuration(run).device
    except RunError:
        return None
    if device == "auto":
        device = "cuda" if Path("/proc/driver/nvidia").exists() else "cpu"
    return "cuda0" if device == "cuda" else device.replace(":", "")
