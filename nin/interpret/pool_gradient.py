"""The gradient of a pool, whose square windows are taken along rows first and then along columns.

The maximum of maxima is the maximum of all, and the mean of means the mean. Of cells that are equal
PyTorch takes the first by rows: the first in its row, of the first row that has it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nin.analysis.shapes import window_count
from nin.spec import Pool
from nin.weights import Array

Steps = NDArray[np.intp]  # of each window the step from its first cell to its largest


def pool_gradient(op: Pool, x: Array, gradients: Array) -> Array:
    """The gradients over a pool's input, of those over its output.

    Args:
        op: The pool.
        x: (1, C, H, W), its input, as high as wide.
        gradients: (K, C, H', W').

    Returns:
        (K, C, H, W).
    """
    along = down = None
    if op.kind == "max":
        largest, along = _largest(op, x)
        _, down = _largest(op, largest.swapaxes(2, 3))
    side = x.shape[3]
    columns = _handed_back(op, down, gradients.swapaxes(2, 3), side)
    return _handed_back(op, along, columns.swapaxes(2, 3), side)


def _largest(op: Pool, x: Array) -> tuple[Array, Steps]:
    """The largest cell of each window along the last axis, and where in the window it is first."""
    starts, side = _starts(op, x.shape[3]), x.shape[3]
    largest = np.full((*x.shape[:3], len(starts)), -np.inf, np.float32)
    steps = np.zeros(largest.shape, np.intp)
    for step in range(op.kernel_size):
        places = starts + step
        cells = np.where((places >= 0) & (places < side), x[..., places.clip(0, side - 1)], -np.inf)
        steps[cells > largest] = step
        largest = np.maximum(largest, cells)
    return largest, steps


def _handed_back(op: Pool, winners: Steps | None, gradients: Array, side: int) -> Array:
    """Each window's gradient given to its winner, or shared among the cells that a mean counts."""
    starts = _starts(op, side)
    counted = np.minimum(starts + op.kernel_size, side + op.padding) - starts
    result = np.zeros((*gradients.shape[:3], side), np.float32)
    for step in range(op.kernel_size):
        places = starts + step
        inside = (places >= 0) & (places < side)
        parts = gradients / counted if winners is None else gradients * (winners == step)
        result[..., places[inside]] += parts[..., inside]
    return result


def _starts(op: Pool, side: int) -> NDArray[np.intp]:
    """The first cell of each window; below 0 in the padding."""
    return op.stride * np.arange(window_count(op, side)) - op.padding
