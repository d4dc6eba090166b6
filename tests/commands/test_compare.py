"""`python -m nin compare`: variants × seeds as runs, whatever trains them, and their verdicts."""

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from nin import experiments, runs
from nin.__main__ import main
from nin.analysis import trace
from nin.codec import dumps, loads
from nin.experiments import Axes, folder
from nin.experiments.measures import TESTED
from nin.train import TrainConfig
from tests.support.paths import ROOT
from tests.support.waiting import wait_for

QUICK = "1x28x10 n4k5s4p2-10"
ONE = ["--epochs", "1", "--device", "cpu", "--threads", "1", "--seed", "3"]


def compare(*arguments: str) -> list[str]:
    return ["compare", QUICK, *ONE, *arguments]


def only(root: Path) -> Path:
    (experiment,) = (root / folder.EXPERIMENTS).glob("[0-9]*")
    return experiment


@pytest.mark.slow
@pytest.mark.parametrize(
    "engine", ["process", pytest.param("ray", marks=pytest.mark.xdist_group("cluster"))]
)
def test_each_variant_is_trained_with_each_seed_and_measured(
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
    settings = TrainConfig(epochs=1, device="cpu", threads=1, seed=3)
    axes = Axes(head=("gap", "dense"))
    chosen = experiments.variants_of([loads(QUICK)], settings, axes)
    assert main(compare("--seeds", "2", "--json", "--runs", str(tmp_path))) == 0
    printed = capsys.readouterr()
    said = json.loads(printed.out)
    assert [one["name"] for one in said["variants"]] == ["GAP", "dense head"]
    for one, variant in zip(said["variants"], chosen, strict=True):
        assert one["network"] == dumps(variant.network)
        traced = trace(variant.network)
        assert (one["params"], one["macs"]) == (traced.params, traced.macs)
        assert {measure["n"] for measure in one["measures"].values()} == {one["runs"]} == {2}
        assert ("dead_class_maps" in one["measures"]) == (variant.name == "GAP")
        for name in ("test_accuracy", "train_accuracy", "shifted_2_accuracy", "shifted_4_accuracy"):
            assert 0 <= one["measures"][name]["mean"] <= 1
            assert one["measures"][name]["sd"] >= 0
        assert f"{variant.name}, seed 4: measured" in printed.err
    assert [verdict["measure"] for verdict in said["verdicts"]] == list(TESTED)
    entries = folder.entries(only(tmp_path))
    assert [(entry.variant, entry.seed) for entry in entries] == [(0, 3), (0, 4), (1, 3), (1, 4)]
    for entry in entries:
        run = tmp_path / entry.run
        assert runs.network(run) == chosen[entry.variant].network
        how = TrainConfig(epochs=1, device="cpu", threads=1, seed=entry.seed)
        assert runs.configuration(run) == how
    assert json.loads((only(tmp_path) / folder.SUMMARY).read_text()) == said


@pytest.mark.slow
def test_an_experiment_that_was_stopped_is_taken_up_where_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # A shell that starts the tests in the background has the signal ignored, for children too.
    program = (
        "import signal, sys; from nin.__main__ import main;"
        "signal.signal(signal.SIGINT, signal.default_int_handler); sys.exit(main(sys.argv[1:]))"
    )
    arguments = [*compare("--seeds", "2", "--heads", "gap"), "--runs", str(tmp_path)]
    arguments[arguments.index("--epochs") + 1] = "20"
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    wait_for(
        lambda: [run for run in runs.runs(tmp_path) if runs.status(run).state == "running"],
        "the first run",
    )
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 2
    name = only(tmp_path).name
    assert f"python -m nin compare --continue {name} takes it up" in err.decode()
    again = ["compare", "--continue", name, "--json", "--runs", str(tmp_path)]
    assert main(again) == 0
    (variant,) = json.loads(capsys.readouterr().out)["variants"]
    assert variant["measures"]["test_accuracy"]["n"] == 2
    finished = [run for run in runs.runs(tmp_path) if runs.status(run).state == "finished"]
    assert {run.name for run in finished} >= {e.run for e in folder.entries(only(tmp_path))}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--widths", "0"], "0 is no number above 0 and up to 100"),
        (["--widths", "nan"], "nan is no number above 0 and up to 100"),
        (["--widths", "much"], "much is no number above 0 and up to 100"),
        (["--heads", "tail"], "invalid choice: 'tail'"),
        (["--mlp", "-1"], "invalid choice: -1"),
        (["--epochs", "0"], "epochs: must be a whole number from 1 to 1,000, got 0"),
        (["--seeds", "0"], "seeds: must be a whole number from 1 to 200, got 0"),
        (["--seeds", "2000000000"], "from 1 to 200, got 2,000,000,000"),
        (["--seed", "2147483647", "--seeds", "2"], "from 1 to 1, got 2"),
        (["--seeds", "101"], "202 runs are more than 200; take fewer variants or fewer seeds"),
        (["--drawings", "nowhere.npz"], "drawings: nowhere.npz cannot be read"),
        (
            ["--continue", "0001-x"],
            "name networks, or --continue an experiment, which is as it was",
        ),
    ],
)
def test_what_makes_no_sense_is_said_in_one_line_and_starts_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    try:
        status = main([*compare("--runs", str(tmp_path)), *arguments])
    except SystemExit as stop:
        status = int(stop.code or 0)
    assert status == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("nin: ")
    assert words in line
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["1x8x10 n10k30"], "none of these variants can be built; try other widths"),
        ([], "name networks, or --continue an experiment"),
        (["--continue", "0001-x"], "there is none called '0001-x'; there are none yet"),
        (["tinny"], "'tinny' is neither a preset"),
    ],
)
def test_where_there_is_nothing_to_compare_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(["compare", *arguments, "--runs", str(tmp_path)]) == 2
    assert words in capsys.readouterr().err


def test_why_it_cannot_go_on_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".lock").mkdir()  # where a file should be, so that no run can be made
    assert main(compare("--seeds", "3", "--runs", str(tmp_path))) == 2
    printed = capsys.readouterr()
    assert "nin: run: its folder cannot be made (Is a directory)" in printed.err
    assert "takes it up" in printed.err


def test_the_folder_of_runs_is_that_of_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    assert runs.home() == ROOT / "runs"
    monkeypatch.setenv("NIN_RUNS", "/somewhere")
    assert runs.home() == Path("/somewhere")
