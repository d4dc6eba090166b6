"""Starting an experiment and carrying it out: its runs one after the other on the usual queue.

Whoever carries it out holds the folder's lock and calls `advance` again and again. If that process
ends, the runs that it started go on, and another one takes the experiment up where it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from nin import runs
from nin.checkpoint_header import CheckpointError
from nin.data import DataError
from nin.experiments import folder
from nin.experiments.folder import LOCK, SUMMARY, Entry
from nin.experiments.measures import measure
from nin.experiments.plan import Plan, PlanError
from nin.experiments.summary import Summary, plain, summarise
from nin.files import locks
from nin.runs import RunError, Status

_AT_ONCE = 2  # runs that are started: side by side on a processor, else one after the other
_CUT_SHORT = ("stopping", "stopped", "killed", "damaged")  # damaged is what a deleted one is, too


def start(plan: Plan, root: Path, drawings: bytes | None = None) -> Path:
    """Make an experiment's folder under the folder of all runs; `advance` starts its runs.

    Args:
        plan: What it is to be.
        root: The folder of all runs.
        drawings: As for `runs.start`, of all its runs.

    Raises:
        PlanError: its folder cannot be made.
        NoPyTorchError: nothing can be trained here.
        RunError: there is no such engine.
    """
    runs.require_trainer()
    return folder.create(plan, root, drawings)


@contextmanager
def carrying_out(experiment: Path) -> Iterator[None]:
    """While one process carries it out, and no other.

    Raises:
        PlanError: another one does.
    """
    with locks.trying(experiment / LOCK) as is_alone:
        if not is_alone:
            raise PlanError(f"experiment {experiment.name}: another process carries it out")
        yield


def take_up(experiment: Path) -> None:
    """Have what came to nothing tried again: runs that were cut short, and measurements.

    Whoever calls this carries it out.

    Raises:
        PlanError: its folder is damaged.
    """
    whole = []
    for entry in folder.entries(experiment):
        state = _status(experiment, entry).state
        if entry.measures or state not in _CUT_SHORT:
            again = not entry.measures and state == "finished"
            whole.append(replace(entry, measures=None, reason="") if again else entry)
    folder.keep(experiment, tuple(whole))


def advance(experiment: Path) -> bool:
    """Where no run of it trains: measure those that are over, and start the next two.

    So no measurement takes time from a run, of which others would have more.

    Returns:
        Whether all is done.

    Raises:
        PlanError: its folder is damaged, or cannot be written.
        RunError: a run cannot be started.
    """
    started = folder.entries(experiment)
    unmeasured = [entry for entry in started if entry.measures is None]
    if not all(_status(experiment, entry).is_over for entry in unmeasured):
        return False
    if unmeasured:
        started = tuple(
            _measured(experiment, entry) if entry.measures is None else entry for entry in started
        )
        folder.keep(experiment, started)
        outcome = json.dumps(plain(summary(experiment)), indent=2, ensure_ascii=False)
        folder.write(experiment / SUMMARY, f"{outcome}\n".encode())
    plan, done = folder.plan(experiment), {(entry.variant, entry.seed) for entry in started}
    left = [run for run in plan.runs() if run not in done]
    for variant, seed in left[:_AT_ONCE]:
        network, drawings = plan.variants[variant].network, folder.drawings(experiment)
        run = runs.start(network, plan.run_config(seed), experiment.parents[1], drawings, half=True)
        started = (*started, Entry(variant, seed, run.name))
        folder.keep(experiment, started)  # at once: who is killed between these starts it twice
    return not left


def stop(experiment: Path) -> None:
    """Ask its runs that are not over to stop.

    Raises:
        PlanError: its folder is damaged.
    """
    for entry in folder.entries(experiment):
        if entry.measures is None and not _status(experiment, entry).is_over:
            runs.stop(experiment.parents[1] / entry.run)


def summary(experiment: Path) -> Summary:
    """What its runs say so far.

    Raises:
        PlanError: its folder is damaged.
    """
    return summarise(folder.plan(experiment), folder.entries(experiment))


def _status(experiment: Path, entry: Entry) -> Status:
    return runs.status(experiment.parents[1] / entry.run)


def _measured(experiment: Path, entry: Entry) -> Entry:
    """Of a run that did not come to its end nothing counts: it had less time than the others."""
    status = _status(experiment, entry)
    if status.state != "finished":
        return replace(entry, measures={}, reason=status.detail or status.state)
    try:
        return replace(entry, measures=measure(experiment.parents[1] / entry.run))
    except (RunError, DataError, CheckpointError, ValueError) as error:
        return replace(entry, measures={}, reason=f"not measured: {error}")
