"""The list of lessons."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from nin.lessons import Damaged, Lesson, shelf
from nin.lessons.card import Card, as_html, as_json, card
from pages.ui.components.lesson_guide.component import guide
from pages.ui.lesson.answers import all_answers, is_done, of_lesson
from pages.ui.lesson.turning import turn
from pages.ui.lessons.teachers import show_for_teachers
from pages.ui.parts.words import plain
from pages.ui.shell import run_choice
from pages.ui.shell.frame import heading
from pages.ui.subject import lesson_place
from pages.ui.subject.lesson_place import Place


def show_lessons() -> None:
    """Each lesson with whom it is for, how long it takes, and how far one has come."""
    heading("Guess before you see: every answer is computed for the network that is shown.")
    lessons = shelf()
    for one in lessons:
        if isinstance(one, Damaged):
            st.warning(f"**{plain(one.name)}** cannot be read: {plain(one.reason)}.")
        else:
            _show(one)
    show_for_teachers([one for one in lessons if isinstance(one, Lesson)])
    st.caption(
        "A lesson is one short file; NIN_LESSONS names a folder of your own, and README says how. "
        "Answers stay in this browser. A card names nobody and is sent nowhere."
    )
    if lesson_place.current() is None:  # else the card of its step brings them
        guide("", None, all_answers(), _nothing)


def _show(lesson: Lesson) -> None:
    steps = len(lesson.steps)
    done = [number for number in range(1, steps + 1) if is_done(Place(lesson, number))]
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{plain(lesson.title)}**  \nFor {plain(lesson.audience)} · {lesson.minutes} min · "
            f"{steps} steps{f', {len(done)} done' if done else ''}"
        )
        st.space("stretch")
        with st.container(horizontal=True, width="content"):
            if done:
                _show_card(lesson)
            number = _where_to_go_on(lesson, done)
            label = "Begin" if number == 1 else "Go on"
            if st.button(label, key=f"begin-{lesson.name}", icon=":material/play_arrow:"):
                turn(Place(lesson, number), "Lessons")


def _where_to_go_on(lesson: Lesson, done: list[int]) -> int:
    """The step that is open, or the one after all that are done; the first after the last."""
    now = lesson_place.current()
    if now is not None and now.lesson.name == lesson.name:
        return now.number
    after = max(done, default=0) + 1
    return after if after <= len(lesson.steps) else 1


def _show_card(lesson: Lesson) -> None:
    answers, shown = of_lesson(lesson)
    for label, written, kind in (("Card", as_html, "html"), ("JSON", as_json, "json")):
        st.download_button(
            label,
            partial(_card, written, lesson, answers, shown),
            f"{lesson.name}.{kind}",
            key=f"result-{lesson.name}-{kind}",
            icon=":material/download:",
            on_click="ignore",
        )


def _card(
    written: Callable[[Card], str], lesson: Lesson, answers: dict[int, str], shown: frozenset[int]
) -> str:
    """Made by the click: all answers of a lesson are computed for it."""
    return written(card(lesson, answers, shown, run_choice.root()))


def _nothing() -> None:
    """There is no lesson to leave."""
