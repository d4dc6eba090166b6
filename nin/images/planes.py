"""Planes of ink as shapes: where they lie, how large they are, and the same in another size."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Plane = NDArray[np.float32]  # (H, W) in [0, 1], low for paper and high for ink
Mask = NDArray[np.bool_]
Pixels = NDArray[np.float32]  # (H, W, C) in [0, 1]
Box = tuple[slice, slice]  # rows and columns

SOLID = 0.15  # ink above this is no soft edge; all but a few of MNIST's digits measure 20 pixels


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A picture, and what differs from its border.

    Attributes:
        pixels: The picture.
        paper: float32 (C,), the colour of its border.
        plane: How much ink there is.
        labels: int32 (H, W), the shapes of ink, from 1; 0 for paper.
        weights: The ink of each shape, by its label; 0 for the paper.
        boxes: The box around each shape, the first one's at 0.
    """

    pixels: Pixels
    paper: NDArray[np.float32]
    plane: Plane
    labels: NDArray[np.int32]
    weights: NDArray[np.float64]
    boxes: list[Box]

    def shape(self, label: int) -> Mask:
        """Where a shape is within its box."""
        shape: Mask = self.labels[self.boxes[label - 1]] == label
        return shape


class NoInk(ValueError):  # noqa: N818 - it names what was found, like StopIteration
    """A drawing without anything on it."""


def box(mask: Mask) -> Box:
    """The smallest box around all that is true."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def cropped(plane: Plane) -> Plane:
    """The plane without the paper around its ink."""
    return plane[box(plane > 0)]


def longest(plane: Plane) -> int:
    """The longer side of the box around the ink in pixels, its soft edges left out."""
    return max(int(side.stop - side.start) for side in box(plane > SOLID))


def middle(plane: Plane) -> float:
    """The row of the centre of mass, 0 in the middle of the first."""
    weights = plane.sum(1, dtype=np.float64)
    return float(weights @ np.arange(len(plane)) / weights.sum())


def resized(plane: Plane, scale: float) -> Plane:
    """The plane with its sides times `scale`: smooth where larger, means of areas where smaller."""
    if scale > 1:
        height, width = (max(1, round(n * scale)) for n in plane.shape)
        larger = Image.fromarray(plane).resize((width, height), Image.Resampling.BICUBIC)
        clipped: Plane = np.clip(np.asarray(larger), 0, 1)
        return clipped
    return plane if scale == 1 else _shrunk(_shrunk(plane, scale).T, scale).T


def _shrunk(plane: Plane, scale: float) -> Plane:
    """Fewer rows, each the mean of the area that it covers: differences of a running sum."""
    rows = len(plane)
    count = math.ceil(rows * scale - 1e-6)
    edges = (np.arange(count + 1) - count / 2) / scale + rows / 2  # both middles in one place
    edges = np.clip(edges, 0, rows)
    whole = np.minimum(edges.astype(int), rows - 1)
    sums = np.cumsum(plane, axis=0, dtype=np.float64)
    at_edges = sums[whole] + plane[whole] * (edges - whole - 1)[:, None]
    shrunk: Plane = (np.diff(at_edges, axis=0) * scale).astype(np.float32)
    return shrunk
