"""Strokes as a picture, for a drawing that no browser has painted yet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

_UNIT = 1000  # the pad's side, of strokes' numbers
_FINE = 4  # drawn so many times as large, then reduced: soft edges


def rendered(strokes: list[list[int]], side: int) -> NDArray[np.uint8]:
    """Round strokes, light on dark, uint8 (side, side)."""
    large = _FINE * side
    image = Image.new("L", (large, large))
    pen = ImageDraw.Draw(image)
    for width, *numbers in strokes:
        points = [
            (x * large / _UNIT, y * large / _UNIT)
            for x, y in zip(numbers[::2], numbers[1::2], strict=True)
        ]
        thick = width * large / _UNIT
        pen.line(points, 255, round(thick), joint="curve")
        for x, y in (points[0], points[-1]):
            pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), 255)
    return np.asarray(image.reduce(_FINE))
