"""Any picture as one of 8 bits in mode "L" or "RGB": what is transparent becomes paper."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def on_paper(drawing: NDArray[np.uint8] | Image.Image) -> Image.Image:
    """The drawing as an image of mode "L" or "RGB", transparent parts as paper.

    Raises:
        TypeError: an array is not uint8 (H, W).
    """
    image = drawing if isinstance(drawing, Image.Image) else _image(drawing)
    if image.mode.startswith(("I", "F")):
        return _eight_bit(image)
    if image.has_transparency_data:
        return _opaque(image.convert("RGBA"))
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _eight_bit(image: Image.Image) -> Image.Image:
    """A deeper grey image in mode "L" by its own range: 12 bits are often stored as 16."""
    deep = np.asarray(image)
    if deep.dtype.kind == "f":
        deep = np.nan_to_num(deep, posinf=0, neginf=0)
    low, high = (float(deep.min()), float(deep.max())) if deep.size else (0.0, 0.0)
    span = max(high - low, 1.0 if deep.dtype.kind in "iu" else 1e-6)
    if deep.dtype == np.uint16:  # two bytes a pixel, in place of the four of a float
        levels = (np.arange(65_536) - low).clip(0, span) * (255 / span)
        return Image.fromarray(levels.astype(np.uint8)[deep])
    return Image.fromarray(((deep - low) * (255 / span)).astype(np.uint8))


def _image(drawing: NDArray[np.uint8]) -> Image.Image:
    if drawing.ndim != 2 or drawing.dtype != np.uint8:
        raise TypeError(
            f"drawing: an array of {drawing.dtype} and shape {drawing.shape} is no grey picture; "
            "give uint8 (height, width) or an image"
        )
    return Image.fromarray(drawing)


def _opaque(image: Image.Image) -> Image.Image:
    """Laid on white paper where the ink is dark, on black where it is light."""
    alpha = image.getchannel("A")
    opacity = np.asarray(alpha, dtype=np.float32)
    luminance = np.asarray(image.convert("L"), dtype=np.float32)
    mean = float((luminance * opacity).sum() / max(float(opacity.sum()), 1.0))
    paper = Image.new("RGB", image.size, "white" if mean < 128 else "black")
    paper.paste(image, mask=alpha)
    return paper
