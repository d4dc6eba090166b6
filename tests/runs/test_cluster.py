"""What is a cluster's own; that runs on it are runs like any other is in `test_control`."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil
import pytest

from nin import runs
from nin.presets import PRESETS
from nin.runs import RunError, Status, folder
from nin.runs import cluster as ray_engine
from nin.train import Failed, Step, TrainConfig
from nin.train.grammar import check
from tests.support import ray_cluster
from tests.support.paths import ROOT
from tests.support.ray_cluster import CORES
from tests.support.waiting import end_all, wait_for

TINY = PRESETS["tiny"].network
LONG = TrainConfig(epochs=500, device="cpu", threads=1)
OVER = ("finished", "stopped", "failed", "killed", "damaged")


@pytest.fixture
def root(
    tmp_path: Path, cluster: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A folder for runs, which are trained on the cluster; those that a test leaves are stopped."""
    for variable, value in cluster.items():
        monkeypatch.setenv(variable, value)
    yield tmp_path
    end_all(tmp_path)


def state(run: Path) -> str:
    return runs.status(run).state


def wait_for_a_step(run: Path) -> None:
    wait_for(lambda: any(isinstance(event, Step) for event in runs.events(run)), "a step")


def worker(run: Path) -> psutil.Process:
    """The process that trains: Ray gives it the task's name."""
    (process,) = [
        process
        for process in psutil.process_iter(["cmdline"])
        if process.info["cmdline"] and f"ray::{run.name}" in process.info["cmdline"][0]
    ]
    return process


@pytest.mark.slow
def test_runs_spread_over_the_cores_of_a_cluster_each_in_a_process_of_its_own(root: Path) -> None:
    started = [runs.start(TINY, LONG, root) for _ in range(CORES)]
    for run in started:
        wait_for_a_step(run)
    assert [runs.status(run) for run in started] == CORES * [Status("running")]
    assert len({worker(run).pid for run in started}) == CORES
    assert {(run / folder.MACHINE).read_text() for run in started} == {os.uname().nodename}


@pytest.mark.slow
def test_a_worker_that_is_killed_ends_its_run_which_is_not_tried_again(root: Path) -> None:
    run = runs.start(TINY, LONG, root)
    wait_for_a_step(run)
    worker(run).kill()
    wait_for(lambda: state(run) in OVER, "the end to be noticed")
    status = runs.status(run)
    assert status.state == "killed"
    assert "its log ends: " in status.detail  # in Ray's own words, of which there are several
    check(runs.events(run))


@pytest.mark.slow
def test_a_killed_stand_in_takes_its_worker_along(root: Path) -> None:
    run = runs.start(TINY, LONG, root)
    wait_for_a_step(run)
    trains = worker(run)
    (stand_in,) = [
        process
        for process in psutil.process_iter(["cmdline"])
        if (process.info["cmdline"] or [])[-2:] == ["nin.runs.cluster", str(run)]
    ]
    stand_in.kill()
    wait_for(lambda: state(run) in OVER, "the end to be noticed")
    assert state(run) == "killed"
    wait_for(lambda: not trains.is_running(), "the worker's end")


@pytest.mark.slow
def test_more_cores_than_any_machine_has_end_the_run_in_words(root: Path) -> None:
    run = runs.start(TINY, TrainConfig(device="cpu", threads=CORES + 1), root)
    wait_for(lambda: state(run) in OVER, "the end")
    assert runs.events(run) == [
        Failed(
            f"Ray: no machine of the cluster has {CORES + 1} cores; "
            "take fewer threads, or cpu as the device"
        )
    ]


@pytest.mark.slow
def test_a_cluster_that_goes_ends_its_runs(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ray_cluster.running() as another:
        for variable, value in another.items():
            monkeypatch.setenv(variable, value)
        run = runs.start(TINY, LONG, root)
        wait_for_a_step(run)
    wait_for(lambda: state(run) in OVER, "the end to be noticed")
    assert state(run) == "killed"


@pytest.mark.slow
def test_a_cluster_that_does_not_answer_is_given_up(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "127.0.0.1:9")  # where no cluster listens
    run = root / "run"
    folder.create(run, TINY, LONG)
    code = (
        "import sys; from nin.runs import cluster; cluster.JOIN_SECONDS = 2.0;"
        "cluster.main(sys.argv[1:])"
    )
    subprocess.run([sys.executable, "-c", code, str(run)], cwd=ROOT, capture_output=True)
    assert runs.status(run) == Status(
        "failed", "Ray: the cluster has not answered for 2 seconds; see RAY_ADDRESS"
    )


@pytest.mark.slow
def test_where_ray_is_not_installed_a_run_says_so(
    root: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = tmp_path_factory.mktemp("without")
    (without / "ray.py").write_text("raise ImportError")  # found first
    monkeypatch.setenv("PYTHONPATH", str(without))
    run = runs.start(TINY, LONG, root)
    wait_for(lambda: state(run) in OVER, "the end")
    assert runs.status(run) == Status(
        "failed", "Ray: is not installed; run pip install ray, or unset NIN_ENGINE"
    )


def test_a_core_a_thread_and_a_gpu_where_one_is_to_be_used() -> None:
    plain, gpu = {"CPU": 4.0, "memory": 1.0}, {"CPU": 2.0, "GPU": 1.0}
    for threads, device, need in (
        (0, "cpu", {"CPU": 1, "GPU": 0}),
        (4, "cpu", {"CPU": 4, "GPU": 0}),
        (0, "auto", {"CPU": 1, "GPU": 1}),
        (2, "cuda", {"CPU": 2, "GPU": 1}),
        (3, "mps", {"CPU": 3, "GPU": 0}),
    ):
        config = TrainConfig(threads=threads, device=device)
        assert ray_engine.resources(config, [plain, gpu]) == need
    assert ray_engine.resources(TrainConfig(), [plain]) == {"CPU": 1, "GPU": 0}


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (TrainConfig(device="cuda"), "Ray: no machine of the cluster has 1 core and a GPU; "),
        (TrainConfig(threads=9, device="cpu"), "Ray: no machine of the cluster has 9 cores; "),
        (TrainConfig(device="cuda:1"), "device: Ray chooses which GPU a run gets; take cuda"),
    ],
)
def test_what_no_machine_has_is_refused_in_words(config: TrainConfig, words: str) -> None:
    with pytest.raises(RunError, match=f"^{words}"):
        ray_engine.resources(config, [{"CPU": 4.0}, {}])
