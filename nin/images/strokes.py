"""The width of a digit's strokes: measured, and brought near to what MNIST shows.

A pen's width says nothing about a digit, but a network has only seen the pens of its training
set. Widths are in pixels of the plane they are measured on.
"""

from __future__ import annotations

import math

import numpy as np

from nin.images.planes import SOLID, Plane


def stroke_width(plane: Plane) -> float:
    """The mean width of the strokes, in pixels.

    A stroke of length l and width w has an area of wl and an outline of 2l.
    """
    return 2 * float(plane.sum()) / _outline(plane)


def edge_width(plane: Plane) -> float:
    """How wide the soft edges of the strokes are on average, in pixels.

    An edge that rises evenly over a width w has an area of 0.8 w between a tenth and nine tenths
    of its height, for each pixel of its length.
    """
    return float(((plane > 0.1) & (plane < 0.9)).sum()) / _outline(plane) / 0.8


def thickened(plane: Plane, by: float) -> Plane:
    """Strokes that reach further by this much all around, on a plane large enough for them."""
    from scipy import ndimage  # type: ignore[import-untyped]  # late: 0.2 s; it has no types

    margin = math.ceil(by) + 1
    padded = np.pad(plane, margin)
    # A hairline is grey from end to end: half of its own darkness is its edge.
    darkness = float(np.quantile(padded[padded > SOLID], 0.9))
    distance = ndimage.distance_transform_edt(padded <= darkness / 2).astype(np.float32)
    grown: Plane = np.clip(by + 1 - distance, 0, 1)
    return grown


def _outline(plane: Plane) -> float:
    """The length of the outline in pixels: of a soft picture the sum of its gradients."""
    padded = np.pad(plane, 1)
    down, right = np.diff(padded[:, 1:], axis=0), np.diff(padded[1:], axis=1)
    return max(float(np.hypot(down, right).sum()), 1e-6)


def thinned(plane: Plane, width: float, target: float) -> Plane:
    """Strokes peeled from `width` to `target`, but none so deep that it would break."""
    from scipy import ndimage

    depth = ndimage.distance_transform_edt(np.pad(plane, 1) > 0.5).astype(np.float32)
    # How deep the stroke is around here.
    deepest = ndimage.maximum_filter(depth, 2 * math.ceil(width / 2) + 1, mode="constant")
    peel = np.clip(deepest - target / 2, 0, (width - target) / 2)
    peeled: Plane = np.clip(depth - peel, 0, 1)
    return peeled
