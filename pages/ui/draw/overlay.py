"""Class maps laid over the image that they were made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_HEAT = np.array((255, 149, 0), np.float32)  # orange: seen on black and on white
_LARGEST = 56  # pixels a side
_STRONGEST = 0.8  # how much of the drawing the strongest cell covers


def overlaid(
    image: NDArray[np.float32], maps: NDArray[np.float32], cells: Sequence[int]
) -> NDArray[np.uint8]:
    """Class maps over the image that they were made of, uint8 (num_classes, H, W, 3).

    A large image is thinned out: the pictures are small.

    Args:
        image: (C, S, S) in [0, 1], C 1 or 3.
        maps: (num_classes, H', W'); all on one scale, from 0 to the largest value of all.
        cells: For each row or column of the image the one of the maps that lies on it.
    """
    every = max(1, len(cells) // _LARGEST)
    shown, near = image[:, ::every, ::every] * 255, cells[::every]
    heat = maps[:, near][:, :, near].clip(0)
    share = _STRONGEST * heat / max(float(heat.max()), 1e-9)
    mixed = shown.transpose(1, 2, 0) * (1 - share[..., None]) + _HEAT * share[..., None]
    return mixed.astype(np.uint8)
