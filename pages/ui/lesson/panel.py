"""The card of a lesson's step, docked over the page that it is about."""

from __future__ import annotations

from html import escape

import streamlit as st

from nin.lessons import Choice, Guess, Look, Run, Step, Write
from pages.ui.components.echo.echo import beat
from pages.ui.components.lesson_guide.component import guide
from pages.ui.lesson.answers import DONE, all_answers, give, is_done, show, step_name
from pages.ui.lesson.running import has_bundled
from pages.ui.lesson.tasks import emphasised, show_task
from pages.ui.lesson.turning import go_to, turn
from pages.ui.parts.words import plain, sentence
from pages.ui.subject import lesson_place, link
from pages.ui.subject.lesson_place import Place

_LOOK_AGAIN = 1.0  # seconds between two looks whether a step's task is done
_COVER = (
    "repeating-linear-gradient(45deg, color-mix(in srgb, currentColor 9%, transparent) 0 6px, "
    "transparent 6px 12px)"
)


def show_lesson(page: str) -> None:
    """The step that is open, if any; last on a page, whose name this is."""
    if lesson_place.current() is not None or lesson_place.lost():
        with st.container(border=True, key="lesson"):
            _panel(page)


@st.fragment(key="lesson-panel")
def _panel(page: str) -> None:
    place = lesson_place.current()
    if place is None:
        if (why := lesson_place.lost()) is not None:
            st.warning(plain(sentence(why)))
            _show_leave()
        return
    _show_head(place)
    if place.step.page != page:
        if st.button(f"Go to {place.step.page}", key="lesson-page", type="primary"):
            go_to(place.step.page, page)
    else:
        show_task(place)
        _mark(place.step, is_done=is_done(place))
    _show_steps(place)
    _show_ways(place, page)
    here = place.step.page == page
    guide(step_name(place), place.step.point if here else None, all_answers(), _leave)
    if here and _may_be_done_elsewhere(place):
        beat("beat-lesson", _LOOK_AGAIN)


def _show_head(place: Place) -> None:
    lesson, number = place.lesson, place.number
    parts = "".join(
        f'<i class="{"done" if is_done(Place(lesson, n)) else "now" if n == number else ""}"></i>'
        for n in range(1, len(lesson.steps) + 1)
    )
    st.html(
        f'<p class="nin-lesson"><span>Step {number} of {len(lesson.steps)}</span>'
        f"<b>{escape(lesson.title)}</b></p>"
        f'<div class="nin-progress" aria-hidden="true">{parts}</div>'
        f'<h2 tabindex="-1">{escape(place.step.title)}</h2>'
    )
    st.markdown(emphasised(place.step.text))


def _show_steps(place: Place) -> None:
    lines = "".join(
        f"<li{' aria-current=step' if n == place.number else ''}>"
        f"<span>{'✓' if is_done(Place(place.lesson, n)) else n}</span> {escape(step.title)}</li>"
        for n, step in enumerate(place.lesson.steps, 1)
    )
    with st.expander("All steps", key="lesson-steps"):
        st.html(f'<ol class="nin-plan">{lines}</ol>')


def _show_ways(place: Place, page: str) -> None:
    lesson, number = place
    with st.container(horizontal=True, key="lesson-ways"):
        back = st.button(
            "Back", key="lesson-back", icon=":material/arrow_back:", disabled=number == 1
        )
        shown = st.button("Show me", key="lesson-show", disabled=not _can_show(place))
        is_last = number == len(lesson.steps)
        on = st.button(
            "Finish" if is_last else "Next", key="lesson-next", type="primary", width="stretch"
        )
    _show_leave()
    if back:
        turn(Place(lesson, number - 1), page)
    if shown:
        _show_me(place, page)
    if on:
        if isinstance(place.step.task, Look) and not place.step.task.do:
            give(place, DONE)
        if is_last:
            lesson_place.close()
            st.rerun()
        turn(Place(lesson, number + 1), page)


def _show_leave() -> None:
    st.button(
        "Leave the lesson, keep the page",
        key="lesson-leave",
        icon=":material/close:",
        type="tertiary",
        on_click=_leave,
    )


def _may_be_done_elsewhere(place: Place) -> bool:
    """Whether the step's task can be done by what happens beside the card."""
    task = place.step.task
    is_open = isinstance(task, Run) or (isinstance(task, Look) and bool(task.do))
    return is_open and not is_done(place)


def _can_show(place: Place) -> bool:
    match place.step.task:
        case Guess() | Choice():
            return not is_done(place)
        case Look(do):
            return bool(do) and not is_done(place)
        case Run() as run:
            return has_bundled(run, place) and not is_done(place)
        case Write():
            return False


def _show_me(place: Place, page: str) -> None:
    """Do what the step asks for, in the reader's place."""
    task = place.step.task
    show(place)
    if isinstance(task, Look):
        link.show(task.do)
    go_to(place.step.page, page)


def _mark(step: Step, *, is_done: bool) -> None:
    """Point at a place, by a line that is not colour alone, and cover others until it is done."""
    rules = []
    if step.hide and not is_done:
        covered = ", ".join(f".st-key-{name}" for name in step.hide)
        rules.append(f":is({covered}) * {{ visibility: hidden !important; }}")
        rules.append(f":is({covered}) {{ background: {_COVER}; border-radius: 4px; }}")
    if step.point:  # the last rule: what is pointed at may be covered
        rules.append(
            f".st-key-{step.point} {{ outline: 3px dashed light-dark(#0f62a8, #7ab8f0); "
            "outline-offset: 5px; border-radius: 4px; visibility: visible !important; }"
        )
    if rules:
        st.html(f"<style>{''.join(rules)}</style>")


def _leave() -> None:
    lesson_place.close()
    st.rerun()
