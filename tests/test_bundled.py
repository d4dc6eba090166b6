"""The bundled weights: right on what their card says, and on drawings of every kind."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nin import bundled, checkpoints
from nin.checkpoint_header import preparation
from nin.checkpoints import Checkpoint
from nin.data import SETS
from nin.data.samples import samples
from nin.presets import PRESETS
from nin.runs import folder
from nin.train import Finished, TrainConfig
from nin.train.grammar import check
from tests.support.digits import DIGITS
from tests.support.robustness import (
    PLACES,
    WAYS,
    accuracy,
    answers,
    on_other_hands,
    on_scikit_digits,
    redrawn,
)

COUNT = 200  # digits that are drawn again in each way


@pytest.fixture(scope="module")
def mnist() -> Checkpoint:
    return checkpoints.read("mnist")


@pytest.mark.parametrize(("name", "right"), [("mnist", 0.9965), ("fashion-mnist", 0.93)])
def test_they_are_the_authors_network_small_and_say_how_they_were_made(
    name: str, right: float
) -> None:
    network, facts = checkpoints.read(name).network, checkpoints.read(name).facts
    assert network == PRESETS["mnist"].network
    assert preparation(network, facts) == SETS[name].preparation
    assert bundled.shipped(name).stat().st_size < 1_000_000
    assert facts["dataset"] == name
    assert len(facts["classes"]) == 10
    assert facts["test_accuracy"] >= right
    assert {"seed", "epochs", "augment"} <= set(facts["config"])


def test_the_bundled_clothes_are_told_apart() -> None:
    trained, clothes = checkpoints.read("fashion-mnist"), samples("fashion-mnist")
    assert trained.facts["classes"] == list(clothes.classes)
    answered = answers(trained, clothes.test_images[:100, 0])
    assert np.mean(answered == clothes.test_labels[:100]) >= 0.85


@pytest.mark.slow
def test_digits_of_other_people_from_another_country_are_right(mnist: Checkpoint) -> None:
    result = on_scikit_digits(mnist)
    assert result.right >= 0.98
    assert result.wrong_and_sure <= 0.01


def test_digits_in_other_hands_are_right(mnist: Checkpoint) -> None:
    result = on_other_hands(mnist)
    assert result.right >= 0.99
    assert result.wrong_and_sure <= 0.01


@pytest.mark.parametrize(
    "way", [next(iter(WAYS)), *(pytest.param(way, marks=pytest.mark.slow) for way in [*WAYS][1:])]
)
def test_digits_drawn_again_are_right(mnist: Checkpoint, way: str) -> None:
    assert redrawn(mnist, WAYS[way], COUNT) >= 0.97


@pytest.mark.slow
def test_the_place_of_a_digit_does_not_matter(mnist: Checkpoint) -> None:
    shares = [redrawn(mnist, place, COUNT) for place in PLACES.values()]
    assert min(shares) >= 0.98
    assert np.ptp(shares) <= 0.01


@pytest.mark.slow
def test_the_way_of_a_drawing_costs_mnists_own_images_nothing(mnist: Checkpoint) -> None:
    images, labels = DIGITS.test_images[:, 0], DIGITS.test_labels
    as_they_are = np.mean(answers(mnist, images) == labels)
    assert accuracy(mnist, images, labels) == pytest.approx(as_they_are, abs=0.0011)  # one digit


def test_a_hidden_file_beside_them_is_no_choice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundled, "ASSETS", tmp_path)
    for name in ("mnist.safetensors", "._mnist.safetensors"):
        (tmp_path / name).touch()
    assert bundled.names() == ["mnist"]


def test_the_example_is_a_whole_run_with_the_settings_that_the_form_has_at_first() -> None:
    events = folder.events(bundled.EXAMPLE)
    check(events)
    assert isinstance(events[-1], Finished)
    assert folder.network(bundled.EXAMPLE) == PRESETS["tiny"].network
    assert folder.configuration(bundled.EXAMPLE) == TrainConfig(device="cpu")
