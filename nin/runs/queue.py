"""Which runs are alive, and which come before which: a queue that no process keeps."""

from __future__ import annotations

import re
from pathlib import Path

from nin.files import locks
from nin.runs import spawn
from nin.runs.folder import CONFIG, LOCK, MACHINE, RunError, configuration

_NUMBERED_NAME = re.compile("[0-9]{4,12}-[0-9a-f]{8}")


def is_alive(run: Path) -> bool:
    """Whether the run's process lives, has just been started, or loads PyTorch before it begins."""
    return locks.is_alive(run / LOCK, run / CONFIG) or (
        not (run / LOCK).exists() and spawn.is_promised(run)
    )


def is_on_cluster(run: Path) -> bool:
    """Whether a cluster trains the run, which has its own queue."""
    return (run / MACHINE).exists()


def awaits_machine(run: Path) -> bool:
    """Whether a cluster is to train the run and has not given it a machine yet."""
    try:
        return (run / MACHINE).stat().st_size == 0
    except OSError:
        return False


def note_machine(run: Path, machine: str) -> None:
    """Write down which machine of the cluster trains the run; empty while none does."""
    (run / MACHINE).write_text(machine, encoding="utf-8")


def is_numbered(name: str) -> bool:
    """Whether a run of this name has a place in the queue, as `control.start` gives it."""
    return _NUMBERED_NAME.fullmatch(name) is not None


def number(run: Path) -> int:
    """The place in the queue of a numbered run."""
    return int(run.name.partition("-")[0])


def ahead(run: Path) -> list[Path]:
    """The runs that come before this one on its device, first to last."""
    device = slot(run)
    if device is None or not is_numbered(run.name):
        return []
    numbered = [other for other in run.parent.iterdir() if is_numbered(other.name)]
    return [
        other
        for other in sorted(numbered, key=number)
        if number(other) < number(run) and is_alive(other) and slot(other) == device
    ]


def slot(run: Path) -> str | None:
    """The name of the slot that the run takes on its device: one run at a time has it.

    None for a damaged run, and for a cluster's, for which no run here waits.

    What `auto` will choose is guessed from the driver, since PyTorch would take seconds to load. A
    wrong guess only changes which runs wait for each other.
    """
    if is_on_cluster(run):
        return None
    try:
        device = configuration(run).device
    except RunError:
        return None
    if device == "auto":
        device = "cuda" if Path("/proc/driver/nvidia").exists() else "cpu"
    return "cuda0" if device == "cuda" else device.replace(":", "")
