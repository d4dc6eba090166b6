"""Images to look at: of the set itself, the few that are bundled, else digits; a set's state."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from nin import data
from nin.data.samples import fingerprint, samples


@pytest.fixture(autouse=True)
def no_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIN_DATA", str(tmp_path))


def test_of_fashion_mnist_ten_images_a_class_are_bundled() -> None:
    clothes = samples("fashion-mnist")
    assert clothes.classes == data.SETS["fashion-mnist"].classes
    assert clothes.test_images.shape == (100, 1, 28, 28)
    assert clothes.test_images.dtype == np.uint8
    assert np.bincount(clothes.test_labels).tolist() == [10] * 10
    assert np.array_equal(samples("fashion-mnist:validation").test_images, clothes.test_images)


@pytest.mark.parametrize("name", ["mnist", "cifar10", "cifar10:validation", "../secret", "None"])
def test_where_there_are_none_digits_are_shown(name: str) -> None:
    shown, digits = samples(name), data.load("digits")
    assert shown.name == "digits"
    assert np.array_equal(shown.test_images, digits.test_images)


def test_a_fingerprint_changes_with_the_files_of_a_set_and_with_nothing_else(
    tmp_path: Path,
) -> None:
    raw = tmp_path / "MNIST" / "raw"
    states = [fingerprint("mnist"), fingerprint("mnist:validation")]
    assert states[0] == states[1]
    raw.mkdir(parents=True)
    (tmp_path / "elsewhere").write_text("of no set")
    assert fingerprint("mnist") == states[0]
    for content in ("a download", "a damage"):
        (raw / "train-labels-idx1-ubyte").write_text(content)
        states.append(fingerprint("mnist"))
    os.utime(raw / "train-labels-idx1-ubyte", ns=(0, 0))
    states.append(fingerprint("mnist"))
    assert len(set(states)) == 4
    assert fingerprint("cifar10") == fingerprint("digits") == fingerprint("no set at all")


def test_a_fingerprint_of_a_folder_sees_every_image(tmp_path: Path) -> None:
    name, states = f"folder:{tmp_path / 'pets'}", []
    for file in ("cats/0.png", "cats/1.png", "dogs/0.png"):
        states.append(fingerprint(name))
        (tmp_path / "pets" / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "pets" / file).write_bytes(b"")
    (tmp_path / "pets" / "cats" / "0.png").rename(tmp_path / "pets" / "dogs" / "1.png")
    states.append(fingerprint(name))
    assert len(set(states)) == 4
    assert fingerprint(name) == states[-1]
