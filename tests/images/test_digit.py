"""Any drawing of a digit becomes what MNIST would show."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray
from scipy import ndimage  # type: ignore[import-untyped]  # ships no types

from nin.data import load
from nin.images import to_digit
from nin.images.digit import NoInk, Steps, steps
from nin.images.strokes import stroke_width, thickened, thinned
from nin.limits import MAX_DRAWING_SIDE
from tests.support.drawings import (
    Canvas,
    Grey,
    corrupted,
    draw,
    enlarged,
    redrawable,
    scikit_digits,
    skeleton,
    written,
)
from tests.support.likeness import THREE, count_shapes, difference, likeness
from tests.support.strategies import one_in


@cache
def mnist() -> Grey:
    """Every ninth of the bundled digits, uint8 (N, 28, 28)."""
    bundled = load("digits")
    return np.concatenate([bundled.train_images, bundled.test_images])[::9, 0]


@cache
def passed() -> list[tuple[Grey, Steps]]:
    return [(digit, steps(digit)) for digit in mnist()]


def middle_of_mass(digit: Grey) -> NDArray[np.float64]:
    return np.array(ndimage.center_of_mass(digit.astype(float)))


# MNIST's own images


def test_an_image_of_mnist_passes_nearly_unchanged() -> None:
    changes = np.array(
        [np.abs(result.digit.astype(int) - digit).max() for digit, result in passed()]
    )
    assert np.mean(changes <= 3) > 0.9  # the rest: very thin or thick strokes, and specks
    assert np.mean(changes == 0) > 0.8


def test_an_image_of_mnist_stays_where_it_is() -> None:
    moved = np.array(
        [
            np.abs(middle_of_mass(result.digit) - middle_of_mass(digit)).max()
            for digit, result in passed()
        ]
    )
    assert np.mean(moved < 0.5) > 0.97  # half a pixel is what rounding to whole pixels costs
    assert moved.max() < 1  # where specks went or very thick strokes were peeled


def test_an_image_of_mnist_goes_without_a_warning() -> None:
    assert {result.warning for _, result in passed()} == {None}


# Place, size, pen, colour


@pytest.mark.parametrize("place", [(60, 60), (220, 60), (60, 220), (220, 220), (141, 163)])
def test_the_place_of_a_drawing_changes_nothing(place: tuple[float, float]) -> None:
    lines = written(5, 0)
    middle = draw(lines, Canvas(height=90, pen=10))
    moved = draw(lines, Canvas(height=90, pen=10, centre=place))
    assert np.array_equal(to_digit(middle), to_digit(moved))


@pytest.mark.parametrize("height", [54, 90, 150, 220, 250])
def test_the_size_of_a_drawing_changes_little(height: float) -> None:
    drawing = draw(written(2, 0), Canvas(height=height, pen=height / 10))
    assert difference(to_digit(drawing), to_digit(draw(written(2, 0), Canvas()))) < 12


@pytest.mark.parametrize("label", range(10))
@pytest.mark.parametrize("pen", [1, 2, 8, 18, 30, 56])
def test_strokes_become_as_wide_as_mnists(label: int, pen: float) -> None:
    digit = to_digit(draw(written(label, 0), Canvas(pen=pen)))
    assert 1.3 < stroke_width(digit.astype(np.float32) / np.float32(255)) < 4.7
    assert digit.max() > 200


@pytest.mark.parametrize("pen", [1, 18, 56])
def test_changing_the_pen_neither_tears_a_digit_nor_closes_its_loops(pen: float) -> None:
    for label, holes in ((0, 1), (8, 2), (6, 1), (7, 0)):
        digit = to_digit(draw(written(label, 0), Canvas(height=200, pen=pen)))
        assert count_shapes(digit > 90) == 1
        assert count_shapes(np.pad(digit <= 90, 1)) == 1 + holes


@pytest.mark.parametrize("label", range(10))
def test_a_digit_fills_20_pixels_and_has_its_mass_in_the_middle(label: int) -> None:
    for seed in range(4):
        result = steps(draw(written(label, seed, jitter=0.04, seed=seed), Canvas(degrees=10)))
        rows, columns = (np.flatnonzero((result.digit > 40).any(axis)) for axis in (1, 0))
        assert max(np.ptp(rows), np.ptp(columns)) + 1 in (19, 20, 21)
        assert np.abs(middle_of_mass(result.digit) - 14).max() <= 0.51


def test_a_digit_whose_mass_is_far_from_its_middle_is_not_cut() -> None:
    ladle = np.zeros((280, 280), np.uint8)
    ladle[30:250, 100:108] = 255
    ladle[30:110, 100:180] = 255
    digit = to_digit(ladle)
    rows = np.flatnonzero((digit > 40).any(1))
    assert rows[-1] - rows[0] + 1 == 20


def test_a_small_digit_on_a_large_sheet_keeps_its_resolution() -> None:
    canvas = Canvas(side=2000, height=100, pen=9, centre=(1500, 400))
    assert canvas.side > 3 * MAX_DRAWING_SIDE
    alone = Canvas(side=200, height=100, pen=9)
    far_off = to_digit(draw(written(8, 0), canvas))
    assert difference(far_off, to_digit(draw(written(8, 0), alone))) < 6


# The steps, and any input at all


def test_the_steps_can_be_shown_one_after_the_other() -> None:
    result = steps(THREE)
    assert [step.name for step in result] == ["Ink", "Crop", "Stroke", "Fit", "Centre"]
    for step in result:
        assert step.picture.dtype == np.uint8
        assert step.picture.max() > 200
        assert step.sentence.endswith(".")
    assert max(result.fit.picture.shape) in (20, 21, 22)  # with its soft edges
    assert result.digit is result.centred.picture
    assert np.array_equal(result.digit, to_digit(THREE))


def test_the_stroke_step_says_what_it_did() -> None:
    kept = steps(THREE).stroke.sentence
    assert kept == "Strokes would be 1.7 pixels wide, as in MNIST: left alone."
    thin = steps(draw(written(3, 0), Canvas(pen=3))).stroke.sentence
    assert thin == "Strokes would be 0.3 pixels wide; brought to 1.6, as in MNIST."


PLANES = arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=40))


# A row of faint ink beside a darker patch, which is left out.
FAINT = np.array([[56, 0, 17, 7, *[0] * 8], [0] * 12], np.uint8)


@given(PLANES)
@example(np.eye(2, dtype=np.uint8))
@example(FAINT)
@example(np.zeros((1, 600), np.uint8) + (np.arange(600) == 3).astype(np.uint8) * 99)
def test_any_array_is_a_digit_or_has_no_ink(drawing: Grey) -> None:
    try:
        digit = to_digit(drawing)
    except NoInk:
        return
    assert digit.shape == (28, 28)
    assert digit.dtype == np.uint8
    assert digit.any()
    assert np.array_equal(digit, to_digit(drawing.copy()))


@one_in(10)
@given(st.floats(0, 12))
def test_a_grown_stroke_reaches_as_far_as_asked(by: float) -> None:
    bar = np.zeros((60, 6), np.float32)
    bar[:, 2:4] = 1
    grown = thickened(bar, by)
    assert grown[len(grown) // 2].sum() == pytest.approx(2 + 2 * by, abs=0.01)


@one_in(10)
@given(st.floats(2, 29))
def test_a_peeled_stroke_becomes_as_thin_as_asked(target: float) -> None:
    bar = np.ones((200, 30), np.float32)
    peeled = thinned(bar, 30, target)
    assert peeled[100].sum() == pytest.approx(target, abs=1.01)  # the middle is a pixel or two


# The builders of drawings that claims about a network are made with


def test_redrawn_digits_look_like_the_digits_they_were_made_of() -> None:
    digits = mnist()[redrawable(mnist())][::12]
    alike = [likeness(to_digit(draw(skeleton(digit), Canvas(pen=20))), digit) for digit in digits]
    assert np.median(alike) > 0.95
    assert min(alike) > 0.75


def test_scikit_learns_digits_are_drawings_of_every_class() -> None:
    images, labels = scikit_digits()
    assert (images.shape, np.bincount(labels).min()) == ((1797, 8, 8), 174)
    drawing = enlarged(images[0], inverted=True)
    assert (drawing.shape, drawing[0, 0]) == ((280, 280), 255)
    assert steps(drawing).warning is None


def test_corruptions_follow_their_definitions() -> None:
    dot = np.zeros((64, 28, 28), np.uint8)
    dot[:, 9, 13] = 200
    y, x = np.nonzero(corrupted(dot, "translate").sum(0))
    assert set(zip(y.tolist(), x.tolist(), strict=True)) == {(6, 10), (6, 16), (12, 10), (12, 16)}
    square = np.zeros((2, 28, 28), np.uint8)
    square[:, 4:24, 4:24] = 200
    shares = {name: corrupted(square, name).sum() / square.sum() for name in ("scale", "rotate")}
    assert shares == {"scale": pytest.approx(0.49, abs=0.01), "rotate": pytest.approx(1, abs=0.01)}
    assert corrupted(square, "shear").sum() / square.sum() == pytest.approx(
        1 / np.cos(0.4), abs=0.02
    )
    with pytest.raises(KeyError, match="fog"):
        corrupted(square, "fog")
