"""Images to look at: of the set itself, of the few that are bundled, else digits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nin import data
from nin.data.samples import samples


@pytest.fixture(autouse=True)
def no_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIN_DATA", str(tmp_path))


def test_of_fashion_mnist_ten_images_a_class_are_bundled() -> None:
    found = samples("fashion-mnist")
    assert found.classes == (
        "T-shirt",
        "trouser",
        "pullover",
        "dress",
        "coat",
        "sandal",
        "shirt",
        "sneaker",
        "bag",
        "boot",
    )
    assert found.test_images.shape == (100, 1, 28, 28)
    assert found.test_images.dtype == np.uint8
    assert np.bincount(found.test_labels).tolist() == [10] * 10


@pytest.mark.parametrize(
    "name", ["mnist", "cifar10", "fashion-mnist:validation", "../secret", "None"]
)
def test_where_there_are_none_digits_are_shown(name: str) -> None:
    found, digits = samples(name), data.load("mnist5k")
    assert found.name == "mnist5k"
    assert np.array_equal(found.test_images, digits.test_images)
