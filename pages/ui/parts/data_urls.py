"""Small pictures as data URLs, so that one element of the page holds them all."""

from __future__ import annotations

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_LARGEST = 112  # pixels a side; a step's picture is shown no larger


def upright(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A data set's image, uint8 (1 or 3, H, W), as (H, W) or (H, W, 3)."""
    return pixels[0] if len(pixels) == 1 else pixels.transpose(1, 2, 0)


def url(pixels: NDArray[np.uint8]) -> str:
    """A data URL of uint8 (H, W) or (H, W, 3), made smaller where it is large."""
    image = Image.fromarray(pixels)
    image.thumbnail((_LARGEST, _LARGEST))
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
