"""From step to step: what the next one looks at is set, and Back brings back what was there."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from pages.ui.shell import session
from pages.ui.shell.frame import FILES
from pages.ui.subject import lesson_place, link, picture
from pages.ui.subject.lesson_place import Place


def turn(place: Place, page: str) -> NoReturn:
    """Open a step, from this page; what it looks at is set.

    A step back that was come from brings back what was looked at there; a lesson that is begun
    knows nothing of what was gone through before it.
    """
    name, current = place.lesson.name, lesson_place.current()
    trail, left = [], None
    if current is not None and current.lesson.name == name:
        trail = [each for each in session.LESSON_BEFORE.get() if each[0] == name]
        left = next((each for each in trail if each[1] == place.number), None)
        trail = [each for each in trail if each[1] < min(place.number, current.number)]
        if place.number > current.number:
            trail.append((name, current.number, link.here(), picture.now()))
            left = None
    session.LESSON_BEFORE.set(tuple(trail))
    if left is None:
        link.show(lesson_place.scene_words(place))
    else:
        link.show({"mask": "", **left[2]})
        picture.look_again(left[3])
    lesson_place.go(name, place.number)
    go_to(place.step.page, page)


def go_to(page: str, now: str) -> NoReturn:
    """Turn to a page, or draw this one again."""
    if page != now:
        st.switch_page(FILES[page])
    st.rerun()
