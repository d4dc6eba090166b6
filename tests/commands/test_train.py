"""`python -m nin train`, and how its progress looks."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from nin import checkpoints, runs
from nin.__main__ import main
from nin.codec import loads
from nin.commands import progress
from nin.presets import PRESETS
from nin.train import EpochEnd, Event, Failed, Finished, Health, Started, Step, config, events
from tests.support.paths import ROOT
from tests.support.waiting import wait_for

QUICK = "1x28x10 n4k5s4p2-10"
EVENTS: list[Event] = [
    Started(QUICK, "digits", tuple("0123456789"), 4000, 1000, 64, 62, "CPU", "bfloat16", 2, 7),
    Step(31, (2.0, 1.0), 0.5, 0.005, 0.25, 15.0, 1234.5),
    EpochEnd(
        1,
        62,
        0.5,
        30.0,
        0.4,
        0.9125,
        0.5,
        0.88125,
        1000,
        {"block1_relu": 0.5},
        health=(Health("dead", "block1_relu: half is 0", "a lower rate", {}),),
    ),
    Finished(2, 124, 3725.0, 0.9),
]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_that_is_piped_has_a_line_for_all_but_steps() -> None:
    stream = io.StringIO()
    assert list(progress.shown(EVENTS, stream)) == EVENTS
    assert stream.getvalue().splitlines() == [
        "4,000 images of digits to learn from, 1,000 to test on, CPU, bfloat16",
        "epoch   1  train 91.2%  test 88.12%  loss 0.500  0:30",
        "! block1_relu: half is 0; a lower rate",
        "finished after 1:02:05: 90.00% of the test images",
    ]


def test_progress_in_a_terminal_moves_on_one_line() -> None:
    stream = Terminal()
    list(progress.shown(EVENTS[:2], stream))
    last = stream.getvalue().rsplit("\r", 1)[1]
    assert last == (
        "\033[K█████░░░░░░░░░░░░░░░  25%  loss 1.500  train 50.0%  1,234 images/s  0:45 to go"
    )


@pytest.mark.parametrize(
    ("largest", "more"),
    [
        (
            ("A", 100 / 110),
            "; always saying A gives 90.91%; by class, the least right first: B 0.0%, A 100.0%",
        ),
        (("A", 0.6), ""),
        (None, ""),
    ],
)
def test_the_end_of_a_run_on_unequal_classes_says_how_right_each_is(
    largest: tuple[str, float] | None, more: str
) -> None:
    started, _, end, finished = EVENTS
    stream = io.StringIO()
    ran = (
        replace(started, classes=("A", "B"), largest_class=largest),
        replace(end, accuracies=(1.0, 0.0)),
        replace(finished, test_accuracy=100 / 110),
    )
    list(progress.shown(ran, stream))
    last = stream.getvalue().splitlines()[-1]
    assert last == f"finished after 1:02:05: 90.91% of the test images{more}"


def test_a_failure_is_shown_with_its_remedy() -> None:
    stream = io.StringIO()
    symptom = Health("not finite", "step 3: loss grew", "take a lower rate", {})
    list(progress.shown([Failed("step 3: loss grew", (symptom,))], stream))
    assert stream.getvalue() == "failed: step 3: loss grew; take a lower rate\n"


def test_a_download_is_shown_in_a_terminal_only() -> None:
    silent, stream = io.StringIO(), Terminal()
    for where in (silent, stream):
        progress.download(where, "a.gz", 1_500_000, 3_000_000)
        progress.download(where, "a.gz", 3_000_000, 3_000_000)
    assert silent.getvalue() == ""
    assert stream.getvalue().endswith("\r\033[Ka.gz: 3.0 of 3.0 MB\n")


def train(*arguments: str) -> int:
    return main(["train", QUICK, *arguments])


def test_the_command_makes_a_run_as_the_page_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "my run"
    options = ["--epochs", "1", "--batch-size", "100", "--threads", "1", "--device", "cpu"]
    assert train("--out", str(out), *options, "--json") == 0
    printed = capsys.readouterr()
    printed_events = [events.from_json(line) for line in printed.out.splitlines()]
    assert printed_events == runs.events(out)
    assert isinstance(printed_events[-1], Finished)
    assert runs.status(out).state == "finished"
    assert runs.configuration(out) == config.TrainConfig(
        epochs=1, batch_size=100, threads=1, device="cpu"
    )
    assert runs.runs(tmp_path) == [out]
    assert checkpoints.load(out / "weights.safetensors")[0] == loads(QUICK)
    assert "epoch   1  train " in printed.err
    assert train("--out", str(out)) == 2
    assert capsys.readouterr().err == "nin: run my run: the folder is not empty; name a new one\n"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--epochs", "0"], "nin: epochs: must be a whole number from 1 to 1,000, got 0\n"),
        (["--lr", "-1"], "nin: lr: must be a number above 0, got -1.0; try 0.005\n"),
        (["--dataset", "cats"], "nin: dataset: 'cats' is not one of digits, mnist, fashion-mnist"),
        (
            ["--dataset", "folder:gone"],
            "failed: gone: cannot be opened (No such file or directory)",
        ),
        (["--device", "cuda:9"], "failed: device: there is no cuda:9 here; take auto or cpu\n"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    assert train("--out", str(tmp_path / "run"), *options) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith(words)
    assert len(printed.err.splitlines()) == 1
    assert not printed.out
    assert not (tmp_path / "run").exists()  # so that it can be mended and given again


@pytest.mark.slow
def test_the_same_settings_give_the_same_losses_on_the_page_and_on_the_command_line(
    tmp_path: Path,
) -> None:
    how = config.TrainConfig(epochs=1, seed=3, device="cpu", precision="float32")
    root, by_hand = tmp_path / "runs", tmp_path / "by hand"
    root.mkdir()
    runs.keep_warm(root)  # as a page does that is open
    on_the_page = runs.start(PRESETS["tiny"].network, how, root)
    wait_for(lambda: runs.status(on_the_page).state == "finished", "the page's run")
    command = [sys.executable, "-m", "nin", "train", "tiny", "--out", str(by_hand)]
    command += ["--epochs", "1", "--seed", "3", "--device", "cpu", "--precision", "float32"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert runs.configuration(by_hand) == how
    first, second = (runs.events(run) for run in (on_the_page, by_hand))
    assert losses(first) == losses(second)
    (started, _), (other, _) = (
        [event for event in told if isinstance(event, Started | EpochEnd)]
        for told in (first, second)
    )
    assert started == other


def losses(told: list[Event]) -> list[float]:
    return [loss for event in told if isinstance(event, Step) for loss in event.losses]


@pytest.mark.slow
def test_ctrl_c_stops_the_run_and_keeps_its_weights(tmp_path: Path) -> None:
    out = tmp_path / "run"
    command = [sys.executable, "-m", "nin", "train", QUICK, "--out", str(out)]
    command += ["--epochs", "500", "--threads", "1"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: out.exists() and len(runs.events(out)) > 2, "the first steps")
    os.kill(process.pid, signal.SIGINT)
    _, shown = process.communicate()
    assert process.returncode == 0
    assert "stopped after" in shown.splitlines()[-1]
    assert runs.status(out).state == "stopped"
    assert json.loads((out / "config.json").read_text())["epochs"] == 500
    assert checkpoints.load(out / "weights.safetensors")
