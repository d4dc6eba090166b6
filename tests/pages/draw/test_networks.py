"""The Draw page under AppTest: runs, other networks and lost weights answer, or say why not."""

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
from pages.ui.subject.network_choice import Choice, Kind
from tests.support.pages.draw import DrawPage, encoded, on_pad, run_of

pytestmark = pytest.mark.usefixtures("root")
TINY = PRESETS["tiny"].network


def test_a_picked_run_answers_and_its_link_opens_the_page_with_it(root: Path) -> None:
    name = run_of(root, TINY)
    page = DrawPage(run=name)
    page.draw(on_pad(3))
    trained = checkpoints.read(root / name / WEIGHTS)
    answer = classify(trained.network, trained.weights, Preparation.INK, on_pad(3))
    assert np.allclose(list(page.bars.values()), 100 * answer.probabilities, atol=0.051)
    assert f"Run {name}: Tiny: learns digits in seconds, 20,746 parameters." in page.html
    page.pick("network-choice", Choice(Kind.BUNDLED, "mnist"))
    assert page.digit == "3"
    assert "349,674 parameters" in page.html
    page.pick("network-choice", Choice(Kind.RUN, name))
    assert page.app.query_params["run"] == name


def test_a_run_that_learns_on_answers_with_its_newest_weights(root: Path) -> None:
    name = run_of(root, TINY)
    page = DrawPage(run=name)
    page.draw(on_pad(3))
    before = page.bars
    checkpoints.write(root / name / WEIGHTS, TINY, initial_weights(TINY, 1), {})
    page.draw(on_pad(3))
    assert page.bars != before


def test_a_run_with_a_dense_head_answers_without_class_maps(root: Path) -> None:
    page = DrawPage(run=run_of(root, loads("1x28x10 n4k5s4p2-10 fc")))
    page.draw(on_pad(3))
    assert len(page.bars) == 10
    assert page.figures("nin-map") == []
    assert "This network has a dense head, so it has no class maps to show." in page.html


def test_a_runs_classes_are_shown_by_their_names_whatever_these_are(root: Path) -> None:
    name = run_of(root, TINY)
    names = ["<b>coat</b>", *"bcdefghij"]
    facts = {"classes": names, "dataset": "<i>", "test_accuracy": 0.5}
    checkpoints.write(root / name / WEIGHTS, TINY, initial_weights(TINY, 0), facts)
    page = DrawPage(run=name)
    page.draw(on_pad(3))
    assert list(page.bars) == names
    assert "<b>coat" not in page.html
    assert "50.00% of the test images of &lt;i&gt; right" in page.html


def test_a_run_without_weights_is_explained_and_the_shipped_weights_answer(root: Path) -> None:
    name = run_of(root, TINY, seed=None)
    page = DrawPage(run=name)
    (alert,) = page.messages()
    assert alert.startswith(f"Run {name} cannot be asked: it has no weights yet; they come with")
    assert alert.endswith("The bundled weights answer instead.")
    page.draw(on_pad(2))
    assert page.digit == "2"


def test_a_run_of_other_images_takes_pictures_as_it_learnt_them(root: Path) -> None:
    for number, (text, classes) in enumerate(
        [("3x32x10 n4k5s4p2-10", 10), ("1x28x9 n4k5s4p2-9", 9), ("1x60x2 n4k5s4p2-2 fc", 2)], 1
    ):
        page = DrawPage(run=run_of(root, loads(text), number))
        page.draw(on_pad(2))
        assert len(page.bars) == classes
        assert page.figures("step")[0].startswith("1 Fit. Nothing is cut off: 112 × 112 pixels")
        assert "It was a" not in [group.label for group in page.app.button_group]
        assert page.messages() == []


def test_clothes_are_named_from_their_own_samples_and_from_a_picture_of_one() -> None:
    page = DrawPage()
    page.pick("network-choice", Choice(Kind.BUNDLED, "fashion-mnist"))
    page.choose("source", "Samples")
    for name in ("trouser", "sneaker", "bag"):
        page.pick("sample-fashion-mnist", name)
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
    assert "network.txt is damaged" in DrawPage(run=name).messages()[0]
    assert DrawPage(run="../../etc").messages() == []


def test_damaged_weights_are_a_sentence(root: Path) -> None:
    name = run_of(root, TINY)
    (root / name / WEIGHTS).write_bytes(b"\0" * 99)
    page = DrawPage(run=name)
    assert page.messages() == ["checkpoint: is no safetensors file, or a part of one."]
    page.choose("source", "Samples")
    page.choose("source", "Upload")
    page.upload(("3.png", encoded(on_pad(3))))
    assert page.messages() == ["checkpoint: is no safetensors file, or a part of one."]


@pytest.fixture
def nothing_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bundled, "ASSETS", tmp_path)
    return tmp_path


def test_without_weights_the_page_says_what_to_do(nothing_shipped: Path) -> None:
    page = DrawPage()
    assert page.messages() == [
        "The weights are not there (mnist.safetensors). Train a network on the Training page "
        "and choose its run here."
    ]
    shutil.copy(
        Path(checkpoints.__file__).parents[1] / "assets" / "mnist.safetensors", nothing_shipped
    )
    page.draw(on_pad(5))
    assert page.digit == "5"
