"""The task of a step: where it is answered, and what is said of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

import streamlit as st

from nin.codec import link as text_in_links
from nin.lessons import Choice, Guess, Look, Run, Scene, Write, answer, judge, scene_of, words_at
from nin.lessons.experiment import Outcome, outcome_words
from nin.lessons.judging import is_reached, written
from nin.spec import SpecError
from pages.ui.lesson.answers import DONE, answered, give, is_done, is_shown, step_name
from pages.ui.lesson.running import show_run
from pages.ui.lesson.way_back import show_way_back
from pages.ui.parts.words import plain, sentence
from pages.ui.shell import network_state, session
from pages.ui.shell.moved import widget_key
from pages.ui.subject import link
from pages.ui.subject.lesson_place import Place


def emphasised(text: str) -> str:
    """A text of a lesson, which may be a stranger's: emphasis alone is left of Markdown."""
    return plain(text).replace("\\*", "*")


def show_task(place: Place) -> None:
    """The task, and what came of it; what is said then is heard by a screen reader, too."""
    right = ""
    match place.step.task:
        case Guess() as guess:
            right = _show_guess(place, guess)
        case Choice() as choice:
            right = _show_choice(place, choice)
        case Look() as look:
            _show_look(place, look)
        case Run() as run:
            _show_run(place, run)
        case Write():
            _show_write(place)
        case other:
            assert_never(other)
    said = [right, emphasised(place.step.then)]
    if is_done(place) and any(said):
        st.success("\n\n".join(filter(None, said)))


def _show_guess(place: Place, guess: Guess) -> str:
    """The field, and what a guess that is wrong forgot; returns the answer once it is known."""
    scene = scene_of(words_at(place.lesson, place.number))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = widget_key(f"guess-{step_name(place)}", answered(place))
        st.text_input("Your guess", key=key, max_chars=60, on_change=_take, args=(place, key))
        st.button("Check", key="lesson-check", type="primary", on_click=_take, args=(place, key))
    show_way_back(place, guess)
    exact = plain(written(answer(guess, scene), guess))
    if is_shown(place):
        return f"The answer is **{exact}**."
    if is_done(place):
        return f"**Right:** it is **{exact}**."
    if text := answered(place):
        st.warning(_not_right(guess, scene, text))
    return ""


def _not_right(guess: Guess, scene: Scene, text: str) -> str:
    try:
        judgement = judge(guess, scene, text)
    except SpecError as error:
        return plain(sentence(str(error)))
    says = emphasised(judgement.says) or "Try again, or have it shown."
    return f"**It is not {plain(written(judgement.value, guess))}.** {says}"


def _show_choice(place: Place, choice: Choice) -> str:
    """The options, and why not the one that was chosen; returns why the right one is right."""
    given = _chosen(place, "Your answer", {one.text: one.text for one in choice.options})
    if wrong := [one for one in choice.options if one.text == given and not one.is_right]:
        st.warning(emphasised(wrong[0].says))
    if not is_done(place):
        return ""
    right = next(option for option in choice.options if option.is_right)
    begins = "The answer" if is_shown(place) else "Right"
    return f"**{begins}: {emphasised(right.text)}.** {emphasised(right.says)}"


def _show_look(place: Place, look: Look) -> None:
    if not look.do or is_done(place):
        return
    begun = session.LESSON_BEGUN.get()
    here = {**link.here(), "net": text_in_links(network_state.text())}
    now = {name: here.get(name, "") for name in look.do}
    if begun[0] != step_name(place):
        session.LESSON_BEGUN.set((step_name(place), now))
        return
    if is_reached(look, begun[1], now):
        give(place, DONE)


def _show_run(place: Place, run: Run) -> None:
    outcomes = {str(what): outcome_words(run, what) for what in Outcome}
    predicted = _chosen(place, "What will the runs decide?", outcomes)
    if isinstance(run.variants, str):  # it varies the network that is shown
        show_way_back(place)
    show_run(run, place, predicted=predicted, is_shown=is_shown(place))


def _chosen(place: Place, label: str, options: Mapping[str, str]) -> str:
    """The answer that is chosen of a few, which stand with their words; empty before one is."""
    given = answered(place) if answered(place) in options else ""
    key = widget_key(f"choice-{step_name(place)}", given or None)
    st.radio(
        label,
        list(options),
        None,
        key=key,
        format_func=lambda option: emphasised(options[option]),
        label_visibility="collapsed",
        on_change=_take,
        args=(place, key),
    )
    return given


def _show_write(place: Place) -> None:
    key = widget_key(f"words-{step_name(place)}", answered(place))
    st.text_area("Your words", key=key, on_change=_take, args=(place, key))
    st.caption("They stay in this browser.")


def _take(place: Place, key: str) -> None:
    give(place, session.field(key).get() or "")  # what is erased is kept nowhere
