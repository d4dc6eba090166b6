"""Starting, stopping and following experiments: a process each, whose only interface is a folder.

The process is `worker`, which holds the folder's lock. If it ends, the runs that it started go on,
and another process takes the experiment up where it is.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from nin import runs
from nin.experiments import folder
from nin.experiments.folder import FAULT, LOCK, LOG, PLAN, STARTING, STOP, Entry
from nin.experiments.plan import Plan, PlanError
from nin.experiments.summary import Summary, summarise
from nin.files import locks
from nin.limits import MAX_EXPERIMENTS, MAX_UNFINISHED_EXPERIMENTS
from nin.runs import Status, queue, spawn

_CUT_SHORT = ("stopping", "stopped", "killed", "damaged")  # damaged is what a deleted one is, too
_PATIENCE = 1.0  # seconds in which a page's look at the lock is over
_START_SECONDS = 30.0  # in which a new process should hold its lock


@dataclass(frozen=True, slots=True)
class Progress:
    """How an experiment stands.

    Attributes:
        done: How many of its runs are over and measured, or came to nothing.
        total: How many there will be.
        failed: How many of those that are done came to nothing.
        active: The runs that are not over, by the names of their folders.
        can_go_on: Whether another process would find something to do.
        is_alive: Whether a process carries it out.
        is_stopping: Whether it was told to stop and has not yet.
        fault: Why it cannot go on; empty where it can.
    """

    done: int
    total: int
    failed: int
    active: tuple[str, ...]
    can_go_on: bool
    is_alive: bool
    is_stopping: bool
    fault: str

    @property
    def is_done(self) -> bool:
        """Whether nothing is left of it."""
        return self.done == self.total


def start(plan: Plan, root: Path, drawings: bytes | None = None) -> Path:
    """Make an experiment's folder under the folder of all runs, and start its process.

    Args:
        plan: What it is to be.
        root: The folder of all runs.
        drawings: As for `runs.start`, of all its runs.

    Raises:
        PlanError: its folder or its process cannot be made, or there are too many experiments.
        NoPyTorchError: nothing can be trained here.
        RunError: there is no such engine.
    """
    runs.require_trainer()
    _check_room(root)
    experiment = folder.create(plan, root, drawings)
    try:
        _carry_on(experiment)
    except PlanError:
        shutil.rmtree(experiment, ignore_errors=True)
        raise
    return experiment


def _check_room(root: Path) -> None:
    every = folder.every(root)
    for what, number, limit, remedy in (
        ("", len(every), MAX_EXPERIMENTS, "delete some that are over"),
        (
            "unfinished ones ",
            sum(map(_is_alive, every)),
            MAX_UNFINISHED_EXPERIMENTS,
            "wait, or stop one",
        ),
    ):
        if number >= limit:
            raise PlanError(f"experiment: {number:,} {what}are as many as there may be; {remedy}")


def go_on(experiment: Path) -> None:
    """Take an experiment up where it is; nothing where a process carries it out already.

    Raises:
        PlanError: its folder is damaged, or its process cannot be started.
        NoPyTorchError: nothing can be trained here.
        RunError: there is no such engine.
    """
    runs.require_trainer()
    try:
        with locks.trying(experiment / LOCK, _PATIENCE) as is_alone:
            if not is_alone:
                return
            take_up(experiment)
    except OSError as error:
        raise _cannot(experiment, "be continued", error) from None
    _carry_on(experiment)


def _cannot(experiment: Path, what: str, error: OSError) -> PlanError:
    return PlanError(f"experiment {experiment.name}: cannot {what} ({error.strerror})")


def _carry_on(experiment: Path) -> None:
    try:
        (experiment / STARTING).touch()
        spawn.process("nin.experiments.worker", [str(experiment.resolve())], experiment / LOG)
    except OSError as error:
        raise _cannot(experiment, "start its process", error) from None


def stop(experiment: Path) -> None:
    """Have it end, and with it those of its runs that are not over.

    Raises:
        PlanError: its folder is damaged, or cannot be written.
    """
    folder.write(experiment / STOP, b"")
    stop_runs(experiment)


def delete(experiment: Path) -> None:
    """Remove an experiment with all its runs, damaged or not.

    Raises:
        PlanError: it is not over, or cannot be removed.
        RunError: a run of it cannot be removed.
    """
    try:
        with locks.trying(experiment / LOCK, _PATIENCE) as is_alone:
            own = _own_runs(experiment)
            if not is_alone or any(map(queue.is_alive, own)):
                raise PlanError(f"experiment {experiment.name}: is not over; stop it first")
            for run in own:
                runs.delete(run)
            (experiment / PLAN).unlink(missing_ok=True)  # from here on nobody can take it up
        shutil.rmtree(experiment)
    except OSError as error:
        raise _cannot(experiment, "be deleted", error) from None


def _own_runs(experiment: Path) -> list[Path]:
    """All runs that were started for it, those that were cut short among them."""
    return [
        run
        for run in runs.runs(experiment.parents[1])
        if queue.experiment_of(run).partition(" ")[0] == experiment.name
    ]


def progress(experiment: Path) -> Progress:
    """How it stands.

    Raises:
        PlanError: its folder is damaged.
    """
    entries, total = folder.entries(experiment), len(folder.plan(experiment).runs())
    unmeasured = [entry for entry in entries if entry.measures is None]
    active = tuple(e.run for e in unmeasured if not status_of(experiment, e).is_over)
    nothing = [entry for entry in entries if entry.measures == {}]
    is_alive = _is_alive(experiment)
    return Progress(
        done=len(entries) - len(unmeasured),
        total=total,
        failed=len(nothing),
        active=active,
        can_go_on=len(entries) - len(unmeasured) < total
        or any(_is_retried(status_of(experiment, entry)) for entry in nothing),
        is_alive=is_alive,
        is_stopping=(experiment / STOP).exists() and (is_alive or bool(active)),
        fault="" if is_alive else _fault(experiment),
    )


def _is_alive(experiment: Path) -> bool:
    with suppress(OSError):  # there is no such file once the lock is held
        if abs(time.time() - (experiment / STARTING).stat().st_mtime) < _START_SECONDS:
            return True
    return locks.is_held(experiment / LOCK)


def _fault(experiment: Path) -> str:
    try:
        return (experiment / FAULT).read_text(encoding="utf-8", errors="replace")[:1000]
    except OSError:
        return ""


def take_up(experiment: Path) -> None:
    """Have what came to nothing tried again: runs that were cut short, and measurements.

    Whoever calls this holds its lock.

    Raises:
        PlanError: its folder is damaged.
    """
    for order in (STOP, FAULT):
        (experiment / order).unlink(missing_ok=True)
    whole = []
    for entry in folder.entries(experiment):
        status = status_of(experiment, entry)
        if entry.measures or status.state not in _CUT_SHORT:
            again = not entry.measures and _is_retried(status)
            whole.append(replace(entry, measures=None, reason="") if again else entry)
    folder.keep(experiment, (*whole, *_unnoted(experiment, whole)))


def _is_retried(status: Status) -> bool:
    """Whether a run that came to nothing is tried again: it was cut short, or not measured.

    One that failed would fail again.
    """
    return status.state in _CUT_SHORT or status.state == "finished"


def words_of(experiment: Path, variant: int, seed: int) -> str:
    """What a run of it has in its folder, for whoever finds it there."""
    return f"{experiment.name} {variant} {seed}"


def _unnoted(experiment: Path, noted: Sequence[Entry]) -> list[Entry]:
    """Its runs that were started by a process that was killed before it noted them."""
    names = {entry.run for entry in noted}
    left = set(folder.plan(experiment).runs()) - {(entry.variant, entry.seed) for entry in noted}
    places = {words_of(experiment, *place): place for place in left}
    unnoted = []
    for run in runs.runs(experiment.parents[1]):
        place = places.get(queue.experiment_of(run))
        if place and run.name not in names and runs.status(run).state not in _CUT_SHORT:
            unnoted.append(Entry(*places.pop(words_of(experiment, *place)), run.name))
    return unnoted


def stop_runs(experiment: Path) -> None:
    """Ask its runs that are not over to stop.

    Raises:
        PlanError: its folder is damaged.
    """
    for entry in folder.entries(experiment):
        if entry.measures is None and not status_of(experiment, entry).is_over:
            runs.stop(experiment.parents[1] / entry.run)


def summary(experiment: Path) -> Summary:
    """What its runs say so far.

    Raises:
        PlanError: its folder is damaged.
    """
    return summarise(folder.plan(experiment), folder.entries(experiment))


def status_of(experiment: Path, entry: Entry) -> Status:
    """How a run of it stands."""
    return runs.status(experiment.parents[1] / entry.run)
