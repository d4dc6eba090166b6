"""Which runs are shown: one picked, whose link is `?run=…`, and some to compare it with.

The run picked is also the model that the other pages look into. The session holds names of run
folders only; what a run has done stands in its folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from nin import runs
from nin.spec import SpecError
from nin.train import ConfigError
from nin.train.pytorch import NoPyTorchError
from pages.ui.shell import session

root = runs.home


def names() -> list[str]:
    """All runs, the newest first."""
    return [run.name for run in runs.runs(root())]


def folder(name: str) -> Path:
    """The folder of a run; a name from a link is looked up, never used as a path.

    Raises:
        KeyError: there is no such run.
    """
    return runs.find(root(), name)


def is_there(name: str) -> bool:
    """Whether there is a run of this name."""
    try:
        folder(name)
    except KeyError:
        return False
    return True


def unfinished(names: Iterable[str]) -> frozenset[str]:
    """Those of these runs that are there and not over."""
    return frozenset(
        name for name in names if is_there(name) and not runs.status(folder(name)).is_over
    )


def picked() -> str | None:
    """The run that is shown, as the link or the last choice has it; None if it is not there."""
    choice: str | None = st.query_params.get("run", session.RUN.get())
    name = choice if choice and is_there(choice) else None
    session.RUN.set(name)
    if choice and name is None:
        if session.REFUSED_ORDER.get() is None:
            _refuse(f"there is no run {choice[:40]} here; choose one below")
        st.query_params.pop("run", None)
    if name is not None and "run" not in st.query_params:
        st.query_params["run"] = name  # the menu leads here without a link
    return name


def pick(name: str | None) -> None:
    """Show this run, here and in the link."""
    session.RUN.set(name)
    if name is None:
        st.query_params.pop("run", None)
    else:
        st.query_params["run"] = name


def compared() -> list[str]:
    """The runs that are overlaid on the picked one."""
    return [name for name in session.COMPARED.get() if name != session.RUN.get() and is_there(name)]


def compare(names: Sequence[str]) -> None:
    """Overlay these runs on the picked one."""
    session.COMPARED.set(tuple(names))


@contextmanager
def explained() -> Iterator[None]:
    """For callbacks: what cannot be done to a run is said on the page instead."""
    try:
        yield
    except (SpecError, ConfigError, runs.RunError, NoPyTorchError) as error:
        _refuse(str(error))
    except KeyError:
        _refuse("the run is not there any more")


def why_none() -> str | None:
    """Why no run can be started here, whatever the network; None where runs can be."""
    try:
        runs.require_trainer()
    except (NoPyTorchError, runs.RunError) as error:
        return str(error)
    return None


def notice() -> str | None:
    """Why the last order was refused, once."""
    return session.REFUSED_ORDER.pop()


def _refuse(sentence: str) -> None:
    session.REFUSED_ORDER.set(sentence)
