"""From any drawing of a digit to what a network trained on MNIST expects to see.

LeCun, Bottou, Bengio and Haffner (1998) made MNIST's images by fitting each digit into 20 × 20
pixels, its aspect kept, and placing its centre of mass at the centre of 28 × 28. The same is done
here from the drawing's full resolution, after the ink was found (`nin.images.ink`) and its strokes
were brought to a width that occurs in MNIST. An image of MNIST's own passes as it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nin.images.ink import SOLID, Ink, NoInk, Plane, box, find_ink, longest
from nin.images.strokes import stroke_width, thickened, thinned
from nin.limits import MAX_DRAWING_SIDE
from nin.spec import Network

__all__ = ["NoInk", "Step", "Steps", "eight_bit", "steps", "to_digit"]

Grey = NDArray[np.uint8]

SIDE = 28
FITTED = 20  # LeCun et al. 1998
# Pixel 14 from 0, not the middle of the pixels at 13.5: where the centres of mass of MNIST lie.
CENTRE = 14
FINE = 5  # pixels of the stroke's working copy for each pixel of the result
# Widths of strokes in pixels of the result. 96 % of MNIST's digits lie between.
THIN, THICK = 1.6, 4.2


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step's picture, uint8 (H, W) with ink as high values, and what was done."""

    name: str
    sentence: str
    picture: Grey


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """The way from a drawing to a digit, each step on the result of the one before.

    Attributes:
        ink: What differs from the paper.
        crop: The digit alone.
        stroke: Its strokes as wide as in MNIST, once it is fitted.
        fit: In 20 × 20 pixels.
        centred: In 28 × 28 pixels.
        warning: One sentence where this may not be one digit, else None.
    """

    ink: Step
    crop: Step
    stroke: Step
    fit: Step
    centred: Step
    warning: str | None

    @property
    def digit(self) -> Grey:
        """The network's input, uint8 (28, 28)."""
        return self.centred.picture

    def __iter__(self) -> Iterator[Step]:
        return iter((self.ink, self.crop, self.stroke, self.fit, self.centred))


def to_digit(drawing: Grey | Image.Image) -> Grey:
    """The digit of a drawing as MNIST would show it: uint8 (28, 28), ink as high values.

    Args:
        drawing: uint8 (H, W), or an image of any mode; any size, colour and place of the ink.

    Raises:
        NoInk: there is nothing on it.
    """
    return steps(drawing).digit


def steps(drawing: Grey | Image.Image) -> Steps:
    """Everything that `to_digit` does, with the picture of each step.

    Raises:
        NoInk: there is nothing on the drawing.
    """
    ink = find_ink(_near(_on_paper(drawing)))
    crop = _cropped(ink.plane)
    stroke, said = _with_mnists_stroke(crop)
    fitted = _fitted(stroke)
    centred = _centred(fitted)
    height, width = crop.shape
    return Steps(
        Step("Ink", _found(ink), _grey(ink.plane)),
        Step("Crop", f"The box around the ink, {width} × {height} pixels.", _grey(crop)),
        Step("Stroke", said, _grey(stroke)),
        Step("Fit", f"The longer side becomes {FITTED} pixels.", _grey(fitted)),
        Step("Centre", f"The centre of mass moves to that of {SIDE} × {SIDE}.", _grey(centred)),
        _warning(ink.rivals),
    )


def _found(ink: Ink) -> str:
    specks = "1 speck was" if ink.removed == 1 else f"{ink.removed} specks were"
    left_out = f"; {specks} left out" if ink.removed else ""
    return f"What differs from the paper at the border{left_out}."


def _warning(rivals: int) -> str | None:
    said = f"{rivals} separate shapes are seen as one digit; draw one digit at a time"
    return said if rivals > 1 else None


def _grey(plane: Plane) -> Grey:
    grey: Grey = np.rint(plane * 255).astype(np.uint8)
    return grey


def _on_paper(drawing: Grey | Image.Image) -> Image.Image:
    """The drawing as an image of mode "L" or "RGB", transparent parts as paper."""
    image = drawing if isinstance(drawing, Image.Image) else _image(drawing)
    if image.mode.startswith(("I", "F")):
        return eight_bit(image)
    if image.has_transparency_data:
        return _opaque(image.convert("RGBA"))
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _image(drawing: Grey) -> Image.Image:
    if drawing.ndim != 2 or drawing.dtype != np.uint8:
        raise TypeError(
            f"drawing: an array of {drawing.dtype} and shape {drawing.shape} is no grey picture; "
            "give uint8 (height, width) or an image"
        )
    return Image.fromarray(drawing)


def eight_bit(image: Image.Image) -> Image.Image:
    """A deeper grey image in mode "L" by its own range: 12 bits are often stored as 16."""
    deep = np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=0, neginf=0)
    low, high = (deep.min(), deep.max()) if deep.size else (0.0, 0.0)
    scale = 255 / max(high - low, 1.0 if image.mode.startswith("I") else 1e-6)
    return Image.fromarray(((deep - low) * scale).astype(np.uint8))


def _opaque(image: Image.Image) -> Image.Image:
    """Laid on white paper where the ink is dark, on black where it is light."""
    alpha = image.getchannel("A")
    seen = np.asarray(alpha, dtype=np.float32)
    luminance = np.asarray(image.convert("L"), dtype=np.float32)
    mean = float((luminance * seen).sum() / max(float(seen.sum()), 1.0))
    paper = Image.new("RGB", image.size, "white" if mean < 128 else "black")
    paper.paste(image, mask=alpha)
    return paper


def _near(image: Image.Image) -> Image.Image:
    """A part of a large image: around its ink, at most `MAX_DRAWING_SIDE` pixels a side.

    A small digit on a large sheet keeps its full resolution, and cost has a bound.
    """
    factor = _reduction(image)
    if factor == 1:
        return image
    found = find_ink(image.reduce(factor)).plane > SOLID
    top, left, bottom, right = box(found)
    margin = max(8, (bottom - top) // 4, (right - left) // 4)  # the border must show paper
    image = image.crop(
        (
            max(0, left - margin) * factor,
            max(0, top - margin) * factor,
            min(image.width, (right + margin) * factor),
            min(image.height, (bottom + margin) * factor),
        )
    )
    return image.reduce(_reduction(image))


def _reduction(image: Image.Image) -> int:
    return max(1, math.ceil(max(image.size) / MAX_DRAWING_SIDE))


def _cropped(plane: Plane) -> Plane:
    top, left, bottom, right = box(plane > 0)
    return plane[top:bottom, left:right]


def _fitted(plane: Plane) -> Plane:
    """The longer side brought to 20 pixels, soft edges not counted, the aspect kept exactly."""
    return _resized(plane, min(FITTED / longest(plane), SIDE / max(plane.shape)))


def _resized(plane: Plane, scale: float) -> Plane:
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


def _middle(plane: Plane) -> float:
    """The row of the centre of mass, 0 in the middle of the first."""
    weights = plane.sum(1, dtype=np.float64)
    return float(weights @ np.arange(len(plane)) / weights.sum())


def _centred(plane: Plane) -> Plane:
    """On 28 × 28, moved by whole pixels, as LeCun et al. did, and no ink cut off."""
    height, width = plane.shape
    top = min(max(round(CENTRE - _middle(plane)), 0), SIDE - height)
    left = min(max(round(CENTRE - _middle(plane.T)), 0), SIDE - width)
    canvas = np.zeros((SIDE, SIDE), dtype=np.float32)
    canvas[top : top + height, left : left + width] = plane
    return canvas


def _with_mnists_stroke(crop: Plane) -> tuple[Plane, str]:
    """The digit with strokes that will be neither thinner nor thicker than MNIST's."""
    fine = _resized(crop, FINE * FITTED / longest(crop))
    width = stroke_width(fine) / FINE
    target = min(max(width, THIN), THICK)
    said = f"Strokes would be {width:.1f} pixels wide"
    if target == width:
        return crop, f"{said}, as in MNIST: left alone."
    if target > width:
        # The box grows with its strokes and shrinks again when it is fitted.
        grow = (target * longest(fine) / FINE - FITTED * width) / (2 * (FITTED - target))
        changed = thickened(fine, grow * FINE)
    else:
        changed = thinned(fine, width * FINE, target * FINE)
    return _cropped(changed), f"{said}; brought to {target:.1f}, as in MNIST."


_READS, _TELLS = (1, 28), 10  # channels and side of an input, classes: as MNIST has them


def why_not(network: Network) -> str | None:
    """Why this network cannot be asked about a drawing; None where it can."""
    channels, size, classes = network.in_channels, network.image_size, network.num_classes
    if (channels, size) == _READS and classes == _TELLS:
        return None
    return (
        f"its network reads {channels}×{size}×{size} and tells {classes} classes apart; "
        "a drawing needs 1×28×28 and 10"
    )
