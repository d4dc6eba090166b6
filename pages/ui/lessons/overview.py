"""The list of lessons."""

from __future__ import annotations

import streamlit as st

from nin.lessons import Damaged, Lesson, shelf
from pages.ui.lesson.answers import is_done
from pages.ui.lesson.turning import turn
from pages.ui.parts.words import plain
from pages.ui.shell.frame import heading
from pages.ui.subject.lesson_place import Place


def show_lessons() -> None:
    """Each lesson with whom it is for, how long it takes, and how far one has come."""
    heading("Guess before you see: every answer is computed for the network that is shown.")
    for one in shelf():
        if isinstance(one, Damaged):
            st.warning(f"**{plain(one.name)}** cannot be read: {plain(one.reason)}.")
        else:
            _show(one)


def _show(lesson: Lesson) -> None:
    steps = len(lesson.steps)
    done = sum(is_done(Place(lesson, number)) for number in range(1, steps + 1))
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{plain(lesson.title)}**  \nFor {plain(lesson.audience)} · {lesson.minutes} min · "
            f"{steps} steps{f', {done} done' if done else ''}"
        )
        st.space("stretch")
        if st.button("Begin", key=f"begin-{lesson.name}", icon=":material/play_arrow:"):
            turn(Place(lesson, 1), "Lessons")
