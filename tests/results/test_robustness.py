"""Moved images and other pens: the same thousand images, and strokes as SciPy's morphology."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage  # type: ignore[import-untyped]  # ships no types

from nin import data
from nin.data import Dataset
from nin.images.preparation import Preparation
from nin.results import robustness
from nin.results.robustness import SHIFTS, STROKES, looks, moved, some_test_images, with_strokes
from nin.weights import initial_weights
from tests.support.digits import DIGITS, FEW, SMALL


@given(st.integers(0, 99), st.sampled_from(STROKES))
def test_a_step_is_scipys_dilation_or_erosion_by_two_pixels(place: int, wider: int) -> None:
    image = DIGITS.test_images[place, 0]
    expected = image
    for step in range(abs(wider)):
        origin = 0 if (step % 2 == 0) == (wider < 0) else -1
        kind = ndimage.grey_dilation if wider > 0 else ndimage.grey_erosion
        ends = {"mode": "constant", "cval": 0}
        expected = kind(expected, size=(2, 2), origin=origin, **ends)
    assert np.array_equal(with_strokes(image[None, None], wider)[0, 0], expected)


def test_two_steps_move_nothing() -> None:
    image = np.zeros((1, 1, 9, 9), np.uint8)
    image[0, 0, 4, 4] = 200
    thicker = with_strokes(image, 2)[0, 0]
    rows, columns = np.nonzero(thicker)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (3, 5, 3, 5)
    assert np.array_equal(with_strokes(with_strokes(image, 2), -2), image)


def test_the_images_are_moved_to_four_sides() -> None:
    image = np.zeros((1, 1, 5, 5), np.uint8)
    image[0, 0, 2, 2] = 1
    places = [tuple(np.argwhere(each[0, 0])[0].tolist()) for each in moved(image, 2)]
    assert places == [(2, 4), (2, 0), (4, 2), (0, 2)]


def test_it_is_always_the_same_thousand() -> None:
    images, labels = some_test_images(DIGITS)
    assert len(images) == len(labels) == 1_000
    assert np.array_equal(labels, some_test_images(DIGITS)[1])
    assert len(some_test_images(FEW)[0]) == len(FEW.test_labels)


@pytest.mark.parametrize("preparation", Preparation)
def test_strokes_are_drawn_anew_for_digits_only_and_progress_ends_at_the_whole(
    preparation: Preparation,
) -> None:
    few = Dataset(
        "few",
        *(FEW.train_images, FEW.train_labels, FEW.test_images, FEW.test_labels),
        FEW.classes,
        preparation,
    )
    told: list[tuple[int, int]] = []
    changed = robustness(
        SMALL, initial_weights(SMALL, 0), few, lambda done, total: told.append((done, total))
    )
    assert len(changed.moved) == len(SHIFTS)
    assert len(changed.strokes) == (len(STROKES) if preparation == Preparation.INK else 0)
    assert told[-1] == (looks(few), looks(few))
    assert changed.images == len(data.load("digits").test_labels) // 20
