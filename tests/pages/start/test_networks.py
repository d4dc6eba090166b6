"""Start under AppTest: runs, other networks and lost weights answer, or say why not."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nin import bundled, checkpoints
from nin.codec import loads
from nin.data.samples import samples
from nin.images.preparation import Preparation
from nin.interpret.classify import classify
from nin.presets import PRESETS
from nin.runs.folder import WEIGHTS
from nin.weights import initial_weights
from pages.ui.shell.known_weights import Origin
from tests.support.pages.start import StartPage, encoded, on_pad, run_of

pytestmark = pytest.mark.usefixtures("root")
TINY = PRESETS["tiny"].network


def test_a_picked_run_answers_and_its_link_opens_the_page_with_it(root: Path) -> None:
    name = run_of(root, TINY)
    page = StartPage(run=name)
    page.draw(on_pad(3))
    trained = checkpoints.read(root / name / WEIGHTS)
    answer = classify(trained.network, trained.weights, Preparation.INK, on_pad(3))
    assert np.allclose(list(page.bars.values()), 100 * answer.probabilities, atol=0.051)
    page.look_into(Origin.bundled("mnist"))
    assert page.digit == "3"
    assert page.address == {"weights": "mnist", "run": name}
    page.look_into(Origin.run(name))
    assert page.address == {"run": name}


def test_a_run_that_learns_on_answers_with_its_newest_weights(root: Path) -> None:
    name = run_of(root, TINY)
    page = StartPage(run=name)
    page.draw(on_pad(3))
    before = page.bars
    checkpoints.write(root / name / WEIGHTS, TINY, initial_weights(TINY, 1), {})
    page.draw(on_pad(3))
    assert page.bars != before


def test_a_run_with_a_dense_head_answers_without_class_maps(root: Path) -> None:
    page = StartPage(run=run_of(root, loads("1x28x10 n4k5s4p2-10 fc")))
    page.draw(on_pad(3))
    assert len(page.bars) == 10
    assert page.flow.header["hasClassMaps"] is False
    assert "Its mean is its score" not in page.html


def test_a_runs_classes_are_shown_by_their_names_whatever_these_are(root: Path) -> None:
    name = run_of(root, TINY)
    names = ["<b>coat</b>", *"bcdefghij"]
    facts = {"classes": names, "dataset": "<i>", "test_accuracy": 0.5}
    checkpoints.write(root / name / WEIGHTS, TINY, initial_weights(TINY, 0), facts)
    page = StartPage(run=name)
    page.draw(on_pad(3))
    assert list(page.bars) == names
    assert "<b><b>coat" not in page.html
    assert "trained on <i>, 50.00% of test images right" in page.labels()


@pytest.mark.parametrize(("accuracy", "is_guessed"), [(0.7, False), (0.52, True)])
def test_of_two_classes_half_is_what_guessing_gives(
    root: Path, accuracy: float, is_guessed: bool
) -> None:
    network = loads("1x28x2 n4k5s4p2-2")
    name = run_of(root, network)
    facts = {"classes": ["a", "b"], "test_accuracy": accuracy, "tested": 1_000}
    checkpoints.write(root / name / WEIGHTS, network, initial_weights(network, 0), facts)
    assert ("no better than guessing" in StartPage(run=name).labels()) == is_guessed


@pytest.mark.parametrize(
    ("accuracy", "tested", "words"),
    [
        (0.97, 1_000, ":green[trained, 97.00% of test images right]"),
        (0.1, 1_000, ":orange[trained, 10.00% of test images right: no better than guessing]"),
        (0.06, 15, ":orange[trained, 6% of 15 test images right: no better than guessing]"),
        (1.0, 1, ":green[trained, 100% of 1 test image right]"),
    ],
)
def test_how_good_weights_are_is_said_with_what_guessing_gives(
    root: Path, accuracy: float, tested: int, words: str
) -> None:
    name = run_of(root, TINY)
    facts = {"dataset": "digits", "test_accuracy": accuracy, "tested": tested}
    checkpoints.write(root / name / WEIGHTS, TINY, initial_weights(TINY, 0), facts)
    (label,) = (line for line in StartPage(run=name).labels().split("\n") if "trained" in line)
    assert label.endswith(words)


def test_a_run_without_weights_yet_has_those_that_it_starts_with(root: Path) -> None:
    page = StartPage(run=run_of(root, TINY, seed=None))
    page.draw(on_pad(2))
    start = classify(TINY, initial_weights(TINY, 0), Preparation.INK, on_pad(2))
    assert np.allclose(list(page.bars.values()), 100 * start.probabilities, atol=0.051)
    assert page.said.startswith("Untrained, so this is chance: ")
    assert "training, no epoch yet" in page.labels()


def test_a_run_of_other_images_takes_pictures_as_it_learnt_them(root: Path) -> None:
    for number, (text, classes) in enumerate(
        [("3x32x10 n4k5s4p2-10", 10), ("1x28x9 n4k5s4p2-9", 9), ("1x60x2 n4k5s4p2-2 fc", 2)], 1
    ):
        page = StartPage(run=run_of(root, loads(text), number))
        if text.startswith("3x"):  # colour: a sample in place of the pad
            assert page.app.segmented_control("source").options == ["Samples", "Upload"]
            page.choose("source", "Upload")
            page.upload(("2.png", encoded(on_pad(2))))
        else:
            page.draw(on_pad(2))
        assert len(page.bars) == classes
        assert page.figures("step")[0].startswith("1 Fit. Nothing is cut off: 112 × 112 pixels")
        assert "It was a" not in [group.label for group in page.app.button_group]
        assert page.messages() == []


def test_clothes_are_named_from_their_own_samples_and_from_a_picture_of_one() -> None:
    page = StartPage()
    page.look_into(Origin.bundled("fashion-mnist"))
    page.choose("source", "Samples")
    for name in ("trouser", "sneaker", "bag"):
        page.pick("sample-class", name)
        assert page.digit == name
    clothes = samples("fashion-mnist")
    boot = clothes.test_images[clothes.test_labels == 9][0, 0]
    page.choose("source", "Upload")
    page.upload(("boot.png", encoded(Image.fromarray(255 - boot).resize((280, 280)))))
    assert page.digit == "boot"
    assert "it-was" not in page.app.session_state


def test_a_damaged_run_or_one_that_is_gone_is_no_fault(root: Path) -> None:
    name = run_of(root, TINY)
    (root / name / "network.txt").write_text("nonsense", encoding="utf-8")
    assert "network.txt is damaged" in StartPage(run=name).messages()[0]
    page = StartPage(run="../../etc")
    assert page.messages() == []
    assert page.digit == "4"


def test_damaged_weights_are_a_sentence(root: Path) -> None:
    name = run_of(root, TINY)
    (root / name / WEIGHTS).write_bytes(b"\0" * 99)
    page = StartPage(run=name)
    assert page.messages() == ["checkpoint: is no safetensors file, or a part of one."]


@pytest.fixture
def nothing_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bundled, "ASSETS", tmp_path)
    return tmp_path


def test_without_weights_the_page_says_what_to_do(nothing_shipped: Path) -> None:
    page = StartPage()
    assert page.messages() == [
        "The weights mnist are not there any more. Choose others above.",
    ]
    shutil.copy(
        Path(checkpoints.__file__).parents[1] / "assets" / "mnist.safetensors", nothing_shipped
    )
    page.draw(on_pad(5))
    assert page.digit == "5"
