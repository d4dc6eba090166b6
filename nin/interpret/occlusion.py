"""What covering a part of the image does to each class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nin.interpret.logit_ledger import softmax
from nin.interpret.many_images import Progress, logits, no_progress
from nin.spec import Network
from nin.weights import Array, Weights


@dataclass(frozen=True, slots=True, eq=False)
class Occlusion:
    """What covering a square does to each class, for every place of the square.

    Attributes:
        size: Side of the square in pixels.
        stride: Pixels from place to place, but for the last.
        starts: Its top edges, and its left edges too.
        logits: (num_classes, len(starts), len(starts)), covered less uncovered; below 0 where
            the square covers what speaks for the class.
        probabilities: The same for the softmax of the logits.
    """

    size: int
    stride: int
    starts: tuple[int, ...]
    logits: NDArray[np.float32]
    probabilities: NDArray[np.float32]


def occlusion(
    network: Network,
    weights: Weights,
    image: Array,
    size: int,
    stride: int,
    progress: Progress = no_progress,
) -> Occlusion:
    """Cover the image with a square at place after place (Zeiler & Fergus, 2014).

    Args:
        network: Without a fault.
        weights: Its own.
        image: float32 (1, C, H, W) in [0, 1], as high as wide.
        size: Side of the square in pixels, at most the image's.
        stride: Pixels from place to place; the last place touches the border all the same.
        progress: Told after every few places.

    Raises:
        ValueError: the square does not fit the image, or it would not move.
    """
    side = image.shape[-1]
    if not (1 <= size <= side and stride >= 1):
        raise ValueError(f"occlusion: a {size}×{size} square does not fit a {side}×{side} image")
    starts = (*range(0, side - size, stride), side - size)
    scores = logits(network, weights, _covered(image, starts, size), progress)
    changes = (states[1:] - states[0] for states in (scores, softmax(scores)))
    grid = (-1, len(starts), len(starts))
    return Occlusion(size, stride, starts, *(x.T.reshape(grid).astype(np.float32) for x in changes))


def _covered(image: Array, starts: tuple[int, ...], size: int) -> Array:
    """The image, and its copies with a square of background at each place, row by row."""
    copies = np.repeat(image, 1 + len(starts) ** 2, axis=0)
    places = ((top, left) for top in starts for left in starts)
    for copy, (top, left) in zip(copies[1:], places, strict=True):
        copy[:, top : top + size, left : left + size] = 0
    return copies
