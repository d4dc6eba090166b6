"""Ink is found on any paper, and only ink."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from nin.images import to_digit
from nin.images.digit import NoInk, steps
from tests.support.drawings import Canvas, Grey, draw, written
from tests.support.likeness import THREE, count_shapes, difference, likeness

# Colours and kinds of image


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("black", "white"),
        ("white", "black"),
        ("#c03030", "#e8e0d0"),
        ("yellow", "white"),
        ("#ff0000", "#00a000"),
        ("#303030", "#505050"),
        ("#e0e0e0", "#ffffff"),
    ],
)
def test_the_colours_of_a_drawing_change_nothing(ink: str, paper: str) -> None:
    mask = Image.fromarray(THREE)
    drawing = Image.new("RGB", mask.size, paper)
    drawing.paste(ink, mask=mask)
    assert difference(to_digit(drawing), to_digit(THREE)) < 3


MODES = ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "HSV", "I", "F"]


@pytest.mark.parametrize("mode", MODES)
def test_an_image_of_any_mode_is_read(mode: str) -> None:
    image = Image.fromarray(THREE)
    rgb = image.convert("RGB")
    drawing = (rgb.convert("RGBA") if mode == "RGBa" else rgb).convert(
        *(("L",) if mode in ("I", "F", "LA", "PA") else (mode,))
    )
    if drawing.mode != mode:
        drawing = drawing.convert("LA" if mode == "PA" else mode).convert(mode)
    assert difference(to_digit(drawing), to_digit(THREE)) < 25  # "1" has rough edges


@pytest.mark.parametrize("largest", [4095, 65535])
def test_a_deep_image_is_read_by_its_own_range(largest: int) -> None:
    deep = (THREE.astype(np.float64) * largest / 255).astype(np.uint16)
    assert difference(to_digit(Image.fromarray(deep)), to_digit(THREE)) < 3


@pytest.mark.parametrize("ink", ["black", "white", "#d02020"])
def test_ink_on_transparent_paper_is_found(ink: str) -> None:
    drawing = Image.new("RGBA", (280, 280), (0, 0, 0, 0))
    drawing.paste(ink, mask=Image.fromarray(THREE))
    assert difference(to_digit(drawing), to_digit(THREE)) < 3


# Paper and dirt


def photo(seed: int, *, shade: float = 0.0, grain: float = 0.0, ruled: bool = False) -> Image.Image:
    """A 3 in blue ink on cream paper, 400 × 400."""
    noise = np.random.default_rng(seed)
    ink = draw(written(3, 0), Canvas(side=400, height=200, pen=16, centre=(170, 220))) / 255
    paper, blue = np.array([232, 224, 205.0]), np.array([40, 50, 120.0])
    sheet = np.broadcast_to(paper, (400, 400, 3)).copy()
    if ruled:
        sheet[25::50] = sheet[26::50] = paper * 0.75 + blue * 0.25
    seen = sheet * (1 - ink[..., None]) + blue * ink[..., None]
    y, x = np.mgrid[:400, :400] / 400
    light = (1 - shade * (0.6 * x + 0.4 * y))[..., None]
    return Image.fromarray(
        np.clip(seen * light + noise.normal(0, grain, seen.shape), 0, 255).astype(np.uint8)
    )


@pytest.mark.parametrize("shade", [0.0, 0.4, 0.75])
@pytest.mark.parametrize("grain", [0, 6, 20])
@pytest.mark.parametrize("ruled", [False, True])
def test_shaded_grainy_and_ruled_paper_is_still_paper(
    shade: float, grain: float, ruled: bool
) -> None:
    digit = to_digit(photo(1, shade=shade, grain=grain, ruled=ruled))
    assert likeness(digit, to_digit(photo(1))) > 0.9
    assert count_shapes(digit > 90) == 1


def test_specks_are_left_out_and_counted() -> None:
    dirty = THREE.copy()
    for y, x in ((10, 10), (270, 40), (20, 260), (262, 250)):
        dirty[y : y + 3, x : x + 3] = 255
    result = steps(dirty)
    assert np.array_equal(result.digit, to_digit(THREE))
    assert result.ink.sentence.endswith("; left out: 4 specks.")
    assert result.warning is None


def test_the_frame_of_a_screenshot_is_no_ink() -> None:
    framed = THREE.copy()
    framed[[0, -1]] = framed[:, [0, -1]] = 255
    assert np.array_equal(to_digit(framed), to_digit(THREE))


def test_a_drawing_that_runs_off_the_paper_is_read() -> None:
    cut = draw(written(7, 0), Canvas(height=260, centre=(140, 165), pen=24))
    assert cut[-1].any()
    assert difference(to_digit(255 - cut), to_digit(cut)) < 1


# What is no digit


@pytest.mark.parametrize("level", [0, 77, 255])
def test_a_drawing_of_one_colour_is_empty(level: int) -> None:
    with pytest.raises(
        NoInk, match=r"^the drawing is empty; draw one digit, as large as you like$"
    ):
        to_digit(np.full((280, 280), level, np.uint8))


def test_shading_alone_is_no_ink() -> None:
    with pytest.raises(NoInk, match=r"^the drawing is empty"):
        to_digit(np.tile(np.linspace(0, 255, 300).astype(np.uint8), (200, 1)))


def test_grain_alone_is_no_ink() -> None:
    grain = np.random.default_rng(0).integers(0, 256, (280, 280), dtype=np.uint8)
    words = "^the drawing holds only specks and no stroke; draw one digit$"
    with pytest.raises(NoInk, match=words):
        to_digit(grain)


def test_an_image_that_is_all_transparent_is_empty() -> None:
    with pytest.raises(NoInk, match=r"^the drawing is empty"):
        to_digit(Image.new("RGBA", (50, 50), (200, 30, 30, 0)))


def test_an_array_without_pixels_is_empty() -> None:
    with pytest.raises(NoInk, match=r"^the drawing has no pixels"):
        to_digit(np.zeros((0, 28), np.uint8))


def test_an_array_of_another_kind_says_what_to_give() -> None:
    words = r"^drawing: an array of float64 and shape \(28, 28\) is no grey picture; give uint8"
    with pytest.raises(TypeError, match=words):
        to_digit(np.zeros((28, 28)))  # type: ignore[arg-type]  # what a caller without types does


def side_by_side(gap: int, height: float = 120.0) -> Grey:
    place = 140 - gap / 2 - height / 3, 140 + gap / 2 + height / 3
    left, right = (
        draw(written(label, 0), Canvas(height=height, pen=12, centre=(x, 140)))
        for label, x in zip((4, 2), place, strict=True)
    )
    return np.maximum(left, right)


def test_two_shapes_far_apart_are_read_and_reported() -> None:
    result = steps(side_by_side(60))
    assert result.warning == "2 separate shapes are seen as one digit; draw one digit at a time"
    assert result.digit.shape == (28, 28)


def test_parts_of_one_digit_are_not_reported() -> None:
    five = tuple(
        tuple((x, y - 0.06 * (number == 1)) for x, y in line)
        for number, line in enumerate(written(5, 1))
    )
    drawing = draw(five, Canvas(pen=8))
    assert count_shapes(drawing > 100) == 2  # the roof does not touch
    assert steps(drawing).warning is None


def test_a_small_mark_far_away_is_left_out() -> None:
    marked = draw(written(3, 0), Canvas(height=120, pen=14, centre=(90, 100)))
    clean = to_digit(marked)
    ImageDraw.Draw(image := Image.fromarray(marked)).ellipse((250, 250, 264, 264), fill=255)
    result = steps(np.asarray(image))
    assert result.warning is None
    assert np.array_equal(result.digit, clean)
