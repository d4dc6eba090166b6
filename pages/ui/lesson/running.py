"""An experiment in a lesson: predicted first, then started here or looked up, and its verdict."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import streamlit as st

from nin import experiments
from nin.bundled import EXAMPLE_EXPERIMENT
from nin.experiments import PlanError, folder
from nin.experiments.summary import summarise
from nin.lessons import Run, Scene, scene_of, words_at
from nin.lessons.experiment import Outcome, is_of, outcome, outcome_words, plan_of
from nin.words import counted
from pages.ui.parts.words import plain
from pages.ui.shell import run_choice
from pages.ui.subject.lesson_place import Place

Verdict = tuple[Outcome, str]


def own_verdict(run: Run, place: Place) -> Verdict | None:
    """What the last experiment here decides that asks the same and is over."""
    for experiment in _own(run, place):
        progress = experiments.progress(experiment)
        if progress.is_done and not progress.is_alive:
            return outcome(run, experiments.summary(experiment))
    return None


def example_verdict(run: Run, place: Place) -> Verdict | None:
    """What the experiment decides that comes along, if it asks the same."""
    try:
        plan = folder.plan(EXAMPLE_EXPERIMENT)
        if not is_of(plan, run, _scene(place)):
            return None
        return outcome(run, summarise(plan, folder.entries(EXAMPLE_EXPERIMENT)))
    except PlanError:
        return None


def show_run(run: Run, place: Place, *, predicted: str, is_shown: bool) -> None:
    """The experiment of a step, once its verdict was predicted.

    Args:
        run: The task.
        place: The step.
        predicted: The outcome that was chosen; empty before.
        is_shown: Whether the example was asked for.
    """
    if not predicted and not is_shown:
        return
    if (verdict := own_verdict(run, place)) is not None:
        _show_verdict(run, verdict, predicted, "Your runs")
    elif (words := _progress(run, place)) is not None:
        st.markdown(words)
    else:
        count = len(plan_of(run, _scene(place)).runs())
        label = f"Start {counted(count, 'run')}"
        if st.button(label, key="lesson-start", icon=":material/play_arrow:"):
            _start(run, place)
    if notice := run_choice.notice():
        st.warning(f"Not done: {plain(notice)}.")
    if is_shown and (example := example_verdict(run, place)) is not None:
        _show_verdict(run, example, predicted, "An example that comes along")


def _show_verdict(run: Run, verdict: Verdict, predicted: str, whose: str) -> None:
    what, sentence = verdict
    hit = {"": "", what: ", as you said"}.get(predicted, ", not as you said")
    st.info(f"{whose}: **{plain(outcome_words(run, what))}**{hit}. {plain(sentence)}")


def _progress(run: Run, place: Place) -> str | None:
    """How an experiment that asks the same stands; None where there is none under way."""
    for experiment in _own(run, place):
        now = experiments.progress(experiment)
        if now.is_alive or now.active:
            return f"{now.done} of {counted(now.total, 'run')} done. You may go on meanwhile."
    return None


def _own(run: Run, place: Place) -> Iterator[Path]:
    """The experiments here that ask the same, the newest first; damaged ones are left out."""
    for experiment in experiments.every(run_choice.root()):
        try:
            asks_the_same = is_of(folder.plan(experiment), run, _scene(place))
            experiments.progress(experiment)
        except PlanError:
            continue
        if asks_the_same:
            yield experiment


def _start(run: Run, place: Place) -> None:
    """Start it, and draw the page again, which shows it."""
    with run_choice.explained():
        experiment = experiments.start(plan_of(run, _scene(place)), run_choice.root())
        run_choice.show_experiment(experiment.name)
        st.rerun()


def _scene(place: Place) -> Scene:
    return scene_of(words_at(place.lesson, place.number))
