"""Digits as strangers give them, to learn from beside a set's own.

MNIST's writers were Americans of the 1990s. Elsewhere a 4 is written like lightning, a 1 with a
long flag or a foot, a 7 with a bar, an 8 of straight strokes: a program writes such digits. A form
is the points that a pen passes; each digit is a form whose points were shaken, leaning, wide or
narrow, in a pen of some width and softness, fitted and centred as LeCun et al. (1998) did it.

Other cameras and scanners see few pixels of a digit, which are blurred when they are enlarged: so
are copies of a set's own digits here.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle
from types import MappingProxyType

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from nin.images.digit import placed
from nin.images.fitting import resampling

Points = NDArray[np.float64]  # (N, 2): x to the right, y down
Stroke = tuple[tuple[float, float], ...]

_SIDE, _FITTED, _CENTRE = 28, 20, 14  # as in MNIST
_SAMPLES = 32  # points of a stroke's line between two of its form's
_SHAKE = 0.028  # standard deviation of each point, of the digit's height
# What is written again and again: most often the digits that differ most from hand to hand.
_ROUND = (0, 1, 1, 1, 2, 3, 4, 4, 5, 6, 7, 7, 8, 9, 9)
_PEN = (1.4, 4.6)  # pixels
_EDGE = (1.0, 2.4)  # pixels from ink to paper
_COARSE = 0.5  # of the written digits: seen by few pixels, then enlarged
_COARSE_SIDES = (10, 18)  # pixels that see a digit's 28, the last excluded
_GAIN = (1.0, 1.8)  # of the darkest of them; above 1 is black as well
_ENLARGED = 84  # pixels to which these are enlarged
_BROAD = 0.5  # of the 1s: which are blocks where few pixels see them
_BROAD_PEN = (4.0, 7.5)  # pixels
_FINE_PEN = 2.8  # pixels, at most, of an 8: else it would be a block as well

# A point that stands twice is a corner; between others the line is round.
FORMS: Mapping[int, tuple[tuple[Stroke, ...], ...]] = MappingProxyType({
    0: (
        (((50, 0), (18, 22), (12, 55), (28, 94), (54, 100), (82, 76), (86, 38), (68, 5), (46, 1)),),
        (((66, 6), (34, 6), (12, 46), (24, 90), (60, 98), (88, 58), (78, 16), (56, 4)),),
        (((30, 10), (70, 0), (94, 40), (74, 92), (34, 98), (8, 62), (20, 20), (44, 6)),),
    ),
    1: (
        (((54, 0), (50, 50), (48, 100)),),
        (((28, 30), (56, 0), (56, 0), (54, 100)),),
        (((10, 48), (58, 0), (58, 0), (54, 100)),),
        (((20, 44), (40, 26), (60, 0), (60, 0), (60, 100)),),
        (((34, 20), (52, 0), (52, 0), (50, 99)), ((26, 100), (76, 99))),
        # In broad pens: straight, with a flag, with a short foot, bent.
        (((45, 0), (45, 100)), ((50, 0), (50, 100)), ((55, 2), (55, 98))),
        (((36, 26), (54, 2), (54, 2), (54, 98)),),
        (((32, 36), (44, 30), (58, 2), (58, 2), (56, 98)),),
        (((30, 46), (52, 30), (56, 2), (56, 2), (56, 98)),),
        (((36, 24), (54, 2), (54, 2), (54, 98)), ((42, 98), (66, 98))),
        (((48, 2), (48, 96), (48, 96), (68, 98)),),
        (((52, 2), (52, 98)), ((40, 98), (66, 98))),
        (((66, 0), (44, 34), (44, 70), (62, 100)),),
        (((60, 2), (40, 40), (40, 60), (66, 98)),),
        (((16, 36), (54, 0), (54, 0), (54, 100)), ((20, 100), (88, 98))),
    ),
    2: (
        (((14, 26), (34, 2), (66, 4), (76, 30), (50, 66), (12, 98), (12, 98), (88, 96)),),
        (((16, 20), (48, 0), (76, 22), (56, 62), (22, 92), (10, 84), (28, 78), (54, 96),
          (90, 90)),),
        (((10, 8), (60, 0), (80, 24), (56, 56), (10, 100), (10, 100), (82, 100)),),
        (((20, 34), (24, 10), (52, 0), (78, 14), (72, 44), (20, 94), (20, 94), (56, 88),
          (92, 100)),),
    ),
    3: (
        (((14, 14), (44, 0), (74, 16), (60, 42), (36, 48), (70, 58), (82, 80), (50, 100),
          (12, 90)),),
        (((14, 2), (80, 2), (80, 2), (42, 42), (42, 42), (80, 58), (76, 90), (42, 100), (12, 88)),),
        (((20, 6), (66, 6), (66, 34), (34, 46), (34, 46), (78, 60), (74, 94), (14, 98)),),
        (((24, 20), (54, 0), (76, 22), (46, 46), (46, 46), (76, 74), (46, 100), (20, 84)),),
    ),
    4: (
        (((34, 0), (14, 60), (14, 60), (90, 58)), ((70, 24), (66, 100))),
        (((20, 4), (16, 50), (16, 50), (80, 52)), ((78, 0), (76, 100))),
        (((72, 100), (72, 0), (72, 0), (10, 66), (10, 66), (92, 66)),),
        # Like lightning: down to the left, to the right, and a short stroke that crosses low.
        (((56, 0), (10, 66), (10, 66), (86, 62)), ((58, 44), (44, 100))),
        (((46, 0), (8, 60), (8, 60), (88, 72)), ((64, 46), (52, 100))),
        (((66, 0), (12, 72), (12, 72), (84, 68)), ((54, 50), (54, 98))),
        (((38, 0), (14, 58), (14, 58), (72, 62)), ((62, 34), (34, 100))),
        (((44, 0), (14, 44), (18, 62), (50, 60), (82, 50)), ((70, 30), (60, 70), (36, 100))),
        (((54, 0), (20, 40), (10, 62), (30, 68), (78, 58)), ((74, 28), (66, 66), (48, 100))),
        (((36, 2), (12, 40), (14, 66), (44, 66), (70, 52), (82, 26)), ((78, 34), (66, 70),
          (46, 100))),
        (((48, 0), (10, 52), (22, 66), (84, 60)), ((66, 36), (46, 100))),
        (((18, 6), (22, 44), (50, 52), (78, 36), (82, 4), (82, 4), (76, 60), (70, 100)),),
        (((60, 2), (14, 50), (30, 62), (86, 50)), ((74, 8), (62, 100))),
    ),
    5: (
        (((84, 2), (30, 2), (30, 2), (24, 44), (24, 44), (60, 40), (80, 66), (60, 96), (14, 92)),),
        (((28, 4), (24, 44), (24, 44), (62, 42), (78, 70), (54, 98), (12, 90)), ((28, 3), (86, 0))),
        (((86, 8), (40, 2), (28, 26), (60, 46), (74, 74), (46, 100), (14, 88)),),
        (((34, 14), (30, 46), (30, 46), (66, 52), (66, 90), (16, 98)), ((38, 2), (94, 6))),
    ),
    6: (
        (((74, 2), (36, 24), (16, 66), (36, 98), (70, 92), (76, 64), (48, 54), (20, 72)),),
        (((48, 0), (22, 46), (20, 84), (48, 100), (70, 80), (54, 62), (22, 76)),),
        (((30, 0), (18, 50), (24, 92), (62, 98), (78, 72), (50, 56), (24, 70)),),
        (((84, 10), (50, 4), (18, 44), (24, 94), (66, 96), (74, 66), (30, 66)),),
    ),
    7: (
        (((12, 4), (84, 2), (84, 2), (58, 46), (44, 100)),),
        (((12, 20), (16, 4), (16, 4), (86, 4), (86, 4), (50, 52), (42, 100)),),
        (((14, 4), (84, 0), (84, 0), (46, 100)), ((34, 52), (84, 46))),
        (((10, 14), (28, 2), (56, 10), (86, 2), (86, 2), (56, 54), (40, 100)), ((28, 56),
          (80, 50))),
        (((10, 2), (90, 6), (90, 6), (30, 100)), ((22, 46), (82, 60))),
        (((20, 0), (78, 0), (78, 0), (70, 50), (68, 100)),),
    ),
    8: (
        (((74, 12), (48, 0), (24, 18), (44, 44), (74, 66), (66, 96), (34, 98), (22, 70), (54, 44),
          (76, 18), (66, 6)),),
        (((50, 0), (26, 12), (30, 40), (54, 48), (72, 36), (70, 8), (48, 0)),
         ((50, 48), (22, 66), (28, 94), (56, 100), (80, 84), (74, 56), (50, 48))),
        (((80, 6), (24, 4), (24, 4), (76, 96), (76, 96), (18, 98), (18, 98), (82, 4)),),
        (((24, 6), (78, 94), (78, 94), (24, 98), (24, 98), (76, 4), (76, 4), (24, 6)),),
        (((50, 46), (24, 24), (50, 0), (74, 22), (50, 46), (22, 76), (50, 100), (78, 76),
          (50, 46)),),
        (((68, 4), (26, 10), (30, 34), (70, 56), (74, 90), (40, 100), (22, 80), (84, 10)),),
    ),
    9: (
        (((76, 22), (50, 0), (20, 20), (36, 50), (72, 36), (78, 10), (74, 60), (68, 100)),),
        (((74, 16), (44, 0), (18, 28), (44, 52), (76, 26), (76, 26), (72, 86), (44, 100),
          (18, 90)),),
        (((80, 6), (44, 4), (18, 30), (48, 48), (78, 22), (78, 22), (62, 100)),),
        (((78, 2), (36, 8), (24, 40), (56, 50), (80, 14), (80, 14), (80, 66), (54, 100),
          (12, 94)),),
        (((34, 8), (18, 38), (46, 54), (76, 32), (66, 2), (34, 8)), ((76, 22), (74, 100))),
        # Open hooks: above, at the left, and with a tail that comes back.
        (((36, 48), (16, 26), (42, 0), (76, 16), (78, 60), (54, 98), (14, 92)),),
        (((46, 46), (18, 36), (28, 4), (66, 4), (78, 36), (66, 76), (28, 98)),),
        (((66, 36), (32, 50), (18, 24), (44, 0), (72, 12), (66, 46), (78, 70), (56, 100),
          (20, 94)),),
    ),
})  # fmt: skip
HOURGLASSES = FORMS[8][2:4]


def written(count: int, seed: int = 0) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Images (count, 1, 28, 28), ink as high values, and the digit that each is.

    Digits are written as often as `_ROUND` says and, within a digit, every form equally often. The
    same count and seed give the same images.
    """
    random = np.random.default_rng(seed)
    images = np.empty((count, 1, _SIDE, _SIDE), np.uint8)
    labels = np.resize(_ROUND, count)
    turns = {digit: cycle(forms) for digit, forms in FORMS.items()}
    for index, digit in enumerate(labels.tolist()):
        strokes = next(turns[digit])
        lines = [_line(stroke, random) for stroke in strokes]
        pen, is_coarse = random.uniform(*_PEN), random.random() < _COARSE
        if digit == 1 and random.random() < _BROAD:
            pen = random.uniform(*_BROAD_PEN)
        if digit == 8:
            pen, is_coarse = min(pen, _FINE_PEN), is_coarse and strokes not in HOURGLASSES
        ink = _ink(lines, pen, random)
        images[index, 0] = ((_coarse(ink, random) if is_coarse else ink) * 255).round()
    return images, labels


def coarse(images: NDArray[np.uint8], seed: int = 0) -> NDArray[np.uint8]:
    """Copies of images (N, 1, 28, 28), each as it looks by some 10 to 18 pixels a side."""
    random = np.random.default_rng(seed)
    copies = np.empty_like(images)
    for copy, image in zip(copies, images, strict=True):
        ink = image[0].astype(np.float32) / np.float32(255)
        copy[0] = (_coarse(ink, random) * 255).round()
    return copies


def _line(stroke: Stroke, random: Generator) -> Points:
    """The pen's way through a form's shaken points: Catmull and Rom's spline (1974)."""
    points = np.array(stroke, np.float64) / 100
    doubled = np.flatnonzero((points[1:] == points[:-1]).all(1)) + 1
    points += random.normal(0, _SHAKE, points.shape)
    points[doubled] = points[doubled - 1]
    before, after = np.vstack([points[:1], points[:-1]]), np.vstack([points[1:], points[-1:]])
    slopes = (after - before) / 2
    # A corner's slopes on both sides would be those of a spline that overshoots it.
    slopes[doubled], slopes[doubled - 1] = 0, 0
    t = np.linspace(0, 1, _SAMPLES)[:, None, None]
    start, stop, leave, arrive = points[:-1], points[1:], slopes[:-1], slopes[1:]
    line = (
        (2 * t**3 - 3 * t**2 + 1) * start
        + (t**3 - 2 * t**2 + t) * leave
        + (3 * t**2 - 2 * t**3) * stop
        + (t**3 - t**2) * arrive
    )
    return line.transpose(1, 0, 2).reshape(-1, 2)


def _ink(lines: list[Points], pen: float, random: Generator) -> NDArray[np.float32]:
    """The lines leaning, wide or narrow, in some pen: (28, 28) in [0, 1]."""
    slant, width = random.normal(0.12, 0.2), random.uniform(0.6, 1.05)
    lines = [line @ np.array([[width, 0], [-slant, 1]]) for line in lines]
    points = np.concatenate(lines)
    points *= (_FITTED - pen) / np.ptp(points, axis=0).max()
    # MNIST's digits have the middle of their ink at a whole pixel. The middle of the points is
    # another one: a short part of a line has as many of them as a long one.
    lengths = np.concatenate([np.hypot(*np.gradient(line, axis=0).T) for line in lines])
    middle = np.average(points, axis=0, weights=lengths)
    points += _CENTRE - middle + random.uniform(-0.5, 0.5, 2)
    room = pen / 2 + 1
    points += (room - points.min(0)).clip(0) - (points.max(0) + room - _SIDE).clip(0)
    return _drawn(points.astype(np.float32), pen, random.uniform(*_EDGE))


def _drawn(points: NDArray[np.float32], pen: float, edge: float) -> NDArray[np.float32]:
    """Ink in [0, 1] by the distance of each pixel from the line."""
    places = np.arange(_SIDE, dtype=np.float32)[:, None]
    across, down = ((places - points[:, axis]) ** 2 for axis in (0, 1))
    distance = np.sqrt((down[:, None] + across).min(-1))
    ink: NDArray[np.float32] = np.clip((pen / 2 - distance) / edge + 0.5, 0, 1).astype(np.float32)
    return ink


def _coarse(ink: NDArray[np.float32], random: Generator) -> NDArray[np.float32]:
    """As a picture shows it that is enlarged from few pixels: (28, 28) in [0, 1]."""
    side = int(random.integers(*_COARSE_SIDES))
    shrink, enlarge = resampling(_SIDE, side), resampling(side, _ENLARGED)
    seen: NDArray[np.float32] = np.linalg.multi_dot([enlarge, shrink, ink, shrink.T, enlarge.T])
    gain = random.uniform(*_GAIN) / max(float(seen.max()), 1e-6)
    return placed((seen * np.float32(gain)).clip(0, 1))
