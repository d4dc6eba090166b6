"""An experiment in a lesson: predicted first, then started here or looked up, and its verdict."""

from __future__ import annotations

import streamlit as st

from nin import experiments
from nin.experiments.reading import Described
from nin.lessons import Run, Scene, scene_of, words_at
from nin.lessons.experiment import (
    Finding,
    bundled_finding,
    outcome_words,
    own_experiments,
    own_finding,
    plan_of,
    variant_words,
)
from nin.words import counted, duration
from pages.ui.parts.words import plain
from pages.ui.shell import run_choice
from pages.ui.subject import lesson_place
from pages.ui.subject.lesson_place import Place


def has_own(run: Run, place: Place) -> bool:
    """Whether an experiment here that asks the same is over."""
    return own_finding(run, _scene(place), run_choice.root()) is not None


def has_bundled(run: Run, place: Place) -> bool:
    """Whether an experiment comes along that asks the same."""
    return bundled_finding(run, _scene(place)) is not None


def bundled_experiment() -> Described | None:
    """What comes along for the step that is open, or for the last before it with an experiment."""
    place = lesson_place.current()
    if place is None:
        return None
    for number in range(place.number, 0, -1):
        at = Place(place.lesson, number)
        if isinstance(at.step.task, Run):
            finding = bundled_finding(at.step.task, _scene(at))
            return None if finding is None else finding.experiment
    return None


def show_run(run: Run, place: Place, *, predicted: str, is_shown: bool) -> None:
    """The experiment of a step, once its verdict was predicted.

    Args:
        run: The task.
        place: The step.
        predicted: The outcome that was chosen; empty before.
        is_shown: Whether the bundled one was asked for.
    """
    if not predicted and not is_shown:
        return
    scene = _scene(place)
    if (own := own_finding(run, scene, run_choice.root())) is not None:
        _show(run, own, predicted, "Your runs")
    elif (words := _progress(run, scene)) is not None:
        st.markdown(words)
    else:
        count = len(plan_of(run, scene).runs())
        label = f"Start {counted(count, 'run')}"
        if st.button(label, key="lesson-start", icon=":material/play_arrow:"):
            _start(run, scene)
    if notice := run_choice.notice():
        st.warning(f"Not done: {plain(notice)}.")
    if is_shown and (bundled := bundled_finding(run, scene)) is not None:
        _show(run, bundled, predicted, f"An example that comes along, {_took(bundled)}")


def _show(run: Run, finding: Finding, predicted: str, whose: str) -> None:
    hit = {"": "", finding.outcome: ", as you said"}.get(predicted, ", not as you said")
    words = plain(outcome_words(run, finding.outcome))
    lines = [
        f"- {plain(variant_words(one, run.measure))}" for one in finding.experiment.summary.outcomes
    ]
    st.info("\n".join([f"{whose}: **{words}**{hit}. {plain(finding.sentence)}", "", *lines]))


def _took(finding: Finding) -> str:
    """How much training it was, two runs at a time."""
    measured = [entry.measures for entry in finding.experiment.entries if entry.measures]
    seconds = sum(measures["seconds"] for measures in measured) / 2
    return f"{counted(len(measured), 'run')} in {duration(seconds)} on two cores"


def _progress(run: Run, scene: Scene) -> str | None:
    """How an experiment that asks the same stands; None where there is none under way."""
    for _, now in own_experiments(run, scene, run_choice.root()):
        if now.is_alive or now.active:
            return f"{now.done} of {counted(now.total, 'run')} done. You may go on meanwhile."
    return None


def _start(run: Run, scene: Scene) -> None:
    """Start it, and draw the page again, which shows it."""
    with run_choice.explained():
        experiment = experiments.start(plan_of(run, scene), run_choice.root())
        run_choice.show_experiment(experiment.name)
        st.rerun()


def _scene(place: Place) -> Scene:
    return scene_of(words_at(place.lesson, place.number))
