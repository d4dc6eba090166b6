"""`python -m nin sweep`: variants as runs, whatever trains them, and their comparison."""

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from nin import runs
from nin.__main__ import main
from nin.analysis import trace
from nin.codec import loads
from nin.runs import control
from nin.runs.variants import variants
from nin.train import TrainConfig
from tests.support.paths import ROOT
from tests.support.waiting import wait_for

QUICK = "1x28x10 n4k5s4p2-10"
ONE = ["--epochs", "1", "--device", "cpu", "--threads", "1", "--seed", "3"]


def sweep(*arguments: str) -> list[str]:
    return ["sweep", QUICK, *ONE, *arguments]


@pytest.mark.slow
@pytest.mark.parametrize(
    "engine", ["process", pytest.param("ray", marks=pytest.mark.xdist_group("cluster"))]
)
def test_a_sweep_trains_each_variant_as_a_run_and_compares_them(
    engine: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if engine == "ray":
        environment: Mapping[str, str] = request.getfixturevalue("cluster")
        for variable, value in environment.items():
            monkeypatch.setenv(variable, value)
    chosen = variants(loads(QUICK), scales=[1.0])
    assert main(sweep("--widths", "1", "--json", "--runs", str(tmp_path))) == 0
    printed = capsys.readouterr()
    outcomes = json.loads(printed.out)
    assert [outcome["variant"] for outcome in outcomes] == [variant.name for variant in chosen]
    for outcome, variant in zip(outcomes, chosen, strict=True):
        run = tmp_path / outcome["run"]
        assert runs.network(run) == variant.network
        assert runs.configuration(run) == TrainConfig(epochs=1, device="cpu", threads=1, seed=3)
        assert outcome["parameters"] == trace(variant.network).params
        assert (outcome["state"], runs.status(run).state) == ("finished", "finished")
        assert 0 <= outcome["test_accuracy"] <= 1
        assert f"{run.name}  {variant.name}: finished" in printed.err
    names = sorted(run.name for run in runs.runs(tmp_path))
    assert names == [outcome["run"] for outcome in outcomes]


@pytest.mark.slow
def test_a_detached_sweep_returns_at_once_and_its_runs_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--heads", "dense", "--mlp", "with", "--widths", "1", "2", "--detach"]
    assert main(sweep(*arguments, "--runs", str(tmp_path))) == 0
    heading, *rows = capsys.readouterr().out.splitlines()
    assert heading.split() == ["run", "variant", "parameters", "test", "train", "seconds"]
    folders = sorted(runs.runs(tmp_path))
    assert [row.split()[0] for row in rows] == [run.name for run in folders]
    assert "dense head, with 1×1, ×1" in rows[0]
    assert "dense head, with 1×1, ×2" in rows[1]
    wait_for(
        lambda: all(runs.status(run).state == "finished" for run in folders), "the runs to finish"
    )


@pytest.mark.slow
def test_an_interrupted_sweep_stops_its_runs_and_still_compares(tmp_path: Path) -> None:
    # A shell that starts the tests in the background has the signal ignored, for children too.
    program = (
        "import signal, sys; from nin.__main__ import main;"
        "signal.signal(signal.SIGINT, signal.default_int_handler); sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", program, "sweep", QUICK, "--epochs", "1000", "--threads", "1"]
    command += ["--device", "cpu", "--widths", "1", "--heads", "gap", "--runs", str(tmp_path)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for(
        lambda: [run for run in runs.runs(tmp_path) if runs.status(run).state == "running"],
        "the first run",
    )
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate()
    assert process.returncode == 0
    first, second = (line.split() for line in out.decode().splitlines()[1:])
    assert first[-2].endswith("%")
    assert second[-2] == "stopped"  # while it waited
    assert {runs.status(run).state for run in runs.runs(tmp_path)} == {"stopped"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--widths", "0"], "0 is no number above 0 and up to 100"),
        (["--widths", "nan"], "nan is no number above 0 and up to 100"),
        (["--widths", "much"], "much is no number above 0 and up to 100"),
        (["--heads", "tail"], "invalid choice: 'tail'"),
        (["--epochs", "0"], "epochs: must be a whole number from 1 to 1,000, got 0"),
        (["--drawings", "nowhere.npz"], "drawings: nowhere.npz cannot be read"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_line_and_starts_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    try:
        status = main([*sweep("--runs", str(tmp_path)), *arguments])
    except SystemExit as stop:
        status = int(stop.code or 0)
    assert status == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("nin: ")
    assert words in line
    assert not list(tmp_path.iterdir())


def test_a_network_of_which_nothing_can_be_built_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", "1x8x10 n10k30", "--runs", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        "nin: none of these variants can be built; try other widths\n"
    )


def test_what_there_is_no_room_for_is_said_and_what_was_started_is_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/true")  # a process that ends at once
    monkeypatch.setattr(control, "MAX_RUNS", 2)
    assert main(sweep("--detach", "--runs", str(tmp_path))) == 2
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 3
    assert "2 runs are as many as there may be; delete some that are over" in printed.err


def test_the_folder_of_runs_is_that_of_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    assert runs.home() == ROOT / "runs"
    monkeypatch.setenv("NIN_RUNS", "/somewhere")
    assert runs.home() == Path("/somewhere")
