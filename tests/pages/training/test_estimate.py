"""What the Training page says of a run's time before it is started."""

from __future__ import annotations

import os

import pytest

from nin.codec import link
from nin.presets import PRESETS
from nin.runs import speed
from nin.runs.spawn import TRIAL, WARM
from nin.train import TrainConfig
from nin.words import duration
from tests.support.pages.training import TINY, TINY_LINK, Runs, TrainingPage, finished, learning

TOO_SMALL = link(PRESETS["d2l"].text.replace("x224x", "x28x"))  # its maps end before its blocks
TRYING = "Trying how long it takes …"


def trials(runs: Runs) -> int:
    """How many trials a page asked for."""
    return len(list(runs.root.glob(f"{WARM}/*/{TRIAL}")))


def answered(runs: Runs) -> float:
    """The warm process has tried it; the images a second that it found."""
    (question,) = runs.root.glob(f"{WARM}/*/{TRIAL}")
    speed.answer(question.parent, lambda: False)
    found = speed.known(runs.root, TINY, TrainConfig())
    assert found
    return found


def test_how_long_it_takes_is_tried_once_and_then_said(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    assert TRYING in page.says()
    assert trials(runs) == 1
    images = answered(runs)
    page.run()
    took = duration(speed.seconds(images, TrainConfig(), 4_000, 1_000))
    assert f"About {took} on this machine" in page.says()
    page.app.number_input("epochs").set_value(80)
    page.run()
    took = duration(speed.seconds(images, TrainConfig(epochs=80), 4_000, 1_000))
    assert f"About {took} on this machine" in page.says()
    assert TRYING not in page.says()
    assert trials(runs) == 0


def test_a_trial_that_takes_too_long_is_waited_for_no_longer(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    (question,) = runs.root.glob(f"{WARM}/*/{TRIAL}")
    os.utime(question, (1_000_000, 1_000_000))
    page.run()
    assert TRYING not in page.says()
    images = answered(runs)  # late, and it is said all the same
    page.run()
    took = duration(speed.seconds(images, TrainConfig(), 4_000, 1_000))
    assert f"About {took} on this machine" in page.says()


def test_of_a_run_that_is_given_seconds_the_passes_are_said(runs: Runs) -> None:
    page = TrainingPage(net=TINY_LINK)
    images = answered(runs)
    page.choose("budget", "Seconds")
    page.app.number_input("seconds").set_value(80_000)
    page.run()
    passes = 80_000 / speed.seconds(images, TrainConfig(epochs=1), 4_000, 1_000)
    assert f"About {round(passes):,} epochs on this machine" in page.says()
    page.pick("dataset", "mnist")
    passes = 80_000 / speed.seconds(images, TrainConfig(epochs=1), 60_000, 10_000)
    assert f"About {round(passes):,} epochs on this machine" in page.says()


def test_while_a_run_trains_nothing_is_tried(runs: Runs) -> None:
    run = runs.add(learning(), alive=True)
    assert TRYING not in TrainingPage(net=TINY_LINK, run=run).says()
    assert trials(runs) == 0


@pytest.mark.parametrize("net", ["1x28x7_n4k3-7", TOO_SMALL])
def test_of_what_cannot_be_trained_nothing_is_tried(runs: Runs, net: str) -> None:
    runs.add(finished())
    assert TRYING not in TrainingPage(net=net).says()
    assert trials(runs) == 0
