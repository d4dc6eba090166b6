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
    return pixels.transpose(1, 2, 0).squeeze()


def url(pixels: NDArray[np.uint8]) -> str:
    """A data URL of uint8 (H, W) or (H, W, 3), made smaller where it is large."""
    image = Image.fromarray(pixels)
    image.thumbnail((_LARGEST, _LARGEST))
    return _url(image)


def sheet(pictures: NDArray[np.uint8]) -> str:
    """A data URL of uint8 (N, H, W, 3), one below the other: sooner sent and shown than N."""
    return _url(Image.fromarray(pictures.reshape(-1, *pictures.shape[2:])))


def _url(image: Image.Image) -> str:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
