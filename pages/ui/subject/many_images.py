"""Looks at many images: bounded, with progress where they take a while, and kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from time import monotonic
from typing import Any, TypeVar

import streamlit as st

from nin.interpret.many_images import Progress

T = TypeVar("T")

_PATIENCE = 0.3  # seconds without a bar


def kept(question: Hashable, look: Callable[[Progress], T]) -> T:
    """What the look returns; the same question is answered at once.

    Args:
        question: Tells apart what is asked, of which weights and which images.
        look: Called with what is to be told how many images were looked at, and of how many.
    """
    place, begin = st.empty(), monotonic()  # always: what follows keeps its place on the page

    def progress(done: int, total: int) -> None:
        if monotonic() - begin > _PATIENCE:
            place.progress(done / total, f"Looking at image {done} of {total} …")

    answers: list[T] = _answers(question)
    if not answers:
        answers.append(look(progress))
        place.empty()
    return answers[0]


@st.cache_resource(max_entries=64, show_spinner=False)
def _answers(question: Hashable) -> list[Any]:
    """Room for one answer: it is not found in here, where no bar could be shown."""
    return []
