"""What moving the whole image does to each class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from nin.interpret.many_images import Progress, logits, no_progress
from nin.spec import Network
from nin.weights import Array, Weights


def shifted_logits(
    network: Network,
    weights: Weights,
    images: Array,
    shifts: Sequence[tuple[int, int]],
    progress: Progress = no_progress,
) -> NDArray[np.float32]:
    """The logits of each image after each shift: float32 (len(shifts), N, num_classes).

    Args:
        network: Without a fault.
        weights: Its own.
        images: float32 (N, C, H, W) in [0, 1].
        shifts: (dx, dy) in pixels, as in `shifted`.
        progress: Told after every few of the moved images.
    """
    moved = np.concatenate([shifted(images, dx, dy) for dx, dy in shifts])
    scores = logits(network, weights, moved, progress)
    return scores.reshape(len(shifts), len(images), -1)


_Number = TypeVar("_Number", bound=np.generic)


def shifted(images: NDArray[_Number], dx: int, dy: int) -> NDArray[_Number]:
    """The images moved dx pixels to the right and dy down, 0 where nothing came from.

    Args:
        images: (N, C, H, W).
        dx: Below 0 to the left; what leaves the image is lost.
        dy: Below 0 upwards.
    """
    height, width = images.shape[2:]
    (to_y, from_y), (to_x, from_x) = _overlap(dy, height), _overlap(dx, width)
    moved = np.zeros_like(images)
    moved[:, :, to_y, to_x] = images[:, :, from_y, from_x]
    return moved


def _overlap(by: int, side: int) -> tuple[slice, slice]:
    """Where the pixels that stay land along one axis, and where they come from."""
    by = max(-side, min(side, by))
    return slice(max(by, 0), side + min(by, 0)), slice(max(-by, 0), side - max(by, 0))
