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

    A step back that was come from brings back what was looked at there.
    """
    trail = session.LESSON_BEFORE.get()
    current = lesson_place.current()
    if current is not None and place.number > current.number:
        session.LESSON_BEFORE.set((*trail, (current.number, link.here(), picture.now())))
        link.show(lesson_place.scene_words(place))
    else:
        left = next((each for each in reversed(trail) if each[0] == place.number), None)
        session.LESSON_BEFORE.set(tuple(each for each in trail if each[0] < place.number))
        if left is None:
            link.show(lesson_place.scene_words(place))
        else:
            link.show({"mask": "", **left[1]})
            picture.look_again(left[2])
    lesson_place.go(place.lesson.name, place.number)
    go_to(place.step.page, page)


def go_to(page: str, now: str) -> NoReturn:
    """Turn to a page, or draw this one again."""
    if page != now:
        st.switch_page(FILES[page])
    st.rerun()
