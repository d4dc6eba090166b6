"""Which runs are shown: one picked, whose link is `?run=…`, and some to compare it with.

The run picked is also the model that the other pages look into. The session holds names of run
folders only; what a run has done stands in its folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from nin import runs
from nin.spec import SpecError
from nin.train import ConfigError

root = runs.home


def names() -> list[str]:
    """All runs, the newest first."""
    return [run.name for run in runs.runs(root())]


def folder(name: str) -> Path:
    """The folder of a run in the list; a name from a link is looked up, never used as a path.

    Raises:
        KeyError: there is no such run.
    """
    return {run.name: run for run in runs.runs(root())}[name]


def picked() -> str | None:
    """The run that is shown, as the link or the last choice has it; None if it is not there."""
    asked: str | None = st.query_params.get("run", st.session_state.get("run"))
    st.session_state.run = asked if asked in names() else None
    if asked and asked != st.session_state.run:
        said = f"there is no run {asked[:40]} here; choose one below"
        st.session_state.setdefault("run_notice", said)
        st.query_params.pop("run", None)
    name: str | None = st.session_state.run
    if name is not None and "run" not in st.query_params:
        st.query_params["run"] = name  # the menu leads here without a link
    return name


def pick(name: str | None) -> None:
    """Show this run, here and in the link."""
    st.session_state.run = name
    if name is None:
        st.query_params.pop("run", None)
    else:
        st.query_params["run"] = name


def compared() -> list[str]:
    """The runs that are overlaid on the picked one."""
    known = names()
    chosen: list[str] = st.session_state.get("compare", [])
    return [name for name in chosen if name in known and name != st.session_state.get("run")]


def compare(chosen: list[str]) -> None:
    """Overlay these runs on the picked one."""
    st.session_state.compare = chosen


@contextmanager
def explained() -> Iterator[None]:
    """For callbacks: what cannot be done to a run is said on the page instead."""
    try:
        yield
    except (SpecError, ConfigError, runs.RunError) as error:
        st.session_state.run_notice = str(error)
    except KeyError:
        st.session_state.run_notice = "the run is not there any more"


def notice() -> str | None:
    """Why the last order was refused, once."""
    sentence: str | None = st.session_state.pop("run_notice", None)
    return sentence
