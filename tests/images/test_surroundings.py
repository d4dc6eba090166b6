"""What photographs show beside paper and ink is left out, and doubts are said."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from PIL import Image

from nin import checkpoints
from nin.checkpoints import Checkpoint
from nin.images import to_digit
from nin.images.digit import NoInk, steps
from tests.support import photographs
from tests.support.drawings import Grey, enlarged, scikit_digits
from tests.support.likeness import likeness
from tests.support.other_hands import other_hands
from tests.support.photographs import SEVENS
from tests.support.robustness import answers

ASKEW = {"sheet on a table", "sheet on a black table"}  # the 7 is as askew as its sheet


@cache
def trained() -> Checkpoint:
    return checkpoints.read("mnist")


@cache
def seven() -> Grey:
    return to_digit(photographs.sheet())


@pytest.mark.parametrize("scene", SEVENS)
def test_a_7_is_a_7_whatever_lies_around_it(scene: str) -> None:
    result = steps(SEVENS[scene]())
    assert answers(trained(), result.digit[None]).tolist() == [7]
    assert likeness(result.digit, seven()) > (0.8 if scene in ASKEW else 0.9)
    assert result.warning is None


@pytest.mark.parametrize(
    ("scene", "left_out"),
    [
        ("strip l 60", "what runs along the edge"),
        ("corner of a table", "what runs along the edge"),
        ("spiral holes", "a row of holes"),
        ("sheet on a table", "what lies around the paper"),
        ("frame of 12", "what lies around the paper"),
        ("round sticker", "what lies around the paper"),
    ],
)
def test_the_ink_step_says_what_was_left_out(scene: str, left_out: str) -> None:
    sentence = steps(SEVENS[scene]()).ink.sentence
    assert sentence.startswith(f"What differs from the paper; left out: {left_out}")


def test_a_large_photograph_is_seen_like_a_small_one() -> None:
    large = photographs.with_strips("lt", 60).resize((2400, 2400))
    assert likeness(to_digit(large), seven()) > 0.95


@pytest.mark.parametrize("empty", [photographs.half_table(), photographs.on_table(None)])
def test_paper_without_a_digit_is_no_digit(empty: Image.Image) -> None:
    with pytest.raises(NoInk, match=r"^there is paper and nothing on it; draw one digit$"):
        to_digit(empty)


@pytest.mark.parametrize("pair", [(1, 0), (4, 2), (7, 7), (1, 1)])
@pytest.mark.parametrize("gap", [4, 10, 20, 50])
def test_two_digits_side_by_side_are_always_reported(pair: tuple[int, int], gap: int) -> None:
    warning = steps(photographs.two_digits(gap, *pair)).warning
    assert warning == "2 separate shapes are seen as one digit; draw one digit at a time"


def test_a_digit_cut_out_along_its_ink_is_read_with_a_doubt() -> None:
    ink = photographs.ink_of(7)
    rows, columns = (np.flatnonzero(ink.any(axis)) for axis in (1, 0))
    cut = ink[rows[0] + 8 : rows[-1] - 8, columns[0] + 8 : columns[-1] - 8]
    result = steps(cut)
    assert answers(trained(), result.digit[None]).tolist() == [7]
    assert result.warning is not None
    assert result.warning.startswith("its ink runs along the edge of the picture")


def test_a_patch_is_no_digit_without_a_doubt() -> None:
    y, x = np.ogrid[:280, :280]
    disc = np.where((y - 140) ** 2 + (x - 140) ** 2 < 60**2, 255, 0).astype(np.uint8)
    assert (steps(disc).warning or "").startswith("it is one solid patch")
    square = np.zeros((280, 280), np.uint8)
    square[90:190, 90:180] = 255
    with pytest.raises(NoInk, match="nothing on it"):
        to_digit(square)


def test_a_digit_alone_is_never_taken_for_something_around_it() -> None:
    images, _ = scikit_digits()
    drawings, _ = other_hands()
    for drawing in [*(enlarged(image) for image in images[::20]), *drawings[::9]]:
        result = steps(drawing)
        assert result.warning is None
        assert "along" not in result.ink.sentence
        assert "around" not in result.ink.sentence


@pytest.mark.parametrize("corners", [2, 3, 4])  # from an ellipse to nearly a rectangle
@pytest.mark.parametrize("height", [5.0, 7.5, 9.5])
@pytest.mark.parametrize("width", [3.5, 5.0, 8.0])
def test_a_thin_0_of_few_pixels_is_no_empty_sheet(
    width: float, height: float, corners: int
) -> None:
    y, x = np.mgrid[:28, :28] - 13.5
    radius = (np.abs(x / width) ** corners + np.abs(y / height) ** corners) ** (1 / corners)
    ink = (1 - np.abs(radius - 1) * min(width, height) / 1.1).clip(0, 1)
    assert to_digit((255 * ink).astype(np.uint8)).any()
