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
from nin.files import atomic, locks
from nin.runs import RunError

_AT_ONCE = 2  # runs that are not over: one trains, and the next is ready when it ends


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
    """Forget the runs that were cut short, so that they are started anew.

    Raises:
        PlanError: its folder is damaged.
    """
    started = folder.entries(experiment)
    whole = tuple(one for one in started if one.measures or not _is_cut_short(experiment, one))
    if whole != started:
        folder.keep(experiment, whole)


def advance(experiment: Path) -> bool:
    """Measure the runs that are over and start as many as have room; whether all is done.

    Raises:
        PlanError: its folder is damaged.
        RunError: a run cannot be started.
    """
    plan, started = folder.plan(experiment), list(folder.entries(experiment))
    drawings = folder.drawings(experiment)
    active, changed = 0, False
    for place, entry in enumerate(started):
        if entry.measures is not None:
            continue
        if not _is_over(experiment, entry):
            active += 1
            continue
        started[place] = replace(entry, measures=_measured(experiment, entry))
        changed = True
    done = {(entry.variant, entry.seed) for entry in started}
    left = [run for run in plan.runs() if run not in done]
    for variant, seed in left[: max(0, _AT_ONCE - active)]:
        network, root = plan.variants[variant].network, experiment.parents[1]
        run = runs.start(network, plan.run_config(seed), root, drawings)
        started.append(Entry(variant, seed, run.name))
        folder.keep(experiment, tuple(started))  # at once: none is ever started twice
    if changed:
        folder.keep(experiment, tuple(started))
        outcome = json.dumps(plain(summary(experiment)), indent=2, ensure_ascii=False)
        atomic.write(experiment / SUMMARY, f"{outcome}\n".encode())
    return not left and all(entry.measures is not None for entry in started)


def stop(experiment: Path) -> None:
    """Ask its runs that are not over to stop.

    Raises:
        PlanError: its folder is damaged.
    """
    for entry in folder.entries(experiment):
        run = experiment.parents[1] / entry.run
        if entry.measures is None and not runs.status(run).is_over:
            runs.stop(run)


def summary(experiment: Path) -> Summary:
    """What its runs say so far.

    Raises:
        PlanError: its folder is damaged.
    """
    return summarise(folder.plan(experiment), folder.entries(experiment))


def _is_over(experiment: Path, entry: Entry) -> bool:
    return runs.status(experiment.parents[1] / entry.run).is_over


def _is_cut_short(experiment: Path, entry: Entry) -> bool:
    """Whether it was stopped, killed or deleted."""
    state = runs.status(experiment.parents[1] / entry.run).state
    return state in ("stopped", "killed", "damaged")


def _measured(experiment: Path, entry: Entry) -> dict[str, float]:
    """Of a run that did not come to its end nothing counts: it had less time than the others."""
    run = experiment.parents[1] / entry.run
    if runs.status(run).state != "finished":
        return {}
    try:
        return measure(run)
    except (RunError, DataError, CheckpointError):
        return {}
