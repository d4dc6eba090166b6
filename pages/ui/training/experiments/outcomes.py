"""Experiments as the page reads them: their plan, their runs, and what came of it, read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from nin.experiments import Plan, folder
from nin.experiments.folder import Entry
from nin.experiments.summary import Summary, summarise


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
    return _read(experiment, *(_changed(experiment / name) for name in (folder.PLAN, folder.RUNS)))


@lru_cache(maxsize=200)
def _read(experiment: Path, *_changed: int) -> Described:
    """Read again only after something was written."""
    plan, entries = folder.plan(experiment), folder.entries(experiment)
    return Described(plan, entries, summarise(plan, entries))


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
