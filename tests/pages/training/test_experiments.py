"""Experiments under AppTest: what is asked, started, shown, stopped, continued and deleted."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nin import experiments
from nin.analysis import trace
from nin.bundled import EXAMPLE_EXPERIMENT
from nin.experiments import QUESTIONS, folder, worker
from nin.experiments.folder import Entry
from nin.experiments.summary import sentences, summarise
from nin.runs.folder import LOCK
from nin.train import Failed, TrainConfig
from tests.support.gone import leave
from tests.support.pages.training import TINY, TINY_LINK, Runs, TrainingPage, finished

pytestmark = pytest.mark.usefixtures("no_process")


@pytest.fixture
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process of an experiment ends at once: a test advances the experiment itself."""
    monkeypatch.setattr(sys, "executable", "/bin/true")


WORDS = "Tiny, GAP · MNIST (5,000 digits)"


def ask(page: TrainingPage, question: str, each: int = 3) -> None:
    page.pick("question", question)
    page.app.number_input("runs-of-each").set_value(each)
    page.run()


def only(runs: Runs) -> Path:
    (experiment,) = experiments.every(runs.root)
    return experiment


def over(experiment: Path) -> None:
    """Its process is gone."""
    (experiment / folder.STARTING).unlink(missing_ok=True)


def measured(variant: int, seed: int, test: float, moved: float) -> Entry:
    measures = {
        "test_accuracy": test,
        "train_accuracy": 0.99,
        "train_test_gap": 0.99 - test,
        "shifted_2_accuracy": (test + moved) / 2,
        "shifted_4_accuracy": moved,
        "seconds": 7.5,
    }
    run = f"{1 + 10 * variant + seed:04}-0000000a"
    return Entry(variant, seed, run, measures, curve=((1.0, test / 2), (2.0, test)))


def done(runs: Runs) -> Path:
    """An experiment of GAP and dense with three seeds each that is over."""
    plan = QUESTIONS["heads"].plan(TINY, TrainConfig(epochs=2), 3)
    experiment = experiments.start(plan, runs.root)
    over(experiment)
    entries = [
        measured(variant, seed, 0.95 + 0.01 * variant + seed / 1_000, moved + seed / 100)
        for variant, moved in enumerate((0.9, 0.5))
        for seed in range(3)
    ]
    folder.keep(experiment, tuple(entries))
    return experiment


def test_before_the_first_the_bundled_one_shows_what_the_runs_decide(runs: Runs) -> None:
    page = TrainingPage()
    plan, entries = folder.plan(EXAMPLE_EXPERIMENT), folder.entries(EXAMPLE_EXPERIMENT)
    assert f"**An example: {plan.title}** · 5 runs of each, 8 epochs" in page.says()
    said = sentences(summarise(plan, entries))
    assert len(said) == 3
    for sentence in said:
        measure, _, words = sentence.partition(": ")
        assert f"<p><b>{measure}: </b>{words}</p>" in page.html
    assert page.html.count("<i style=") == 3 * len(entries)  # a dot for each run and measure
    assert page.table("Runs of it").rows[1][0] == "GAP, seed 0"


def test_a_question_says_what_it_varies_and_starts_all_runs_of_it(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    ask(page, "heads")
    assert page.app.selectbox("augment").value == "none"  # or moved images would tell nothing
    assert page.app.button("start-one").label == "Start 6 runs"
    plan = QUESTIONS["heads"].plan(TINY, TrainConfig(augment="none", lr=0.005), 3)
    assert page.table("To train").rows[1:] == [
        [one.name, f"{trace(one.network).params:,}"] for one in plan.variants
    ]
    page.app.number_input("seed").set_value(7)
    page.click("start-one")  # and the page was not drawn since
    planned = folder.plan(only(runs))
    assert planned.title == "GAP or dense?"
    assert planned.seeds == (7, 8, 9)
    assert [one.network for one in planned.variants] == [one.network for one in plan.variants]
    assert {one.config.augment for one in planned.variants} == {"none"}
    assert page.address["experiment"] == only(runs).name
    assert "**GAP or dense?** · 3 runs of each, 8 epochs · one dot is one run" in page.says()
    assert runs.names() == []  # its process starts them


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_can_be_asked_of_the_authors_network(name: str, runs: Runs) -> None:
    page = TrainingPage(weights="mnist")
    ask(page, name)
    assert page.messages() == []
    page.click("start-one")
    assert len(folder.plan(only(runs)).variants) >= 2
    assert page.messages() == []


@pytest.mark.parametrize(
    ("net", "question", "each", "words"),
    [
        ("1x28x10_n16k5p2_m3s2c_n10k3p1", "kernels", 3, "there are no two variants to compare"),
        (TINY_LINK, "heads", 0, "it needs a variant and a seed at least"),
        (TINY_LINK, "heads", 101, "202 runs are more than 200"),
        (TINY_LINK, "heads", 9_999_999_999, "9,999,999,999 runs of each are more than 200"),
    ],
)
def test_what_makes_no_experiment_is_said_before_it_is_started(
    net: str, question: str, each: int, words: str, runs: Runs
) -> None:
    page = TrainingPage(net=net)
    ask(page, question, each)
    (message,) = page.messages()
    assert words in message
    assert not page.has("start-one")


def test_it_is_followed_stopped_and_continued(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    ask(page, "heads")
    page.click("start-one")
    experiment = only(runs)
    worker.advance(experiment)
    page.run()
    assert page.app.get("progress")[0].proto.text == "0 of 6 runs done"
    assert "Verdict: </b>when all runs are done, or it is stopped." in page.html
    assert page.has("stop-experiment")
    page.click("stop-experiment")
    assert (experiment / folder.STOP).exists()
    for name in runs.names():
        runs.happens(name, Failed("stopped"))
    over(experiment)
    page.run()
    assert not page.has("stop-experiment")
    page.click("continue-experiment")
    assert not (experiment / folder.STOP).exists()
    assert (experiment / folder.STARTING).exists()


def test_what_came_of_it_stands_in_cells_tables_and_the_list(runs: Runs) -> None:
    experiment = done(runs)
    page = TrainingPage(experiment=experiment.name)
    assert page.messages() == []
    assert page.app.get("progress") == []
    assert "95.1<small> ± 0.1 %</small>" in page.html
    moved = "Accuracy on images moved by 4 pixels: </b>GAP is 40.0 points above dense head"
    assert moved in page.html
    variants = page.table("Experiments").rows[1:]
    assert [row[1] for row in variants] == ["GAP", "dense head"]
    assert variants[0][2:] == [
        "3", "95.1 ± 0.1 %", "3.9 ± 0.1 %", "91.0 ± 1.0 %", "8 s", "20,746", "done",
    ]  # fmt: skip
    assert page.table("Runs of it").rows[1][1:3] == ["95.0 %", "99.0 %"]
    assert page.charts() == 2


def test_more_than_two_variants_are_drawn_against_their_parameters(runs: Runs) -> None:
    plan = QUESTIONS["depths"].plan(TINY, TrainConfig(epochs=2), 2)
    experiment = experiments.start(plan, runs.root)
    folder.keep(
        experiment, tuple(measured(place, seed, 0.9, 0.8) for place in range(4) for seed in (0, 1))
    )
    over(experiment)
    page = TrainingPage(experiment=experiment.name)
    assert page.charts() == 3
    assert page.html.count("Nothing is decided: </b>it takes 3 runs of each at least") == 1


def test_its_runs_stand_in_no_list_of_single_ones_but_can_be_looked_at(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    ask(page, "heads")
    page.click("start-one")
    worker.advance(only(runs))
    _, second = runs.names()
    runs.add(finished())
    page.run()
    assert [row[0] for row in page.table("Runs").rows[1:]] == [f"{WORDS} · affine · seed 0"]
    page.pick("run-of-it", second)
    assert page.picked == second
    assert "experiment" not in page.address
    assert [row[0] for row in page.table("Runs").rows[1:]] == [
        f"{WORDS} · affine · seed 0",
        f"{WORDS} · as they are · seed 1",
    ]
    page.pick("shown-experiment", only(runs).name)
    assert page.address["experiment"] == only(runs).name
    assert page.app.selectbox("run-of-it").options == ["GAP, seed 0", "GAP, seed 1"]


def test_it_is_deleted_with_its_runs(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    ask(page, "heads")
    page.click("start-one")
    worker.advance(only(runs))
    for name in runs.names():
        runs.happens(name, Failed("no"))
        leave(runs.root / name / LOCK)
    over(only(runs))
    page.run()
    page.click("delete-experiment")
    assert experiments.every(runs.root) == []
    assert runs.names() == []
    assert "experiment" not in page.address
    assert page.messages() == []


def test_what_failed_is_told_beside_the_verdict_and_not_offered_again(runs: Runs) -> None:
    experiment = done(runs)
    last = folder.entries(experiment)[-1]
    nothing = Entry(last.variant, last.seed, runs.add([Failed("no")]), {}, "no")
    folder.keep(experiment, (*folder.entries(experiment)[:-1], nothing))
    page = TrainingPage(experiment=experiment.name)
    failed = "Came to nothing, and do not count: </b>1 of 3 runs of dense head."
    assert failed in page.html
    assert not page.has("continue-experiment")
    assert page.html.count('class="best"') == 1  # the fewest parameters
    assert page.table("Runs of it").rows[-1][-1] == "no"


def test_why_it_cannot_go_on_is_said(runs: Runs) -> None:
    experiment = experiments.start(QUESTIONS["heads"].plan(TINY, TrainConfig(), 3), runs.root)
    over(experiment)
    (experiment / folder.FAULT).write_text("run: 500 runs are as many as there may be")
    page = TrainingPage(experiment=experiment.name)
    assert page.messages() == ["It cannot go on: run: 500 runs are as many as there may be."]


@pytest.mark.parametrize("file", [folder.PLAN, folder.RUNS])
def test_a_damaged_one_is_said_to_be_one(runs: Runs, file: str) -> None:
    experiment = done(runs)
    (experiment / file).write_text("{")
    page = TrainingPage(experiment=experiment.name)
    (message,) = page.messages()
    assert "damaged" in message
    assert page.table("Experiments").rows[1][-1] == "damaged"
    page.click("delete-experiment")
    assert experiments.every(runs.root) == []
    assert page.messages() == []


@pytest.mark.parametrize("name", ["0009-00000000", "..", "x" * 500])
def test_a_link_to_one_that_there_is_not_says_so(runs: Runs, name: str) -> None:
    page = TrainingPage(experiment=name)
    (message,) = page.messages()
    assert message.startswith(f"Not done: there is no experiment {name[:40]} here")
    assert "experiment" not in page.address
