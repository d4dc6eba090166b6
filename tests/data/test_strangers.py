"""Digits as strangers give them, to learn from beside a set's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nin import checkpoints
from nin.data import DataError, with_strangers
from nin.data.strangers import FORMS, coarse, written
from nin.images.digit import SIDE
from nin.images.strokes import edge_width
from tests.support.digits import DIGITS, FEW
from tests.support.robustness import answers


def test_what_differs_most_from_hand_to_hand_is_written_most_and_always_the_same() -> None:
    images, labels = written(600)
    assert images.shape == (600, 1, SIDE, SIDE)
    assert np.bincount(labels).tolist() == [40, 120, 40, 40, 80, 40, 40, 80, 40, 80]
    again, _ = written(600)
    assert np.array_equal(images, again)
    other, _ = written(600, seed=1)
    assert not np.array_equal(images, other)
    assert min(map(len, FORMS.values())) >= 3


def test_they_lie_where_mnists_lie_and_none_is_cut_off() -> None:
    images, labels = written(1_000)
    assert images[:, 0, [0, -1]].max() < 140  # soft edges of coarse ones at most
    assert images.max(axis=(1, 2, 3)).min() > 120
    ink, places = images[:, 0] / images[:, 0].sum((1, 2))[:, None, None], np.arange(SIDE)
    for axis in (1, 2):  # whole pixels alone would leave a quarter of one
        off = np.abs(ink.sum(axis) @ places - 14)
        assert max(off[labels == digit].mean() for digit in range(10)) < 0.4


def test_a_network_of_mnist_knows_most_of_them() -> None:
    images, labels = written(1_000)
    right = answers(checkpoints.read("mnist"), images[:, 0]) == labels
    assert right.mean() > 0.85


def test_coarse_copies_are_the_same_digits_with_soft_edges() -> None:
    images, labels = DIGITS.test_images[::10], DIGITS.test_labels[::10]
    copies = coarse(images)
    assert np.mean(answers(checkpoints.read("mnist"), copies[:, 0]) == labels) > 0.93
    softness = [
        np.median([edge_width(image[0] / np.float32(255)) for image in each])
        for each in (images, copies)
    ]
    assert softness[1] > 1.3 * softness[0]


def test_two_of_three_are_written_and_one_is_the_sets_own() -> None:
    mixed = with_strangers(FEW, 300)
    assert len(mixed.train_labels) == len(FEW.train_labels) + 300
    assert np.array_equal(mixed.train_images[: len(FEW.train_labels)], FEW.train_images)
    assert mixed.test_images is FEW.test_images
    own = mixed.train_labels[len(FEW.train_labels) :][:100]
    assert np.array_equal(np.unique(own), np.unique(FEW.train_labels))


def test_only_digits_take_them_in() -> None:
    letters = replace(FEW, name="letters", classes=tuple("abcdefghij"))
    with pytest.raises(DataError, match=r"^strangers: letters has no digits of 28 × 28; mix them"):
        with_strangers(letters, 30)
