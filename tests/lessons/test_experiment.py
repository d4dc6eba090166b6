"""The experiment of a step: which one it is, and what its verdict comes to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nin.bundled import EXAMPLE_EXPERIMENT
from nin.experiments import Plan, folder
from nin.experiments.summary import Summary, summarise
from nin.lessons import Run, Scene, read
from nin.lessons.experiment import Outcome, is_of, outcome, outcome_words, plan_of
from nin.presets import PRESETS
from tests.support.lessons import LESSON, refused

TINY = Scene(PRESETS["tiny"].network, None, None)
HEADS = Run("heads", 5, "shifted_4_accuracy", "GAP", "dense head")


@pytest.fixture(scope="module")
def example() -> tuple[Plan, Summary]:
    """The experiment that comes along."""
    plan = folder.plan(EXAMPLE_EXPERIMENT)
    return plan, summarise(plan, folder.entries(EXAMPLE_EXPERIMENT))


def test_the_plan_is_the_question_asked_of_the_network_that_is_shown() -> None:
    plan = plan_of(HEADS, TINY)
    assert [variant.name for variant in plan.variants] == ["GAP", "dense head"]
    assert plan.variants[0].network == TINY.network
    assert {variant.config.augment for variant in plan.variants} == {"none"}
    assert len(plan.seeds) == 5


def test_an_experiment_is_known_by_its_networks_however_it_was_trained(
    example: tuple[Plan, Summary],
) -> None:
    plan, _ = example
    assert is_of(plan, HEADS, TINY)
    assert not is_of(plan, replace(HEADS, question="kernels"), TINY)
    assert not is_of(plan, HEADS, Scene(PRESETS["mnist"].network, None, None))


def test_one_experiment_decides_two_measures_in_opposite_ways(
    example: tuple[Plan, Summary],
) -> None:
    _, summary = example
    moved, centred = (
        outcome(HEADS, summary),
        outcome(replace(HEADS, measure="test_accuracy"), summary),
    )
    assert moved is not None
    assert centred is not None
    assert (moved[0], centred[0]) == (Outcome.ONE, Outcome.OTHER)
    assert moved[1].startswith("Accuracy on images moved by 4 pixels: GAP is ")
    turned = replace(HEADS, one="dense head", other="GAP")
    assert outcome(turned, summary) == (Outcome.OTHER, moved[1])


def test_what_the_runs_leave_open_is_undecided_and_what_is_not_there_nothing(
    example: tuple[Plan, Summary],
) -> None:
    plan, summary = example
    few = summarise(plan, folder.entries(EXAMPLE_EXPERIMENT)[:2])
    verdict = outcome(HEADS, few)
    assert verdict is None or verdict[0] == Outcome.UNDECIDED
    assert outcome(replace(HEADS, other="nobody"), summary) is None


def test_outcomes_are_said_in_words() -> None:
    assert [outcome_words(HEADS, what) for what in Outcome] == [
        "GAP is above dense head",
        "dense head is above GAP",
        "These runs do not decide it",
    ]


RUN = (
    'run = {{ question = "{question}", seeds = {seeds}, measure = "{measure}", one = "GAP", '
    'other = "{other}" }}'
)
GOOD = {
    "question": "heads",
    "seeds": "5",
    "measure": "test_accuracy",
    "other": "dense head",
}
MISTAKES = {
    "question": ({"question": "colours"}, "run.question: there is no 'colours'; there are: heads"),
    "seeds": ({"seeds": "2"}, "run.seeds: must be from 3 to 10, got 2"),
    "measure": ({"measure": "seconds"}, "run.measure: there is no 'seconds'; there are: test_acc"),
    "variant": ({"other": "GAP"}, "run.other: there is no 'GAP'; there are: dense head"),
    "network": ({"question": "dropout"}, "run.one: there is no 'GAP'; there are: "),
}


def test_a_step_with_an_experiment_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a-lesson.toml"
    file.write_text(LESSON.replace("write = true", RUN.format(**GOOD)), "utf-8")
    assert read(file).steps[-1].task == replace(HEADS, measure="test_accuracy")


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_an_experiment_is_said_with_its_field(tmp_path: Path, name: str) -> None:
    change, words = MISTAKES[name]
    text = LESSON.replace("write = true", RUN.format(**GOOD | change))
    said = refused(tmp_path / "a-lesson.toml", text)
    assert said.startswith(f"a-lesson.toml, step 5, {words}")
