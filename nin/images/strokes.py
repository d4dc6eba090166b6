"""The width of a digit's strokes: measured, and brought near to what MNIST shows.

A pen's width says nothing about a digit, but a network has only seen the pens of its training
set. Widths are in pixels of the plane they are measured on.
"""

from __future__ import annotations

import math

import numpy as np

from nin.images.ink import SOLID, Mask, Plane


def stroke_width(plane: Plane) -> float:
    """The mean width of the strokes, in pixels.

    A stroke of length l and width w has an area of wl and an outline of 2l. The outline of a
    soft picture is the sum of its gradients.
    """
    padded = np.pad(plane, 1)
    down, right = np.diff(padded[:, 1:], axis=0), np.diff(padded[1:], axis=1)
    return 2 * float(plane.sum()) / max(float(np.hypot(down, right).sum()), 1e-6)


def thickened(plane: Plane, by: float) -> Plane:
    """Strokes that reach further by this much all around, on a plane large enough for them."""
    margin = math.ceil(by) + 1
    padded = np.pad(plane, margin)
    # A hairline is grey from end to end: half of its own darkness is its edge.
    darkness = float(np.quantile(padded[padded > SOLID], 0.9))
    grown: Plane = np.clip(by + 1 - _distance(padded > darkness / 2, margin), 0, 1)
    return grown


def thinned(plane: Plane, width: float, target: float) -> Plane:
    """Strokes peeled from `width` to `target`, but none so deep that it would break."""
    depth = _distance(np.pad(plane, 1) <= 0.5, math.ceil(width))
    middle = _largest_near(depth, math.ceil(width / 2))  # how deep the stroke is around here
    peel = np.clip(middle - target / 2, 0, (width - target) / 2)
    peeled: Plane = np.clip(depth - peel, 0, 1)
    return peeled


def _distance(mask: Mask, reach: int) -> Plane:
    """From each pixel to the nearest one of the mask, both at their middles; exact up to reach."""
    far = float((reach + 1) ** 2)
    squared = np.where(mask, 0, far).astype(np.float32)
    for axis in (0, 1):
        line = squared
        for step in range(1, reach + 1):
            cost = np.float32(step * step)
            squared = np.minimum(squared, _shifted(line, step, axis, far) + cost)
            squared = np.minimum(squared, _shifted(line, -step, axis, far) + cost)
    distance: Plane = np.sqrt(squared)
    return distance


def _largest_near(plane: Plane, reach: int) -> Plane:
    for axis in (0, 1):
        line = plane
        for step in range(1, reach + 1):
            plane = np.maximum(plane, _shifted(line, step, axis, 0))
            plane = np.maximum(plane, _shifted(line, -step, axis, 0))
    return plane


def _shifted(plane: Plane, step: int, axis: int, fill: float) -> Plane:
    shifted = np.full_like(plane, fill)
    target, source = [slice(None)] * 2, [slice(None)] * 2
    target[axis], source[axis] = (
        (slice(step, None), slice(None, -step))
        if step > 0
        else (slice(None, step), slice(-step, None))
    )
    shifted[tuple(target)] = plane[tuple(source)]
    return shifted
