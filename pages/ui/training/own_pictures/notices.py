"""What came of the last change of a set, until it was shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar

import streamlit as st

from nin.data.own_sets import OwnSetError
from pages.ui.parts.words import plain, sentence
from pages.ui.shell import session

P = ParamSpec("P")
T = TypeVar("T")


def told(act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    """What a change returns; None where it cannot be made, and the page says why."""
    try:
        return act(*args, **kwargs)
    except OwnSetError as error:
        note([str(error)])
        return None


def note(sentences: Sequence[str]) -> None:
    """Say these in the next run, beside what is to be said already."""
    session.OWN_PICTURES_NOTICE.set((*session.OWN_PICTURES_NOTICE.get(), *sentences))


def show_notices() -> None:
    """Each sentence once."""
    for words in session.OWN_PICTURES_NOTICE.pop():
        st.warning(f"{plain(sentence(words))}", icon=":material/block:")
