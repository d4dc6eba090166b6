"""How alike two digits are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage  # type: ignore[import-untyped]  # ships no types

from tests.support.drawings import Canvas, Grey, draw, written

THREE = draw(written(3, 0), Canvas())


def difference(one: Grey, other: Grey) -> float:
    """Mean absolute difference in grey levels over the pixels with ink in either."""
    inked = (one > 0) | (other > 0)
    return float(np.abs(one.astype(int) - other)[inked].mean())


def likeness(one: Grey, other: Grey) -> float:
    """Correlation of two blurred digits: half a pixel or a wider pen costs little, a part much."""
    blurred = (ndimage.gaussian_filter(digit.astype(float), 1.5) for digit in (one, other))
    return float(np.corrcoef(*(digit.ravel() for digit in blurred))[0, 1])


def count_shapes(mask: NDArray[np.bool_]) -> int:
    """How many shapes a mask has, corners touching."""
    return int(ndimage.label(mask, np.ones((3, 3)))[1])
