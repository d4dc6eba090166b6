"""Experiments as they are read: their plan, their runs, and what came of it, read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from nin.experiments import folder
from nin.experiments.folder import Entry
from nin.experiments.plan import Plan
from nin.experiments.summary import Summary, summarise
from nin.files.paths import file_state


class Described(NamedTuple):
    """What an experiment is to be, its runs that were started, and what they say so far."""

    plan: Plan
    entries: tuple[Entry, ...]
    summary: Summary


def described(experiment: Path) -> Described:
    """What stands in the folder of an experiment.

    Raises:
        PlanError: it is damaged.
    """
    states = (file_state(experiment / name) for name in (folder.PLAN, folder.RUNS))
    return _read(experiment, *states)


@lru_cache(maxsize=200)
def _read(experiment: Path, *_states: tuple[int, int]) -> Described:
    """Read again only after something was written."""
    plan, entries = folder.plan(experiment), folder.entries(experiment)
    return Described(plan, entries, summarise(plan, entries))
