"""Carrying an experiment out: what is started when, what is kept, and what is taken up again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from nin import experiments
from nin.experiments import Axes, Plan, PlanError, control, folder, worker
from nin.experiments.measures import TESTED, of_events
from nin.experiments.summary import plain, sentence, summarise
from nin.files import locks
from nin.presets import PRESETS
from nin.runs import control as runs_control
from nin.runs.folder import LOCK, STOP
from nin.train import Failed, Stopped, TrainConfig
from tests.support.gone import leave
from tests.support.pages.training import Runs, epoch_end, finished, learning, started, step

TINY = PRESETS["tiny"].network
PAIR = experiments.variants_of([TINY], TrainConfig(epochs=2), Axes(head=("gap", "dense")))
PLAN = Plan(PAIR, (0, 1))


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runs]:
    monkeypatch.setattr(sys, "executable", "/bin/true")  # the tests advance it themselves
    with Runs(tmp_path, warm=9) as made:
        yield made


def test_two_runs_at_a_time_are_started_each_once(listed: Runs) -> None:
    experiment = experiments.start(PLAN, listed.root)
    assert listed.names() == []
    for _ in range(3):  # none is started while one of them is not over
        assert not worker.advance(experiment)
        assert len(listed.names()) == 2
    first, second = listed.names()
    assert [listed.config(name).seed for name in (first, second)] == [0, 1]
    assert [listed.network(name) for name in (first, second)] == [PAIR[0].network] * 2
    listed.happens(second, Failed("no"))
    assert not worker.advance(experiment)
    assert len(listed.names()) == 2
    listed.happens(first, started(), Failed("not finite"))
    assert not worker.advance(experiment)
    assert [listed.config(name).seed for name in listed.names()] == [0, 1, 0, 1]
    assert listed.network(listed.names()[3]) == PAIR[1].network
    for name in listed.names()[2:]:
        listed.happens(name, Failed("no"))
    assert worker.advance(experiment)
    assert len(listed.names()) == 4
    entries = folder.entries(experiment)
    assert [entry.measures for entry in entries] == [{}] * 4
    assert [entry.reason for entry in entries] == ["not finite", "no", "no", "no"]


def test_what_was_cut_short_is_started_anew_and_what_failed_is_not(listed: Runs) -> None:
    experiment = experiments.start(PLAN, listed.root)
    worker.advance(experiment)
    stopped, failed = listed.names()
    listed.happens(stopped, *learning(), Stopped(2, 8, 8.5, 0.9))
    listed.happens(failed, Failed("no"))
    worker.advance(experiment)
    experiments.take_up(experiment)
    assert [entry.run for entry in folder.entries(experiment)][:1] == [failed]
    assert (0, 0) not in [(e.variant, e.seed) for e in folder.entries(experiment)]


def test_what_is_still_stopping_counts_as_cut_short(listed: Runs) -> None:
    experiment = experiments.start(PLAN, listed.root)
    worker.advance(experiment)
    experiments.stop(experiment)
    experiments.take_up(experiment)
    assert folder.entries(experiment) == ()


def test_a_run_that_could_not_be_measured_says_why_and_is_measured_again(listed: Runs) -> None:
    experiment = experiments.start(PLAN, listed.root)
    worker.advance(experiment)
    for name in listed.names():
        listed.happens(name, *finished())  # with weights that hold no tensors
    worker.advance(experiment)
    first = folder.entries(experiment)[0]
    assert first.measures == {}
    assert first.reason.startswith("not measured: ")
    experiments.take_up(experiment)
    assert [(e.measures, e.reason) for e in folder.entries(experiment)][:2] == [(None, "")] * 2


def test_stopping_tells_those_that_are_not_over(listed: Runs) -> None:
    experiment = experiments.start(PLAN, listed.root)
    worker.advance(experiment)
    first, second = listed.names()
    listed.happens(first, Failed("no"))
    experiments.stop(experiment)
    assert [(listed.root / name / STOP).exists() for name in (first, second)] == [False, True]


def test_one_process_alone_carries_it_out(listed: Runs) -> None:
    experiment = experiments.start(PLAN, listed.root)
    with locks.holding(experiment / folder.LOCK):
        assert experiments.progress(experiment).is_alive
        experiments.go_on(experiment)
        assert worker.main([str(experiment)]) == 0
        assert listed.names() == []
    assert not experiments.progress(experiment).is_alive


def test_what_there_is_no_room_for_is_written_down(
    listed: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_control, "MAX_RUNS", 0)
    experiment = experiments.start(PLAN, listed.root)
    with locks.holding(experiment / folder.LOCK):
        worker.carry_out(experiment)
    (experiment / folder.STARTING).unlink()
    progress = experiments.progress(experiment)
    assert "0 runs are as many as there may be; delete some that are over" in progress.fault
    assert (progress.done, progress.total, progress.is_alive) == (0, 4, False)
    experiments.take_up(experiment)
    assert experiments.progress(experiment).fault == ""


def test_an_experiment_that_was_told_to_stop_starts_nothing_more(listed: Runs) -> None:
    experiment = experiments.start(PLAN, listed.root)
    worker.advance(experiment)
    experiments.stop(experiment)
    worker.carry_out(experiment)
    assert len(listed.names()) == 2
    progress = experiments.progress(experiment)
    assert progress.is_stopping
    assert set(progress.active) == set(listed.names())
    with pytest.raises(PlanError, match="is not over; stop it first"):
        experiments.delete(experiment)


def test_what_is_over_is_deleted_with_its_runs(listed: Runs) -> None:
    experiment = experiments.start(PLAN, listed.root)
    worker.advance(experiment)
    alone = listed.add(finished())
    for name in listed.names()[:2]:
        listed.happens(name, Failed("no"))
        leave(listed.root / name / LOCK)
    (experiment / folder.STARTING).unlink()
    experiments.delete(experiment)
    assert listed.names() == [alone]
    assert experiments.every(listed.root) == []


def test_where_too_many_runs_wait_it_waits_too(
    listed: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_control, "MAX_UNFINISHED_RUNS", 1)
    experiment = experiments.start(PLAN, listed.root)
    assert not worker.advance(experiment)
    assert len(listed.names()) == 1
    leave(listed.root / listed.names()[0] / LOCK)  # its process is gone
    assert not worker.advance(experiment)
    assert len(listed.names()) == 2
    assert not (experiment / folder.FAULT).exists()


def test_what_cannot_be_written_ends_it_with_a_sentence(listed: Runs) -> None:
    experiment = experiments.start(PLAN, listed.root)
    worker.advance(experiment)
    (experiment / folder.SUMMARY).mkdir()  # where a file is to be
    for name in listed.names():
        listed.happens(name, Failed("no"))
    worker.carry_out(experiment)
    assert "cannot be written" in (experiment / folder.FAULT).read_text()


def test_a_folder_of_another_name_is_no_experiment(listed: Runs) -> None:
    experiment = experiments.start(PLAN, listed.root)
    experiment.rename(experiment.with_name("1.old"))
    assert experiments.every(listed.root) == []


def test_only_so_many_are_carried_out_at_once(
    listed: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "MAX_UNFINISHED_EXPERIMENTS", 1)
    first = experiments.start(PLAN, listed.root)
    with pytest.raises(PlanError, match="1 unfinished ones are as many as there may be; wait"):
        experiments.start(PLAN, listed.root)
    (first / folder.STARTING).unlink()
    experiments.start(PLAN, listed.root)


def test_there_may_be_only_so_many(listed: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "MAX_EXPERIMENTS", 1)
    experiments.start(PLAN, listed.root)
    with pytest.raises(PlanError, match="1 are as many as there may be; delete some"):
        experiments.start(PLAN, listed.root)


def test_experiments_have_numbers_and_drawings_of_their_own(listed: Runs) -> None:
    first = experiments.start(PLAN, listed.root, b"drawn")
    second = experiments.start(PLAN, listed.root)
    assert [one.name[:5] for one in (first, second)] == ["0001-", "0002-"]
    assert [folder.drawings(one) for one in (first, second)] == [b"drawn", None]
    assert folder.find(listed.root, second.name) == second
    for name in ("..", "0003-00000000", "", "/etc"):
        with pytest.raises(PlanError, match="there is none called"):
            folder.find(listed.root, name)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        (folder.PLAN, b"{"),
        (folder.PLAN, b"\xff"),
        (folder.RUNS, b"{"),
        (folder.RUNS, b"\xff"),
        (folder.RUNS, b"[" * 100_000),
        (folder.RUNS, b'[{"variant": 2, "seed": 0, "run": "0001-00000001"}]'),
        (folder.RUNS, b'[{"variant": -1, "seed": 0, "run": "0001-00000001"}]'),
        (folder.RUNS, b'[{"variant": 0, "seed": 0, "run": "../../etc"}]'),
        (folder.RUNS, b'[{"variant": 0, "seed": 7, "run": "0001-00000001"}]'),
        (
            folder.RUNS,
            b"[" + b", ".join([b'{"variant": 0, "seed": 0, "run": "0001-00000001"}'] * 2) + b"]",
        ),
    ],
)
def test_a_damaged_folder_is_said_to_be_one(listed: Runs, file: str, content: bytes) -> None:
    experiment = experiments.start(PLAN, listed.root)
    (experiment / file).write_bytes(content)
    with pytest.raises(PlanError, match="damaged"):
        worker.advance(experiment)


def test_a_run_is_measured_by_what_it_says() -> None:
    measures = of_events(TINY, finished(train=0.98, test=0.95))
    assert measures["test_accuracy"] == 0.95
    assert measures["train_test_gap"] == pytest.approx(0.03)
    assert (measures["seconds"], measures["left_ln_c"]) == (8.0, 1.0)
    assert of_events(TINY, [started()]) == {}
    end = epoch_end(1, 0.1, 0.1)
    stuck = replace(end, train_loss=2.3, dead={"block3_mlp1_relu": 0.4, "block1_relu": 0.1})
    measures = of_events(TINY, (started(), step(1), stuck))
    assert (measures["left_ln_c"], measures["dead_class_maps"]) == (0.0, 4.0)


def entry(variant: int, seed: int, test: float, moved: float) -> folder.Entry:
    measures = {"test_accuracy": test, "train_test_gap": 1 - test, "shifted_4_accuracy": moved}
    return folder.Entry(variant, seed, f"{variant}{seed}", measures)


def test_a_summary_says_what_is_decided_and_what_is_not() -> None:
    gap, dense = (
        ((0.93, 0.82), (0.94, 0.81), (0.935, 0.83)),
        ((0.94, 0.13), (0.93, 0.2), (0.94, 0.1)),
    )
    entries = [
        entry(variant, seed, *shares)
        for variant, runs in enumerate((gap, dense))
        for seed, shares in enumerate(runs)
    ]
    summary = summarise(
        PLAN, [*entries, folder.Entry(0, 9, "x", None), folder.Entry(1, 9, "y", {})]
    )
    test, difference, moved = summary.verdicts
    assert (test.decided, difference.decided, moved.decided) == (False, False, True)
    assert (moved.higher, moved.lower) == ("GAP", "dense head")
    said = sentence(moved)
    assert said.startswith(
        "Accuracy on images moved by 4 pixels: GAP is 67.7 points above dense head ("
    )
    assert "3 runs of each do not decide it" in sentence(test)
    assert "even a hundred of each probably would not" in sentence(test)
    variants = plain(summary)["variants"]
    assert isinstance(variants, list)
    assert variants[0]["measures"]["test_accuracy"] == {
        "mean": pytest.approx(0.935),
        "sd": pytest.approx(0.005),
        "n": 3,
    }


def test_too_few_runs_are_not_called_an_experiment() -> None:
    entries = [entry(0, 0, 0.9, 0.8), entry(1, 0, 0.5, 0.1), entry(1, 1, 0.6, 0.1)]
    summary = summarise(PLAN, entries)
    assert [one.runs for one in summary.outcomes] == [1, 2]
    assert {sentence(verdict) for verdict in summary.verdicts} == {
        f"{label}: 1 run of GAP can decide nothing; it takes 3 of each at least, "
        "and five are better."
        for label in (
            "Test accuracy",
            "Train–test gap",
            "Accuracy on images moved by 4 pixels",
        )
    }
    assert summarise(PLAN, []).verdicts == ()


def test_a_variant_without_a_run_leaves_the_others_their_verdicts() -> None:
    axes = Axes(head=("gap", "dense"), depth=(None, 0))
    three = Plan(experiments.variants_of([TINY], TrainConfig(), axes), (0, 1, 2))
    entries = [
        entry(variant, seed, 0.9 + seed / 1_000, 0.1 + 0.5 * variant + seed / 1_000)
        for variant in (0, 1)
        for seed in range(3)
    ]
    verdicts = summarise(three, entries).verdicts
    assert [verdict.measure for verdict in verdicts] == list(TESTED)
    assert [verdict.decided for verdict in verdicts] == [False, False, True]
