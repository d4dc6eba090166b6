"""The pixels of a small picture as a word of a link."""

from __future__ import annotations

import base64
import zlib
from math import prod

import numpy as np
from numpy.typing import NDArray

MOST_PIXELS = 32 * 32 * 3  # of a picture in a link


def pixels_in_words(pixels: NDArray[np.uint8]) -> str:
    """Shape and levels of a picture, uint8 (C, H, W)."""
    shape = "x".join(map(str, pixels.shape))
    levels = zlib.compress(pixels.tobytes(), 9)
    return f"{shape}.{base64.urlsafe_b64encode(levels).decode().rstrip('=')}"


def pixels_of(text: str) -> NDArray[np.uint8] | None:
    """The picture that a word is, uint8 (C, H, W), a stranger's; None where it is none."""
    shape_text, _, data = text.partition(".")
    sides = shape_text.split("x")
    if len(sides) != 3 or not all(side.isdecimal() and len(side) < 5 for side in sides):
        return None
    shape = tuple(map(int, sides))
    size = prod(shape)
    if shape[0] not in (1, 3) or not 0 < size <= MOST_PIXELS:
        return None
    try:
        packed = base64.urlsafe_b64decode(data + "=" * (-len(data) % 4))
        levels = zlib.decompressobj().decompress(packed, size + 1)
    except (ValueError, zlib.error):
        return None
    return np.frombuffer(levels, np.uint8).reshape(shape) if len(levels) == size else None
