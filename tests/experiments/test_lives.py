"""Experiments live on: killed processes, many runs, one taken up by another command."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import psutil
import pytest

from nin import experiments
from nin.codec import loads
from nin.experiments import Axes, Plan, folder
from nin.runs import queue
from nin.train import TrainConfig
from tests.support.waiting import end_all, wait_for

pytestmark = pytest.mark.slow

QUICK = loads("1x28x10 n4k5s4p2-10")
SETTINGS = TrainConfig(epochs=1, device="cpu", images=200)


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A folder for runs, whose processes are ended afterwards."""
    place = tmp_path / "runs"
    yield place
    end_all(place)


def process_of(experiment: Path) -> int:
    """The one that carries it out."""
    (process,) = [
        process
        for process in psutil.process_iter(["cmdline"])
        if str(experiment) in (process.info["cmdline"] or [])
    ]
    return int(process.pid)


def test_an_experiment_of_40_runs_goes_on_after_its_process_was_killed(root: Path) -> None:
    variants = experiments.variants_of([QUICK], SETTINGS, Axes(head=("gap", "dense")))
    experiment = experiments.start(Plan(variants, tuple(range(20))), root)
    wait_for(lambda: experiments.progress(experiment).done >= 4, "the first runs")
    os.kill(process_of(experiment), signal.SIGKILL)
    wait_for(lambda: not experiments.progress(experiment).is_alive, "its end")
    entries = folder.entries(experiment)
    folder.keep(experiment, entries[:-1])  # as if it had been killed before it noted this one
    experiments.go_on(experiment)
    wait_for(lambda: experiments.progress(experiment).is_done, "the last run", seconds=600)
    done = folder.entries(experiment)
    assert Counter((entry.variant, entry.seed) for entry in done) == Counter(
        (variant, seed) for variant in (0, 1) for seed in range(20)
    )
    assert all(entry.measures for entry in done)
    assert {entry.torch for entry in done} == {version("torch")}
    assert {entry.run for entry in done} >= {entry.run for entry in entries}
    assert len(list(root.glob("[0-9]*/config.json"))) == 40
    assert {one.runs for one in experiments.summary(experiment).outcomes} == {20}


def test_two_of_its_runs_train_at_once_with_half_of_the_cores_each(root: Path) -> None:
    slow = TrainConfig(epochs=500, device="cpu")
    variants = experiments.variants_of([QUICK], slow, Axes(head=("gap",)))
    experiment = experiments.start(Plan(variants, (0, 1, 2)), root)

    def are_at_once() -> bool:
        states = [queue.is_alive(root / entry.run) for entry in folder.entries(experiment)]
        return states == [True, True] and all(
            (root / entry.run / "events.jsonl").exists() for entry in folder.entries(experiment)
        )

    wait_for(are_at_once, "two runs that train")
    experiments.stop(experiment)
    wait_for(lambda: not experiments.progress(experiment).is_alive, "its end")
    wait_for(lambda: not experiments.progress(experiment).active, "the end of its runs")
    assert len(folder.entries(experiment)) == 2
