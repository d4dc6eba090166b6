"""Class maps laid over the digit that they were made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nin.images.digit import Grey

_HEAT = np.array((255, 149, 0), np.float32)  # orange: seen on black and on white
_STRONGEST = 0.8  # how much of the drawing the strongest cell covers


def overlaid(digit: Grey, maps: NDArray[np.float32], cells: Sequence[int]) -> NDArray[np.uint8]:
    """Class maps over the digit that they were made of, uint8 (num_classes, H, W, 3).

    Args:
        digit: uint8 (H, W), ink as high values.
        maps: (num_classes, H', W'); all on one scale, from 0 to the largest value of all.
        cells: For each row or column of the digit the one of the maps that lies on it.
    """
    heat = maps[:, cells][:, :, cells].clip(0)
    share = _STRONGEST * heat / max(float(heat.max()), 1e-9)
    mixed = digit[None, :, :, None] * (1 - share[..., None]) + _HEAT * share[..., None]
    return mixed.astype(np.uint8)
