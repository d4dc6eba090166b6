"""Which runs are alive, and which come before which: a queue that no process keeps."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from nin.files import locks
from nin.runs import spawn
from nin.runs.folder import CONFIG, EXPERIMENT, LOCK, MACHINE, STOP, RunError, configuration
from nin.train import TrainConfig

_POLL_SECONDS = 0.05  # between two looks at the queue
CPU = ("cpu-0", "cpu-1")  # the halves of a machine's cores
_NUMBERED_NAME = re.compile("[0-9]{4,12}-[0-9a-f]{8}")


def is_alive(run: Path) -> bool:
    """Whether the run's process lives, has just been started, or loads PyTorch before it begins."""
    lock = run / LOCK
    # The promise is looked at first: it is kept until the run's lock is held.
    return (not locks.was_held(lock) and spawn.is_promised(run)) or locks.is_alive(
        lock, run / CONFIG
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
    """The living runs of its device that were started before this one, first to last."""
    device = slots(run)
    if not device or not is_numbered(run.name):
        return []
    numbered = [other for other in run.parent.iterdir() if is_numbered(other.name)]
    return [
        other
        for other in sorted(numbered, key=number)
        if number(other) < number(run) and is_alive(other) and slots(other) == device
    ]


def has_room(run: Path, ahead: Sequence[Path]) -> bool:
    """Whether a run may begin while those ahead of it are alive: two halves may share a machine."""
    return not ahead or (len(ahead) == 1 and is_half(run) and is_half(ahead[0]))


def is_half(run: Path) -> bool:
    """Whether the run computes with half of this machine's cores and leaves room for another.

    Runs of experiments do. Two of them together are faster than one after the other on all cores,
    whose threads mostly wait for each other in a small network.
    """
    return (run / EXPERIMENT).exists() and slots(run) == CPU


def note_experiment(run: Path, words: str) -> None:
    """Write down of which experiment it is a run, and which."""
    (run / EXPERIMENT).write_text(words, encoding="utf-8")


def experiment_of(run: Path) -> str:
    """What was written down of that; empty of a run by itself."""
    try:
        return (run / EXPERIMENT).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def half_of_cores() -> int:
    """The threads of such a run: at least one."""
    return max(1, (os.cpu_count() or 1) // 2)


def slots(run: Path) -> tuple[str, ...]:
    """The slots of the run's device; one run at a time has hold of each.

    None for a damaged run, and for a cluster's, for which no run here waits.
    """
    if is_on_cluster(run):
        return ()
    try:
        device = device_of(configuration(run))
    except RunError:
        return ()
    return CPU if device == "cpu" else (device,)


def slot_files(root: Path, slots: Sequence[str]) -> list[Path]:
    """The locks of these slots, under the folder of all runs."""
    return [root / f".slot-{name}" for name in slots]


def device_of(config: TrainConfig) -> str:
    """The device that a run takes on this machine: `cpu`, `cuda0` and so on.

    What `auto` will choose is guessed from the driver, since PyTorch would take seconds to load. A
    wrong guess only changes which runs wait for each other.
    """
    device = config.device
    if device == "auto":
        device = "cuda" if Path("/proc/driver/nvidia").exists() else "cpu"
    return "cuda0" if device == "cuda" else device.replace(":", "")


@contextmanager
def turn(run: Path) -> Iterator[bool]:
    """Wait until earlier runs leave the device to it; False if the run was stopped meanwhile."""
    others = ahead(run)
    while not has_room(run, others) and not (run / STOP).exists():
        time.sleep(_POLL_SECONDS)
        others = [other for other in others if is_alive(other)]
    if not is_numbered(run.name):  # made by hand, outside of any queue
        yield not (run / STOP).exists()
        return
    files = slot_files(run.parent, slots(run))
    wanted = [files] if is_half(run) else [[file] for file in files]
    with ExitStack() as held:  # all slots of the device, or one of the halves
        has_slots = all(_takes_one(run, some, held) for some in wanted)
        yield has_slots and not (run / STOP).exists()


def _takes_one(run: Path, wanted: Sequence[Path], held: ExitStack) -> bool:
    """Hold whichever of these slots is free first; False if the run was stopped meanwhile."""
    while not (run / STOP).exists():
        for slot in wanted:
            with ExitStack() as attempt:
                if attempt.enter_context(locks.trying(slot)):
                    held.enter_context(attempt.pop_all())
                    return True
        time.sleep(_POLL_SECONDS)
    return False
