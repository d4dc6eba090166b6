"""How often a network is right on drawings of every kind: what its tests and its card share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nin.checkpoints import Checkpoint
from nin.data import load
from nin.images import to_digit
from nin.images.fitting import fitted
from nin.interpret.classify import SURE
from nin.interpret.logit_ledger import softmax
from nin.interpret.many_images import logits
from tests.support.drawings import (
    Canvas,
    Grey,
    Line,
    draw,
    enlarged,
    redrawable,
    scikit_digits,
    skeleton,
)
from tests.support.other_hands import other_hands

Labels = NDArray[np.int64]

_USUAL = Canvas(height=180, pen=18)  # on 280 pixels
_SMALL = Canvas(height=70, pen=8)
_CORNERS = {"top left": (60, 60), "top right": (220, 60), "bottom left": (60, 220),
            "bottom right": (220, 220)}  # fmt: skip
PLACES = {
    "small, in the middle": _SMALL,
    **{f"small, {name}": replace(_SMALL, centre=(x, y)) for name, (x, y) in _CORNERS.items()},
}
WAYS = {
    "as usual": _USUAL,
    "dark on light": replace(_USUAL, inverted=True),
    "× 0.3": replace(_USUAL, height=54, pen=5.4),
    "× 0.6": replace(_USUAL, height=108, pen=10.8),
    "× 1.5": replace(_USUAL, height=250, pen=25),
    "turned by −20°": replace(_USUAL, degrees=-20),
    "turned by −10°": replace(_USUAL, degrees=-10),
    "turned by 10°": replace(_USUAL, degrees=10),
    "turned by 20°": replace(_USUAL, degrees=20),
    "hairline": replace(_USUAL, pen=1),
    "thin pen": replace(_USUAL, pen=6),
    "thick pen": replace(_USUAL, pen=30),
    "marker": replace(_USUAL, pen=42),
}
CORRUPTIONS = ("translate", "scale", "rotate", "shear")  # the geometric ones of MNIST-C


def answers(trained: Checkpoint, digits: Grey) -> Labels:
    """The network's classes for uint8 (N, 28, 28) as they are."""
    images = fitted(digits[:, None], trained.network)
    classes: Labels = logits(trained.network, trained.weights, images).argmax(1)
    return classes


def accuracy(trained: Checkpoint, drawings: Iterable[Grey], labels: Labels) -> float:
    """The share of drawings that are answered right on the way that all drawings take."""
    digits = np.stack([to_digit(drawing) for drawing in drawings])
    return float(np.mean(answers(trained, digits) == labels))


@cache
def hands(count: int) -> tuple[list[tuple[Line, ...]], Labels]:
    """The strokes of `count` of the bundled digits that can be drawn again, and what they are."""
    bundled = load("digits")
    images = bundled.test_images[:, 0]
    usable = np.flatnonzero(redrawable(images))
    chosen = usable[np.linspace(0, len(usable) - 1, count).astype(int)]
    return [skeleton(images[index]) for index in chosen], bundled.test_labels[chosen]


def redrawn(trained: Checkpoint, canvas: Canvas, count: int) -> float:
    """Accuracy on `count` digits that were drawn again in this way."""
    strokes, labels = hands(count)
    return accuracy(trained, (draw(lines, canvas) for lines in strokes), labels)


@dataclass(frozen=True, slots=True)
class Marks:
    """How many of some drawings are answered right, and how sure the answers are; in [0, 1].

    Attributes:
        right: The share whose best class is the right one.
        wrong_and_sure: The share whose best class is another, and named.
        unsure: The share of which the page says that it does not know.
    """

    right: float
    wrong_and_sure: float
    unsure: float


def marks(trained: Checkpoint, drawings: Iterable[Grey], labels: Labels) -> Marks:
    """How the network does on drawings, on the way that all drawings take."""
    digits = np.stack([to_digit(drawing) for drawing in drawings])
    images = fitted(digits[:, None], trained.network)
    shares = np.array([softmax(row) for row in logits(trained.network, trained.weights, images)])
    wrong, sure = shares.argmax(1) != labels, shares.max(1) >= SURE
    return Marks(1 - float(wrong.mean()), float((wrong & sure).mean()), 1 - float(sure.mean()))


@cache
def on_scikit_digits(trained: Checkpoint) -> Marks:
    """On scikit-learn's 1,797 digits, enlarged to drawings."""
    images, labels = scikit_digits()
    return marks(trained, (enlarged(image) for image in images), labels)


@cache
def on_other_hands(trained: Checkpoint) -> Marks:
    """On 500 drawings in hands that no training knows."""
    return marks(trained, *other_hands())
