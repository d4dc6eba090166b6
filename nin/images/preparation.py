"""How an image is prepared for a network: as the data set was made that the network learnt.

Pages, the command line, uploads and drawings all ask here, and a checkpoint names the way in its
facts. What is a data set's own image already goes in as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nin.images import digit
from nin.images.digit import SIDE, Grey, Step
from nin.images.paper import on_paper
from nin.images.planes import Box, NoInk, box
from nin.limits import MAX_DRAWING_SIDE

UNEVEN = "its ground is not plain; take one thing on a plain ground"
_FILLED = 0.9  # of a square that a thing fills
_PLAIN = 60  # grey levels between corners; more is no plain ground
_TRIMMED = 0.05  # Xiao et al. cut off what is nearer than this to the corner's colour


class Preparation(StrEnum):
    """The ways; the values stand in checkpoints.

    INK: a digit, found by its ink and centred as in MNIST (LeCun et al., 1998).
    THING: one thing on a plain ground, light on dark, as large as fits into 28 × 28, as in
        Fashion-MNIST (Xiao et al., 2017).
    WHOLE: the whole image in a square, its margins in the colour of its border.
    """

    INK = "ink"
    THING = "thing"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """An image as the data set's own are.

    Attributes:
        pixels: uint8 (C, S, S), C 1 or 3.
        steps: The way there.
        warning: One sentence where this may not be what the network knows, else None.
    """

    pixels: NDArray[np.uint8]
    steps: tuple[Step, ...]
    warning: str | None = None


def prepare(preparation: Preparation, picture: Grey | Image.Image) -> Prepared:
    """The picture as this way makes it.

    Args:
        preparation: Of the data set that the network learnt.
        picture: uint8 (H, W), or an image of any mode.

    Raises:
        NoInk: there is nothing on it; a whole image never says so.
    """
    image = on_paper(picture)
    match preparation:
        case Preparation.INK:
            steps = digit.steps(image)
            return Prepared(steps.digit[None], tuple(steps), steps.warning)
        case Preparation.THING:
            return _thing(image)
        case Preparation.WHOLE:
            return _whole(image)
        case _:
            assert_never(preparation)


def squared(image: Image.Image, side: int | None = None) -> Image.Image:
    """The whole image in the middle of a square; the margins have the colour of its border.

    Args:
        image: Of mode "L" or "RGB".
        side: Of the square; the image's longer one if None.
    """
    longer = max(image.size)
    side = side or longer
    size = (max(1, round(length * side / longer)) for length in image.size)
    width, height = size
    fitted = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)
    if width == height:
        return fitted
    square = Image.new(image.mode, (side, side), _border_colour(fitted))
    square.paste(fitted, ((side - width) // 2, (side - height) // 2))
    return square


def _whole(image: Image.Image) -> Prepared:
    """The whole image in a square, of at most `MAX_DRAWING_SIDE` pixels a side."""
    square = squared(image, min(max(image.size), MAX_DRAWING_SIDE))
    pixels = np.asarray(square)
    cut = "Nothing is cut off"
    margins = "" if image.width == image.height else "; the margins have the colour of its border"
    sentence = f"{cut}: {image.width} × {image.height} pixels in a square{margins}."
    step = Step("Fit", sentence, pixels)
    return Prepared(pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1), (step,))


def _thing(image: Image.Image) -> Prepared:
    """A thing alone, light on black, its longer side 28 pixels."""
    factor = max(1, max(image.size) // MAX_DRAWING_SIDE)
    grey = np.asarray(image.convert("L").reduce(factor), np.float32)
    corners = _corners(grey)
    ground = float(np.median(corners))
    distance = (ground - grey) / ground if ground > 127 else (grey - ground) / (255 - ground)
    noise = max(
        _TRIMMED,
        float(np.percentile(np.abs(corners - np.median(corners, (1, 2), keepdims=True)), 98)) / 255,
    )
    light = (distance.clip(0, 1) * 255).astype(np.uint8)
    if not (distance > noise).any():
        raise NoInk("the picture is empty; take one thing on a plain ground")
    alone = _cropped(light, box(distance > noise))
    fitted = np.asarray(squared(Image.fromarray(alone), SIDE))
    spread = float(np.ptp(np.median(corners, (1, 2))))
    turned = "turned light on dark" if ground > 127 else "light on dark already"
    height, width = alone.shape
    return Prepared(
        fitted[None],
        (
            Step("Ground", f"What differs from the corners; {turned}.", light),
            Step("Crop", f"It alone, {width} × {height} pixels.", alone),
            Step("Fit", f"The longer side becomes {SIDE} pixels.", fitted),
        ),
        UNEVEN if spread > _PLAIN else None,
    )


def _cropped(light: Grey, place: Box) -> Grey:
    """The thing alone, but an image that it fills already as it is: the set's own are so."""
    filled = max(side.stop - side.start for side in place) / max(light.shape)
    is_square = light.shape[0] == light.shape[1]
    return light if is_square and filled > _FILLED else light[place]


def _corners(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """The levels in the four corners, (4, N, N)."""
    size = max(1, min(grey.shape) // 14)
    top, bottom, left, right = grey[:size], grey[-size:], slice(size), slice(-size, None)
    return np.stack([top[:, left], top[:, right], bottom[:, left], bottom[:, right]])


def _border_colour(image: Image.Image) -> int | tuple[int, ...]:
    pixels = np.asarray(image)
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    colour = np.median(edge, axis=0).astype(int).tolist()
    return tuple(colour) if isinstance(colour, list) else int(colour)
