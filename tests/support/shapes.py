"""Drawings of shapes as a hand gives them: for sets of one's own pictures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

SHAPES = ("circle", "cross", "triangle")
SIDE = 112


def drawing(shape: str, seed: int) -> NDArray[np.uint8]:
    """uint8 (112, 112), ink as high values; each seed another one of its kind."""
    jitter = np.random.default_rng((SHAPES.index(shape), seed)).uniform(-9, 9, (3, 2))
    image = Image.new("L", (SIDE, SIDE))
    pen = ImageDraw.Draw(image)
    corners = [tuple(point) for point in np.array([(56, 24), (88, 84), (24, 84)]) + jitter]
    match shape:
        case "circle":
            (x, y), (right, bottom), _ = jitter
            pen.ellipse((26 + x, 26 + y, 86 + right, 86 + bottom), outline=255, width=7)
        case "cross":
            pen.line(_bar(jitter, 1), 255, 7)
            pen.line(_bar(jitter, -1), 255, 7)
        case _:
            pen.line([*corners, corners[0]], 255, 7)
    return np.asarray(image)


def _bar(jitter: NDArray[np.float64], way: int) -> list[tuple[float, float]]:
    start, end = (-30 * way, -30), (30 * way, 30)
    return [tuple(56 + np.array(point) + jitter[i]) for i, point in enumerate((start, end))]


def png(pixels: NDArray[np.uint8]) -> bytes:
    """A file of an image (H, W) or (H, W, 3)."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def archive(members: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files by their paths."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for path, content in members.items():
            target.writestr(path, content)
    return packed.getvalue()
