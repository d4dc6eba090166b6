"""Five hundred digits by hands that no training knows: the exam of weights for drawings.

Twenty-five made-up hands write each digit twice, in forms that people use around the world: a 4 as
two strokes, closed, or like lightning; a 1 with a flag, a foot, or neither; a 7 with and without
a bar; an 8 of two rings, in one go, or of straight strokes. Curves are arcs and Bézier curves, ink
is stamped along them. The module shares no code and no strokes with what networks train on, and
was written and fixed before any of them was trained: to change it is to lose the comparison.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Grey = NDArray[np.uint8]
Path = NDArray[np.float64]  # (N, 2): x to the right and y down, in a box of 1 × 1

HANDS, TIMES, SIDE = 25, 2, 280
_SHARPER = 2  # canvas pixels a side of one of the drawing's
_MEDIA = ("screen", "ink", "pencil", "scan")


def _line(*points: tuple[float, float]) -> Path:
    """Straight pieces from point to point."""
    return np.concatenate([np.linspace(start, stop, 24) for start, stop in pairwise(points)])


def _arc(x: float, y: float, rx: float, ry: float, start: float, stop: float) -> Path:
    """Of an ellipse about (x, y), from one angle in degrees to another; 0 is right, 90 down."""
    angles = np.radians(np.linspace(start, stop, 60))
    return np.stack([x + rx * np.cos(angles), y + ry * np.sin(angles)], 1)


def _bend(*control: tuple[float, float]) -> Path:
    """A cubic Bézier curve by its four points."""
    t = np.linspace(0, 1, 48)[:, None]
    a, b, c, d = np.array(control)
    curve: Path = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
    return curve


def _one(*parts: Path) -> Path:
    return np.concatenate(parts)


@dataclass(frozen=True, slots=True)
class Habit:
    """How loosely a hand writes: each number from 0 to 1."""

    open: float  # gaps where rings should close
    long: float  # flags, bars, hooks
    round: float


Form = Callable[[Habit], list[Path]]


def _zero(h: Habit) -> list[Path]:
    return [_arc(0.5, 0.5, 0.3 + 0.12 * h.round, 0.5, -90 - 20 * h.open, 270 + 25 - 60 * h.open)]


def _zero_from_the_side(h: Habit) -> list[Path]:
    return [_arc(0.5, 0.5, 0.28 + 0.1 * h.round, 0.5, -40, -400 + 30 * h.open)]


def _bar(h: Habit) -> list[Path]:
    return [_bend((0.5, 0), (0.5 + 0.06 * h.round, 0.3), (0.5 + 0.04 * h.open, 0.7), (0.5, 1))]


def _flagged_one(h: Habit) -> list[Path]:
    return [_line((0.52 - 0.16 - 0.24 * h.long, 0.16 + 0.2 * h.long), (0.56, 0), (0.56, 1))]


def _footed_one(h: Habit) -> list[Path]:
    foot = 0.12 + 0.12 * h.long
    flag = _line((0.36 - 0.1 * h.long, 0.2), (0.52, 0), (0.52, 1))
    return [flag, _line((0.52 - foot, 1), (0.52 + foot, 1))]


def _two(h: Habit) -> list[Path]:
    top = _arc(0.48, 0.27, 0.32, 0.27, 190 - 30 * h.open, 360 + 30)
    back = _bend((0.76, 0.4), (0.66, 0.62), (0.4, 0.8), (0.12, 0.98))
    return [_one(top, back, _line((0.12, 0.98), (0.75 + 0.15 * h.long, 0.98 - 0.06 * h.open)))]


def _looped_two(h: Habit) -> list[Path]:
    top = _arc(0.45, 0.24, 0.3, 0.24, 200, 375)
    down = _bend((0.74, 0.3), (0.7, 0.6), (0.42, 0.86), (0.22, 0.94))
    loop = _arc(0.22, 0.86 + 0.02 * h.round, 0.13, 0.09, 90, 320)
    tail = _bend((0.32, 0.81), (0.5, 0.94), (0.66, 1.02), (0.9, 0.86 + 0.1 * h.open))
    return [_one(top, down, loop, tail)]


def _three(h: Habit) -> list[Path]:
    top = _arc(0.42, 0.25, 0.3, 0.25, 200 + 20 * h.open, 360 + 80)
    low = _arc(0.42, 0.73, 0.36, 0.27, -80, 150 - 30 * h.open)
    return [_one(top, low)]


def _flat_three(h: Habit) -> list[Path]:
    top = _line((0.16, 0.02), (0.78, 0.02), (0.42, 0.4 + 0.04 * h.open))
    return [_one(top, _arc(0.42, 0.7, 0.36, 0.3, -85, 145 - 25 * h.open))]


def _open_four(h: Habit) -> list[Path]:
    left = _line((0.26, 0.02), (0.16 - 0.08 * h.open, 0.56), (0.82 + 0.1 * h.long, 0.54))
    return [left, _line((0.68, 0.12 - 0.1 * h.long), (0.64, 1))]


def _closed_four(h: Habit) -> list[Path]:
    return [
        _line((0.68, 1), (0.68, 0), (0.1, 0.66), (0.86 + 0.08 * h.long, 0.66)),
    ]


def _lightning_four(h: Habit) -> list[Path]:
    left = _line((0.6 - 0.14 * h.open, 0), (0.14, 0.62), (0.84, 0.58 + 0.06 * h.round))
    return [left, _line((0.62, 0.38 - 0.06 * h.long), (0.5 + 0.06 * h.open, 1))]


def _sailing_four(h: Habit) -> list[Path]:
    left = _bend((0.2, 0.04), (0.16, 0.6 + 0.1 * h.round), (0.44, 0.66), (0.78, 0.46))
    return [_one(left, _line((0.78, 0.46), (0.8, 0.02 + 0.1 * h.open), (0.72, 1)))]


def _five(h: Habit) -> list[Path]:
    neck = _line((0.8 + 0.06 * h.long, 0), (0.3, 0.02), (0.26, 0.42))
    return [_one(neck, _arc(0.44, 0.68, 0.36, 0.32, 238, 515 - 40 * h.open))]


def _hatted_five(h: Habit) -> list[Path]:
    body = _one(
        _line((0.3, 0.05), (0.28, 0.44)), _arc(0.42, 0.7, 0.34, 0.29, 245, 510 - 40 * h.open)
    )
    return [body, _line((0.3 + 0.05 * h.open, 0.03), (0.78 + 0.14 * h.long, 0.0))]


def _snake_five(h: Habit) -> list[Path]:
    top = _bend((0.82, 0.06), (0.5, -0.04), (0.24, 0.06), (0.26, 0.28))
    middle = _bend((0.26, 0.28), (0.3, 0.5), (0.8, 0.42), (0.76, 0.74))
    return [_one(top, middle, _bend((0.76, 0.74), (0.72, 1.02), (0.36, 1.06), (0.16, 0.88)))]


def _six(h: Habit) -> list[Path]:
    down = _bend((0.7, 0.02), (0.4, 0.1), (0.18, 0.42), (0.18, 0.72))
    return [_one(down, _arc(0.48, 0.73, 0.3, 0.27, 180, -175 + 55 * h.open))]


def _straight_six(h: Habit) -> list[Path]:
    down = _line((0.5 + 0.1 * h.long, 0), (0.22, 0.66))
    return [_one(down, _arc(0.46, 0.76, 0.25, 0.24, 195, -150 + 40 * h.open))]


def _seven(h: Habit) -> list[Path]:
    stem = _bend((0.84, 0.02), (0.7, 0.3), (0.52 - 0.1 * h.round, 0.6), (0.42, 1))
    return [_one(_line((0.14, 0.04), (0.84, 0.02)), stem)]


def _barred_seven(h: Habit) -> list[Path]:
    bar = 0.14 + 0.1 * h.long
    return [
        _line((0.16, 0.03), (0.82, 0.0), (0.46, 1)),
        _line((0.62 - bar, 0.5), (0.62 + bar, 0.48)),
    ]


def _hooked_seven(h: Habit) -> list[Path]:
    return [_line((0.16, 0.2 + 0.06 * h.long), (0.17, 0.03), (0.82, 0.02), (0.5, 1))]


def _two_rings(h: Habit) -> list[Path]:
    top = _arc(0.5, 0.25, 0.22 + 0.05 * h.round, 0.25, -90, 270 - 30 * h.open)
    return [top, _arc(0.5, 0.75, 0.27 + 0.05 * h.round, 0.26, -90, 275 - 30 * h.open)]


def _eight(h: Habit) -> list[Path]:
    down = _bend((0.76, 0.12), (0.5, -0.12), (0.06, 0.18), (0.36, 0.42))
    low = _bend((0.36, 0.42), (0.6, 0.56), (0.9, 0.72), (0.7, 0.92))
    turn = _bend((0.7, 0.92), (0.52, 1.08), (0.1, 1.0), (0.22, 0.72))
    return [_one(down, low, turn, _bend((0.22, 0.72), (0.3, 0.56), (0.8, 0.42), (0.78, 0.16)))]


def _straight_eight(h: Habit) -> list[Path]:
    out = 0.04 * h.open
    return [_line((0.78, 0.04), (0.22 - out, 0.04), (0.76, 0.96), (0.2, 0.97), (0.8 + out, 0.02))]


def _nine(h: Habit) -> list[Path]:
    ring = _arc(0.48, 0.27, 0.28, 0.27, -20, -375 + 20 * h.open)
    return [_one(ring, _line((0.76, 0.2), (0.7 + 0.06 * h.round, 1)))]


def _hooked_nine(h: Habit) -> list[Path]:
    ring = _arc(0.5, 0.26, 0.27, 0.26, -15, -370 + 35 * h.open)
    tail = _bend((0.77, 0.22), (0.8, 0.7), (0.74, 1.02), (0.2 + 0.12 * h.open, 0.92))
    return [_one(ring, tail)]


def _open_nine(h: Habit) -> list[Path]:
    cup = _arc(0.5, 0.22, 0.28, 0.26, -70 - 35 * h.open, -345)
    return [_one(cup, _line((0.77, 0.16), (0.79, 0.05 + 0.1 * h.round), (0.72, 1)))]


FORMS: Mapping[int, Sequence[Form]] = MappingProxyType(
    {
        0: (_zero, _zero_from_the_side),
        1: (_bar, _flagged_one, _footed_one),
        2: (_two, _looped_two),
        3: (_three, _flat_three),
        4: (_open_four, _closed_four, _lightning_four, _sailing_four),
        5: (_five, _hatted_five, _snake_five),
        6: (_six, _straight_six),
        7: (_seven, _barred_seven, _hooked_seven),
        8: (_two_rings, _eight, _straight_eight),
        9: (_nine, _hooked_nine, _open_nine),
    }
)


@dataclass(frozen=True, slots=True)
class Hand:
    """One writer: forms, habits and pen, drawn by chance from its number."""

    number: int
    random: Generator = field(repr=False)
    forms: tuple[Form, ...]
    habit: Habit
    slant: float  # to the right for each unit up
    width: float  # of the box, against its height
    pen: float  # diameter, of the digit's height
    pressure: float  # how much the pen's width changes along a stroke
    tremor: float
    medium: str


def _hand(number: int) -> Hand:
    random = np.random.default_rng([2013, number])
    return Hand(
        number,
        random,
        tuple(FORMS[digit][int(random.integers(len(FORMS[digit])))] for digit in range(10)),
        Habit(*random.uniform(0, 1, 3)),
        slant=random.normal(0.1, 0.14),
        width=random.uniform(0.6, 0.95),
        pen=random.uniform(0.05, 0.17),
        pressure=random.uniform(0, 0.35),
        tremor=random.uniform(0, 0.02),
        medium=_MEDIA[number % len(_MEDIA)],
    )


def _written(hand: Hand, digit: int) -> list[Path]:
    """One digit by this hand: its form, shaken a little each time."""
    random, habit = hand.random, hand.habit
    loose = np.clip(
        np.array([habit.open, habit.long, habit.round]) + random.normal(0, 0.2, 3), 0, 1
    )
    strokes = hand.forms[digit](Habit(*loose))
    stretch = np.array([hand.width * random.normal(1, 0.05), random.normal(1, 0.03)])
    slant, turn = hand.slant + random.normal(0, 0.04), random.normal(0, 0.07)
    lean = np.array([[1, 0], [-slant, 1]])
    rotation = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    return [
        (stroke - 0.5 + _tremor(hand, len(stroke))) * stretch @ lean @ rotation
        + random.normal(0, 0.012, 2)
        for stroke in strokes
    ]


def _tremor(hand: Hand, points: int) -> Path:
    """Slow wandering of the pen, a few waves a stroke."""
    t = np.linspace(0, 1, points)[:, None]
    waves = hand.random.normal(0, hand.tremor, (3, 2))
    phases = hand.random.uniform(0, 2 * math.pi, (3, 2))
    shaken: Path = sum(
        wave * np.sin(2 * math.pi * (number + 1) * t + phase)
        for number, (wave, phase) in enumerate(zip(waves, phases, strict=True))
    )
    return shaken


def _inked(hand: Hand, strokes: list[Path]) -> Image.Image:
    """White on black, (SIDE, SIDE): the pen's tip stamped along each stroke."""
    random, side = hand.random, SIDE * _SHARPER
    height = random.uniform(0.5, 0.75) * side
    points = np.concatenate(strokes)
    middle = (points.min(0) + points.max(0)) / 2
    scale = height / float(np.ptp(points, axis=0).max())
    place = side / 2 + random.uniform(-0.08, 0.08, 2) * side
    image = Image.new("L", (side, side))
    pen = ImageDraw.Draw(image)
    for stroke in strokes:
        stamps = _dense((stroke - middle) * scale + place)
        phase = random.uniform(0, 3)
        swell = 1 + hand.pressure * np.sin(np.linspace(phase, phase + math.pi, len(stamps)))
        for (x, y), wide in zip(stamps, swell, strict=True):
            radius = hand.pen * height / 2 * wide
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return image.reduce(_SHARPER)


def _dense(path: Path) -> Path:
    """The same path with a point for each pixel of its length, so that its stamps make one line."""
    steps = np.hypot(*np.diff(path, axis=0).T)
    length = np.concatenate([[0], np.cumsum(steps)])
    places = np.linspace(0, length[-1], max(2, round(length[-1])))
    return np.stack([np.interp(places, length, path[:, axis]) for axis in (0, 1)], 1)


def _on_medium(hand: Hand, ink: Image.Image) -> Grey:
    """The drawing as it reaches a program: a canvas, paper, pencil, or a small scan enlarged."""
    random = hand.random
    match hand.medium:
        case "screen":
            return np.asarray(ink)
        case "ink":
            return 255 - np.asarray(ink)
        case "pencil":
            cover = np.asarray(ink.filter(ImageFilter.GaussianBlur(1.5))) / 255
            grain = random.uniform(0.6, 1, cover.shape)
            paper = 232 + random.normal(0, 3, cover.shape)
            return np.clip(paper - 150 * cover * grain, 0, 255).astype(np.uint8)
        case _:
            small = ink.crop(_around(ink)).resize((20, 28), Image.Resampling.BOX)
            large = small.resize((SIDE * 20 // 28, SIDE), Image.Resampling.BICUBIC)
            scan = Image.new("L", (SIDE, SIDE))
            scan.paste(large, ((SIDE - large.width) // 2, 0))
            return np.asarray(scan)


def _around(ink: Image.Image) -> tuple[int, int, int, int]:
    """The box of the ink with a margin, as high against its width as 28 against 20."""
    left, top, right, bottom = ink.getbbox() or (0, 0, SIDE, SIDE)
    x, y = (left + right) / 2, (top + bottom) / 2
    half = 1.25 * max((bottom - top) / 2, (right - left) / 2 * 28 / 20)
    return (
        round(x - half * 20 / 28),
        round(y - half),
        round(x + half * 20 / 28),
        round(y + half),
    )


@cache
def other_hands() -> tuple[list[Grey], NDArray[np.int64]]:
    """The 500 drawings, uint8 (280, 280), and the digits that they are, always the same."""
    drawings, labels = [], []
    for hand in map(_hand, range(HANDS)):
        for digit in range(10):
            for _ in range(TIMES):
                drawings.append(_on_medium(hand, _inked(hand, _written(hand, digit))))
                labels.append(digit)
    return drawings, np.array(labels, np.int64)
