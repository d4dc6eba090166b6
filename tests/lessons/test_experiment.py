"""The experiment of a step: which one it is, what is found of it, and what its verdict comes to."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from statistics import fmean, stdev

import pytest

from nin.bundled import EXAMPLE_EXPERIMENT, EXPERIMENTS
from nin.codec import loads
from nin.experiments import folder
from nin.experiments.reading import described
from nin.files.paths import file_state
from nin.lessons import Lesson, Run, Scene, make_bundled, read, scene_of, shelf, words_at
from nin.lessons.experiment import (
    Outcome,
    bundled_finding,
    outcome_words,
    own_experiments,
    own_finding,
    plan_of,
    variant_words,
)
from nin.lessons.make_bundled import plans
from nin.presets import PRESETS
from nin.train import TrainConfig
from nin.train.config import BOOK
from tests.support.lessons import LESSON, refused

TINY = Scene(PRESETS["tiny"].network, None, None)
HEADS = Run("heads", 5, "shifted_4_accuracy", "GAP", "dense head", TrainConfig())
NARROW, WIDE = "1x28x10 n8k5-10", "1x28x10 n32k5-10"
TWO = (("narrow", loads(NARROW)), ("wide", loads(WIDE)))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of runs, with the bundled experiment as one's own."""
    shutil.copytree(EXAMPLE_EXPERIMENT, tmp_path / folder.EXPERIMENTS / "0001-00000001")
    return tmp_path


def test_the_plan_is_the_question_asked_of_the_network_that_is_shown() -> None:
    plan = plan_of(HEADS, TINY)
    assert [variant.name for variant in plan.variants] == ["GAP", "dense head"]
    assert plan.variants[0].network == TINY.network
    assert {variant.config.augment for variant in plan.variants} == {"none"}
    assert len(plan.seeds) == 5


def test_networks_are_compared_as_they_are_named_whatever_is_shown() -> None:
    task = replace(HEADS, variants=TWO, one="narrow", other="wide")
    plan = plan_of(task, TINY)
    assert [(one.name, one.network) for one in plan.variants] == list(TWO)
    assert {one.config for one in plan.variants} == {TrainConfig()}
    assert (plan.title, plan.seeds) == ("narrow or wide?", (0, 1, 2, 3, 4))


def test_an_experiment_is_known_by_its_networks_and_its_recipe_however_long_it_was(
    root: Path,
) -> None:
    def names(task: Run, scene: Scene = TINY) -> list[str]:
        return [experiment.name for experiment, _ in own_experiments(task, scene, root)]

    assert names(HEADS) == ["0001-00000001"]
    assert names(replace(HEADS, seeds=9, config=TrainConfig(epochs=3))) == ["0001-00000001"]
    assert names(replace(HEADS, variants="kernels")) == []
    assert names(replace(HEADS, config=TrainConfig(recipe="book", **BOOK))) == []
    assert names(HEADS, Scene(PRESETS["mnist"].network, None, None)) == []


def test_the_newest_of_ones_own_that_is_over_is_found_and_a_damaged_one_passed_over(
    root: Path,
) -> None:
    place = root / folder.EXPERIMENTS
    shutil.copytree(EXAMPLE_EXPERIMENT, place / "0002-00000002")
    shutil.copytree(EXAMPLE_EXPERIMENT, place / "0003-00000003")
    (place / "0003-00000003" / folder.RUNS).write_text("[]", "utf-8")  # nothing is done yet
    shutil.copytree(EXAMPLE_EXPERIMENT, place / "0004-00000004")
    (place / "0004-00000004" / folder.PLAN).write_text("{", "utf-8")
    finding = own_finding(HEADS, TINY, root)
    assert finding is not None
    assert (finding.name, finding.is_bundled) == ("0002-00000002", False)
    assert own_finding(replace(HEADS, variants="kernels"), TINY, root) is None


def test_one_experiment_decides_two_measures_in_opposite_ways() -> None:
    moved = bundled_finding(HEADS, TINY)
    centred = bundled_finding(replace(HEADS, measure="test_accuracy"), TINY)
    assert moved is not None
    assert centred is not None
    assert moved.is_bundled
    assert (moved.outcome, centred.outcome) == (Outcome.ONE, Outcome.OTHER)
    assert moved.sentence.startswith("Accuracy on images moved by 4 pixels: GAP is ")
    turned = bundled_finding(replace(HEADS, one="dense head", other="GAP"), TINY)
    assert turned is not None
    assert (turned.outcome, turned.sentence) == (Outcome.OTHER, moved.sentence)


def test_what_the_runs_leave_open_is_undecided_and_what_is_not_there_nothing(root: Path) -> None:
    place = root / folder.EXPERIMENTS / "0001-00000001"
    plan, kept = folder.plan(place), folder.entries(place)
    folder.keep(place, tuple(e if e.seed < 2 else replace(e, measures={}) for e in kept))
    finding = own_finding(HEADS, TINY, root)
    assert len(plan.seeds) == 5
    assert finding is not None
    assert finding.outcome == Outcome.UNDECIDED
    assert bundled_finding(replace(HEADS, other="nobody"), TINY) is None


def test_outcomes_are_said_in_words() -> None:
    assert [outcome_words(HEADS, what) for what in Outcome] == [
        "GAP is above dense head",
        "dense head is above GAP",
        "These runs do not decide it",
    ]


def test_a_variant_is_said_with_mean_spread_and_what_did_not_begin(root: Path) -> None:
    place = root / folder.EXPERIMENTS / "0001-00000001"
    entries = folder.entries(place)
    values = [e.measures["test_accuracy"] for e in entries if e.variant == 0 and e.measures]
    gap, _ = described(place).summary.outcomes
    mean, sd = f"{100 * fmean(values):.1f}", f"{100 * stdev(values):.1f}"
    assert variant_words(gap, "test_accuracy") == f"GAP: {mean} ± {sd} % in 5 runs"
    stuck = replace(
        entries[0], measures={**(entries[0].measures or {}), "left_ln_c": 0.0, "dead_class_maps": 5}
    )
    folder.keep(place, (stuck, *entries[1:]))
    gap, _ = described(place).summary.outcomes
    assert variant_words(gap, "test_accuracy") == (
        f"GAP: {mean} ± {sd} % in 5 runs, 1 of them stayed at ln 10, "
        "1.0 of 10 class maps dead on average"
    )
    folder.keep(place, tuple(replace(e, measures={}) for e in entries))
    gap, _ = described(place).summary.outcomes
    assert variant_words(gap, "test_accuracy") == "GAP: no run was measured"


RUNS = [
    (lesson, number, step.task)
    for lesson in shelf()
    if isinstance(lesson, Lesson)
    for number, step in enumerate(lesson.steps, 1)
    if isinstance(step.task, Run)
]


@pytest.mark.parametrize(
    ("lesson", "number", "task"), RUNS, ids=[f"{one.name}, step {n}" for one, n, _ in RUNS]
)
def test_an_experiment_comes_along_for_every_step_and_fits_into_the_lessons_minutes(
    lesson: Lesson, number: int, task: Run
) -> None:
    finding = bundled_finding(task, scene_of(words_at(lesson, number)))
    assert finding is not None
    _, entries, summary = finding.experiment
    assert {one.runs for one in summary.outcomes} == {task.seeds}
    assert task.seeds >= 5
    assert all(entry.torch for entry in entries)
    seconds = sum(entry.measures["seconds"] for entry in entries if entry.measures)
    assert seconds / 2 < 60 * lesson.minutes  # two runs train side by side
    size = sum(file.stat().st_size for file in (EXPERIMENTS / finding.name).iterdir())
    assert size < 30_000


def test_what_comes_along_is_what_the_lessons_ask_and_nothing_else() -> None:
    kept = {one.name: folder.plan(one) for one in EXPERIMENTS.iterdir()}
    assert kept == plans()


def test_what_no_lesson_asks_any_more_is_removed_and_what_is_there_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "experiments"
    shutil.copytree(EXPERIMENTS, place)
    kept = {file: file_state(file) for file in place.rglob("*")}
    assert {file.name for file in kept if file.is_dir()} == plans().keys()  # nothing is trained
    shutil.copytree(EXAMPLE_EXPERIMENT, place / "10-of-yesterday")
    (place / "note").mkdir()
    monkeypatch.setattr(make_bundled, "EXPERIMENTS", place)
    make_bundled.main()
    assert {file: file_state(file) for file in place.rglob("*")} == kept


RUN = """\
[steps.run]
question = "heads"
seeds = 5
measure = "test_accuracy"
one = "GAP"
other = "dense head"
"""
NETWORKS = f'networks = {{ GAP = "{NARROW}", "dense head" = "{WIDE}" }}'
QUESTION = 'question = "heads"'
MISTAKES = {
    "question": ('"heads"', '"colours"', "run.question: there is no 'colours'; there are: heads"),
    "no question": (QUESTION, "", "run.question: is missing; it is a text"),
    "seeds": ("seeds = 5", "seeds = 2", "run.seeds: must be from 3 to 10, got 2"),
    "measure": (
        '"test_accuracy"',
        '"seconds"',
        "run.measure: there is no 'seconds'; there are: te",
    ),
    "variant": ('"dense head"', '"GAP"', "run.other: there is no 'GAP'; there are: dense head"),
    "network": ('"heads"', '"dropout"', "run.one: there is no 'GAP'; there are: "),
    "unknown": ("seeds = 5", "seeds = 5\nrate = 1", "run.rate: is no field; there are epochs, me"),
    "recipe": ("seeds = 5", 'seeds = 5\nrecipe = "mine"', "run.recipe: there is no 'mine'; there"),
    "recipe 7": ("seeds = 5", "seeds = 5\nrecipe = 7", "run.recipe: must be a text"),
    "epochs": ("seeds = 5", "seeds = 5\nepochs = 101", "run.epochs: must be from 1 to 100, got 10"),
    "epochs 0": ("seeds = 5", "seeds = 5\nepochs = 0", "run.epochs: must be from 1 to 100, got 0"),
    "both": (
        QUESTION,
        f"{QUESTION}\n{NETWORKS}",
        "run.networks: stand in place of question; take one of them",
    ),
    "networks, a list": (QUESTION, "networks = []", "run.networks: must be a table"),
    "networks, one": (
        QUESTION,
        f'networks = {{ GAP = "{NARROW}" }}',
        "run.networks: must be from 2 to 6, got 1",
    ),
    "networks, no name": (
        QUESTION,
        NETWORKS.replace("GAP", '" "'),
        "run.networks: a network is called by up to 40 letters, digits and spaces, got ' '",
    ),
    "networks, a long name": (
        QUESTION,
        NETWORKS.replace("GAP", "n" * 41),
        "run.networks: a network is called by up to 40 letters, digits and spaces, got 'nnn",
    ),
    "networks, a name with a tag": (
        QUESTION,
        NETWORKS.replace("GAP", '"<b>"'),
        "run.networks: a network is called by up to 40 letters, digits and spaces, got '<b>'",
    ),
    "networks, a number": (
        QUESTION,
        NETWORKS.replace(f'"{WIDE}"', "3"),
        "run.networks.dense head: must be a text",
    ),
    "networks, no text": (
        QUESTION,
        NETWORKS.replace(WIDE, "resnet"),
        "run.networks.dense head: 'resnet' is not CHANNELS",
    ),
    "networks, does not fit": (
        QUESTION,
        NETWORKS.replace(WIDE, "1x28x10 n8k30-10"),
        "run.networks.dense head: Block 1: a 30×30 window does not fit",
    ),
    "networks, three colours": (
        QUESTION,
        NETWORKS.replace(WIDE, "3x28x10 n32k5-10"),
        "run.networks.dense head: learns the bundled digits, so it must read 1 channel",
    ),
    "networks, other variant": (
        QUESTION,
        NETWORKS.replace("GAP", "narrow"),
        "run.one: there is no 'GAP'; there are: narrow, dense head",
    ),
}
LESSON_THAT_RUNS = LESSON.replace("write = true\n", RUN)


def test_a_step_with_an_experiment_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a-lesson.toml"
    file.write_text(LESSON_THAT_RUNS, "utf-8")
    assert read(file).steps[-1].task == replace(HEADS, measure="test_accuracy")
    text = LESSON_THAT_RUNS.replace("seeds = 5", 'seeds = 5\nrecipe = "book"\nepochs = 20')
    file.write_text(text.replace(QUESTION, NETWORKS), "utf-8")
    task = read(file).steps[-1].task
    assert isinstance(task, Run)
    assert task.variants == (("GAP", loads(NARROW)), ("dense head", loads(WIDE)))
    assert task.config == TrainConfig(epochs=20, recipe="book", **BOOK)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_an_experiment_is_said_with_its_field(tmp_path: Path, name: str) -> None:
    there, instead, words = MISTAKES[name]
    text = LESSON_THAT_RUNS.replace(RUN, RUN.replace(there, instead, 1))
    said = refused(tmp_path / "a-lesson.toml", text)
    assert said.startswith(f"a-lesson.toml, step 5, {words}")
