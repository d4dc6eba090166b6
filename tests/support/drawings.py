"""Drawings made from data: what `nin.images.digit` and a network must cope with, in any number.

Every function is deterministic. Drawings are uint8 with the ink as high values unless inverted;
`nin.images.to_digit` must not care.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from nin.images.strokes import stroke_width

Grey = NDArray[np.uint8]
Point = tuple[float, float]
Line = tuple[Point, ...]

# One or two ways in which people write each digit: x to the right, y down, in a box of 1 × 1.
# A loop is written by its corners and rounded by `smooth`.
WRITTEN: dict[int, tuple[tuple[Line, ...], ...]] = {
    0: ((((0.5, 0), (0.2, 0.15), (0.15, 0.5), (0.2, 0.85), (0.5, 1), (0.8, 0.85), (0.85, 0.5),
          (0.8, 0.15), (0.5, 0)),),),
    1: ((((0.5, 0), (0.5, 1)),), (((0.36, 0.18), (0.52, 0), (0.52, 1)),)),
    2: ((((0.18, 0.25), (0.3, 0.04), (0.6, 0), (0.8, 0.2), (0.72, 0.45), (0.2, 0.97), (0.2, 1),
          (0.85, 1)),),),
    3: ((((0.2, 0.12), (0.45, 0), (0.75, 0.12), (0.72, 0.36), (0.42, 0.47), (0.75, 0.6),
          (0.8, 0.85), (0.5, 1), (0.18, 0.9)),),),
    4: ((((0.3, 0), (0.15, 0.58), (0.85, 0.58)), ((0.68, 0.2), (0.64, 1))),
        (((0.65, 1), (0.65, 0), (0.12, 0.65), (0.88, 0.65)),)),
    5: ((((0.8, 0), (0.3, 0), (0.25, 0.42), (0.55, 0.38), (0.8, 0.6), (0.72, 0.9), (0.42, 1),
          (0.18, 0.9)),),
        (((0.3, 0.02), (0.25, 0.42), (0.55, 0.38), (0.8, 0.6), (0.72, 0.9), (0.42, 1),
          (0.18, 0.9)), ((0.3, 0.02), (0.8, 0)))),
    6: ((((0.7, 0.02), (0.4, 0.2), (0.2, 0.6), (0.3, 0.92), (0.55, 1), (0.78, 0.82), (0.68, 0.58),
          (0.42, 0.56), (0.22, 0.75)),),),
    7: ((((0.15, 0), (0.85, 0), (0.6, 0.45), (0.42, 1)),),),
    8: ((((0.72, 0.14), (0.5, 0), (0.27, 0.15), (0.36, 0.4), (0.68, 0.6), (0.78, 0.82), (0.5, 1),
          (0.22, 0.82), (0.32, 0.6), (0.64, 0.4), (0.72, 0.14)),),),
    9: ((((0.75, 0.2), (0.5, 0), (0.25, 0.15), (0.28, 0.42), (0.55, 0.5), (0.74, 0.3),
          (0.76, 0.2), (0.7, 0.6), (0.62, 1)),),),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """Where and how a digit is drawn. All lengths are pixels of the canvas.

    Attributes:
        side: Side of the canvas.
        height: Length of the digit's longer side between the middles of its strokes.
        centre: Place of the digit's middle (x, y); None is the middle of the canvas.
        degrees: Turned clockwise by this much.
        pen: Diameter of the round pen.
        inverted: Dark ink on light paper.
    """

    side: int = 280
    height: float = 180.0
    centre: Point | None = None
    degrees: float = 0.0
    pen: float = 18.0
    inverted: bool = False


def draw(lines: tuple[Line, ...], canvas: Canvas) -> Grey:
    """Lines of a 1 × 1 box, drawn with a round pen and smooth edges, (side, side)."""
    enlarged = 3  # then reduced again, which is what smooths the edges
    size = canvas.side * enlarged
    image = Image.new("L", (size, size))
    pen = ImageDraw.Draw(image)
    radius = canvas.pen * enlarged / 2
    for line in _placed(lines, canvas):
        points = [(x * enlarged, y * enlarged) for x, y in line]
        if len(points) > 1:
            pen.line(points, fill=255, width=max(1, round(2 * radius)))
        for x, y in points:  # round joints and ends; a tap is a dot
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    drawn = np.asarray(image.reduce(enlarged))
    return 255 - drawn if canvas.inverted else drawn


def _placed(lines: tuple[Line, ...], canvas: Canvas) -> list[list[Point]]:
    points = np.array([point for line in lines for point in line])
    low, high = points.min(0), points.max(0)
    scale = canvas.height / max(*(high - low), 1e-6)
    x, y = canvas.centre or (canvas.side / 2, canvas.side / 2)
    cos, sin = math.cos(math.radians(canvas.degrees)), math.sin(math.radians(canvas.degrees))
    turn = np.array([[cos, sin], [-sin, cos]]) * scale
    middle = (low + high) / 2
    return [
        [(float(u), float(v)) for u, v in (np.array(line) - middle) @ turn + (x, y)]
        for line in lines
    ]


def smooth(line: Line, rounds: int = 3) -> Line:
    """The line with its corners cut (Chaikin 1974), as a hand would round them."""
    points = np.array(line)
    for _ in range(rounds if len(line) > 2 else 0):
        before, after = points[:-1], points[1:]
        cut = np.stack([0.75 * before + 0.25 * after, 0.25 * before + 0.75 * after], 1)
        points = np.concatenate([points[:1], cut.reshape(-1, 2), points[-1:]])
    return tuple((float(x), float(y)) for x, y in points)


def written(label: int, variant: int, *, jitter: float = 0.0, seed: int = 0) -> tuple[Line, ...]:
    """The lines of a digit written by a made-up hand: `WRITTEN`, its corners moved and rounded."""
    ways = WRITTEN[label]
    hand = np.random.default_rng([label, variant, seed])
    moved = (
        tuple((x + dx, y + dy) for (x, y), (dx, dy) in zip(line, offsets, strict=True))
        for line in ways[variant % len(ways)]
        for offsets in [hand.normal(0, jitter, (len(line), 2))]
    )
    return tuple(smooth(line) for line in moved)


def skeleton(digit: Grey, enlarged: int = 4) -> tuple[Line, ...]:
    """The middles of a 28 × 28 digit's strokes, as short lines in a box of 1 × 1."""
    big = Image.fromarray(digit).resize((28 * enlarged, 28 * enlarged), Image.Resampling.BICUBIC)
    thin = _thinned(np.asarray(big) > 160)
    ys, xs = np.nonzero(thin)
    place = {(int(y), int(x)) for y, x in zip(ys, xs, strict=True)}
    ahead = ((0, 1), (1, -1), (1, 0), (1, 1))  # each pair of neighbours once
    side = 28 * enlarged
    pairs = [
        ((x / side, y / side), ((x + dx) / side, (y + dy) / side))
        for y, x in sorted(place)
        for dy, dx in ahead
        if (y + dy, x + dx) in place
    ]
    return tuple(pairs) or tuple(((x / side, y / side),) for y, x in sorted(place))


def redrawable(digits: Grey) -> NDArray[np.bool_]:
    """Which of (N, 28, 28) a skeleton describes: in wide strokes loops are filled and lost."""
    widths = [stroke_width(digit / np.float32(255)) for digit in digits]
    return np.array(widths) < 2.7


def _thinned(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """One-pixel-wide lines (Zhang and Suen 1984)."""
    ink = np.pad(ink, 1)
    while True:
        before = ink.copy()
        for corner in (0, 1):
            ink[1:-1, 1:-1] &= ~_peelable(ink, corner)
        if np.array_equal(ink, before):
            return ink[1:-1, 1:-1]


def _peelable(ink: NDArray[np.bool_], corner: int) -> NDArray[np.bool_]:
    height, width = ink.shape
    clockwise = ((0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (0, 0))  # from the north
    around = [ink[y : y + height - 2, x : x + width - 2] for y, x in clockwise]
    north, _, east, _, south, _, west, _ = around
    count = np.sum(around, axis=0)
    turns = sum(
        (~here & following).astype(int)
        for here, following in zip(around, around[1:] + around[:1], strict=True)
    )
    first, second = (
        (north & east & south, east & south & west),
        (north & east & west, north & south & west),
    )[corner]
    peelable: NDArray[np.bool_] = (count >= 2) & (count <= 6) & (turns == 1) & ~first & ~second
    return peelable


def enlarged(digit: Grey, side: int = 280, *, inverted: bool = False) -> Grey:
    """A small picture as a large drawing, upscaled smoothly, (side, side).

    A tenth of the picture is added as margin on each side, so that its ink has edges to blur.
    """
    margin = -(-digit.shape[0] // 10)
    image = Image.fromarray(np.pad(digit, margin))
    drawn = np.asarray(image.resize((side, side), Image.Resampling.BICUBIC))
    return 255 - drawn if inverted else drawn


@cache
def scikit_digits() -> tuple[Grey, NDArray[np.int64]]:
    """scikit-learn's 1,797 digits as uint8 (1797, 8, 8), and their labels.

    They are the test part of UCI's optical recognition set (Alpaydin and Kaynak 1998): other
    people, another country and other pens than MNIST's.
    """
    # Imported late: only these digits need it.
    from sklearn.datasets import load_digits  # type: ignore[import-untyped]  # ships no types

    data: Any = load_digits()
    return (data.images * (255 / 16)).round().astype(np.uint8), data.target.astype(np.int64)


def corrupted(digits: Grey, name: str, seed: int = 0) -> Grey:
    """MNIST-C's geometric corruptions (Mu and Gilmer 2019, arXiv 1906.02337) of (N, 28, 28).

    Args:
        digits: uint8 (N, 28, 28).
        name: "translate" (3 pixels both ways), "scale" (to 0.7), "rotate" or "shear" (0.4
            radians); each at its one published severity, with random signs.
        seed: Of the signs.
    """
    signs = np.random.default_rng(seed).choice([-1, 1], (len(digits), 2))
    images = (_warped(digit, *_inverse(name, s)) for digit, s in zip(digits, signs, strict=True))
    return np.stack(list(images))


def _inverse(name: str, signs: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The matrix and the shift that lead from a place in the result to one in the original."""
    none, unit = np.zeros(2), np.eye(2)
    cos, sin = math.cos(0.4), math.sin(0.4) * float(signs[0])
    match name:
        case "translate":
            return unit, 3.0 * signs
        case "scale":
            return unit / 0.7, none
        case "rotate":
            return np.array([[cos, -sin], [sin, cos]]), none
        case "shear":
            return np.array([[1, -sin], [0, cos]]), none
        case _:
            raise KeyError(name)


def _warped(digit: Grey, matrix: NDArray[Any], shift: NDArray[Any]) -> Grey:
    """Bilinear, about the middle of the outermost pixels' centres, with zeros outside."""
    middle = (digit.shape[0] - 1) / 2
    y, x = np.mgrid[: digit.shape[0], : digit.shape[1]] - middle
    u, v = np.tensordot(matrix, np.stack([x, y]), 1) + (middle + shift)[:, None, None]
    padded = np.pad(digit.astype(np.float64), 1)
    u, v = (np.clip(place + 1, 0, digit.shape[0] + 0.999) for place in (u, v))
    left, top = u.astype(int), v.astype(int)
    right, down = u - left, v - top
    upper = padded[top, left] * (1 - right) + padded[top, left + 1] * right
    lower = padded[top + 1, left] * (1 - right) + padded[top + 1, left + 1] * right
    warped: Grey = (upper * (1 - down) + lower * down).round().astype(np.uint8)
    return warped
