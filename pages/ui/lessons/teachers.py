"""For who teaches: the link of each lesson, and all its answers."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from nin.lessons import Lesson
from nin.lessons.answer_key import answer_words, wrong_words
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.words import plain

_COLUMNS = (
    Column("Step"),
    Column("Asks", words=True),
    Column("Right", words=True),
    Column("Known mistakes", words=True),
)


def show_for_teachers(lessons: list[Lesson]) -> None:
    """Folded away, and made only when it is opened."""
    teachers = st.expander("For teachers: links and answers", key="teachers", on_change="rerun")
    with teachers:
        if not teachers.open:
            return
        st.caption(
            "A link opens the lesson wherever this app can be reached; `&step=3` opens a step."
        )
        for lesson in lessons:
            st.markdown(f"**{plain(lesson.title)}** · {lesson.minutes} min")
            st.code(_link(lesson), language=None)
            rows = [
                (
                    Cell(str(number)),
                    Cell(step.title),
                    Cell(answer_words(lesson, number)),
                    Cell(" ".join(wrong_words(lesson, number))),
                )
                for number, step in enumerate(lesson.steps, 1)
            ]
            show_html_table(f"Answers of {lesson.title}", _COLUMNS, rows)


def _link(lesson: Lesson) -> str:
    here = urlsplit(st.context.url or "")
    path = here.path.rpartition("/")[0] + "/"
    return urlunsplit((here.scheme, here.netloc, path, urlencode({"lesson": lesson.name}), ""))
