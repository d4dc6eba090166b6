"""What covering a part of the image does to each class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

_IMAGES_AT_ONCE = 64


@dataclass(frozen=True, slots=True, eq=False)
class Occlusion:
    """What covering a square does to each class, for every place of the square.

    Attributes:
        size: Side of the square in pixels.
        starts: Its top edges, and its left edges too.
        logits: (num_classes, len(starts), len(starts)), covered less uncovered; below 0 where
            the square covers what speaks for the class.
        probabilities: The same for the softmax of the logits.
    """

    size: int
    starts: tuple[int, ...]
    logits: NDArray[np.float32]
    probabilities: NDArray[np.float32]


@torch.inference_mode()
def occlusion(
    model: nn.Sequential, image: Tensor, size: int, stride: int, fill: float = 0
) -> Occlusion:
    """Cover the image with a square at place after place (Zeiler & Fergus, 2014).

    Args:
        model: As `model.build` makes it, in `eval` mode.
        image: float32 (1, C, H, W) in [0, 1], as high as wide.
        size: Side of the square in pixels, at most the image's.
        stride: Pixels from place to place; the last place touches the border all the same.
        fill: Value of the square's pixels; 0 is a digit's background.

    Raises:
        ValueError: the square does not fit the image, or it would not move.
    """
    side = image.shape[-1]
    if not (1 <= size <= side and stride >= 1):
        raise ValueError(f"occlusion: a {size}×{size} square does not fit a {side}×{side} image")
    starts = (*range(0, side - size, stride), side - size)
    places = [(top, left) for top in starts for left in starts]
    chunks = [places[i : i + _IMAGES_AT_ONCE] for i in range(0, len(places), _IMAGES_AT_ONCE)]
    covered = torch.cat([model(_cover(image, chunk, size, fill)) for chunk in chunks])
    plain = model(image)
    changes = (covered - plain, covered.softmax(1) - plain.softmax(1))
    grids = (change.T.reshape(-1, len(starts), len(starts)).cpu().numpy() for change in changes)
    return Occlusion(size, starts, *grids)


def _cover(image: Tensor, places: Sequence[tuple[int, int]], size: int, fill: float) -> Tensor:
    copies = image.repeat(len(places), 1, 1, 1)
    for copy, (top, left) in zip(copies, places, strict=True):
        copy[:, top : top + size, left : left + size] = fill
    return copies
