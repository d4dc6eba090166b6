"""What the pages call runs: words for people, in place of the names of their folders."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from nin import runs
from nin.runs.folder import CONFIG, NETWORK
from nin.runs.naming import Runs, apart, in_words
from nin.spec import Network
from nin.train import TrainConfig
from pages.ui.shell import run_choice


def run_words() -> dict[str, str]:
    """What to call each run in a list of all, the newest first; a damaged one as its folder."""
    names = run_choice.names()
    words = in_words(_described(names))
    return {name: words.get(name, name) for name in names}


def words_apart(names: Iterable[str]) -> dict[str, str]:
    """What tells these runs from each other; nothing of one alone, and no damaged ones."""
    return apart(_described(names))


def _described(names: Iterable[str]) -> Runs:
    """What each run trains and how, but damaged ones."""
    described = {name: _of(name) for name in names}
    return {name: run for name, run in described.items() if run is not None}


def _of(name: str) -> tuple[Network, TrainConfig] | None:
    try:
        run = run_choice.folder(name)
        return _read(run, *((run / file).stat().st_mtime_ns for file in (NETWORK, CONFIG)))
    except (runs.RunError, KeyError, OSError):
        return None


@lru_cache(maxsize=500)  # both files stay as they are from the run's start
def _read(run: Path, *_written: int) -> tuple[Network, TrainConfig]:
    return runs.network(run), runs.configuration(run)
