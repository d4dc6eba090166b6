"""From any drawing of a digit to what a network trained on MNIST expects to see.

LeCun, Bottou, Bengio and Haffner (1998) made MNIST's images by fitting each digit into 20 × 20
pixels, its aspect kept, and placing its centre of mass at the centre of 28 × 28. The same is done
here from the drawing's full resolution, after the ink was found (`nin.images.ink`) and its strokes
were brought to a width that occurs in MNIST. An image of MNIST's own passes as it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nin.images.ink import Ink, find_ink
from nin.images.paper import on_paper
from nin.images.planes import SOLID, NoInk, Plane, box, cropped, longest, middle, resized
from nin.images.strokes import edge_width, stroke_width, thickened, thinned
from nin.limits import MAX_DRAWING_SIDE

__all__ = ["NoInk", "Step", "Steps", "placed", "steps", "to_digit"]

Grey = NDArray[np.uint8]

SIDE = 28
FITTED = 20  # LeCun et al. 1998
# Pixel 14 from 0, not the middle of the pixels at 13.5: where the centres of mass of MNIST lie.
CENTRE = 14
FINE = 5  # pixels of the stroke's working copy for each pixel of the result
# Widths of strokes in pixels of the result. 96 % of MNIST's digits lie between.
THIN, THICK = 1.6, 4.2
SOFT = 2.0  # pixels of the result; ink with wider edges was blurred, and its shape is in its greys


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
    ink = _ink(on_paper(drawing))
    crop = cropped(ink.plane)
    stroke, what_was_done = _with_mnists_stroke(crop)
    fitted = _fitted(stroke)
    centred = _centred(fitted)
    height, width = crop.shape
    return Steps(
        Step("Ink", _removal(ink), _grey(ink.plane)),
        Step("Crop", f"The box around the ink, {width} × {height} pixels.", _grey(crop)),
        Step("Stroke", what_was_done, _grey(stroke)),
        Step("Fit", f"The longer side becomes {FITTED} pixels.", _grey(fitted)),
        Step("Centre", f"The centre of mass moves to that of {SIDE} × {SIDE}.", _grey(centred)),
        ink.doubt,
    )


def _removal(ink: Ink) -> str:
    left_out = f"; left out: {', '.join(ink.left_out)}" if ink.left_out else ""
    return f"What differs from the paper{left_out}."


def _grey(plane: Plane) -> Grey:
    grey: Grey = np.rint(plane * 255).astype(np.uint8)
    return grey


def _ink(image: Image.Image) -> Ink:
    """The ink; of a large image from a part around it, at most `MAX_DRAWING_SIDE` pixels a side.

    A small digit on a large sheet keeps its full resolution, and cost has a bound.
    """
    factor = _reduction(image)
    if factor == 1:
        return find_ink(image)
    ink = find_ink(image.reduce(factor))
    rows, columns = box(ink.plane > SOLID)
    margin = max(8, longest(ink.plane) // 4)  # the border must show paper
    top, left = max(0, rows.start - margin), max(0, columns.start - margin)
    bottom, right = rows.stop + margin, columns.stop + margin
    part = image.crop(
        (
            left * factor,
            top * factor,
            min(image.width, right * factor),
            min(image.height, bottom * factor),
        )
    )
    if (ignored := ink.ignored[top:bottom, left:right]).any():
        mask = Image.fromarray(ignored).resize(part.size, Image.Resampling.NEAREST)
        part.paste(tuple(np.rint(ink.paper * 255).astype(int).tolist()), mask=mask)
    close = find_ink(part.reduce(_reduction(part)))
    return replace(close, left_out=ink.left_out, doubt=ink.doubt)


def _reduction(image: Image.Image) -> int:
    return max(1, math.ceil(max(image.size) / MAX_DRAWING_SIDE))


def placed(plane: Plane) -> Plane:
    """Ink of any size, fitted into 20 × 20 pixels and centred on 28 × 28 as MNIST's is."""
    return _centred(_fitted(cropped(plane)))


def _fitted(plane: Plane) -> Plane:
    """The longer side brought to 20 pixels, soft edges not counted, the aspect kept exactly."""
    return resized(plane, min(FITTED / longest(plane), SIDE / max(plane.shape)))


def _centred(plane: Plane) -> Plane:
    """On 28 × 28, moved by whole pixels, as LeCun et al. did, and no ink cut off."""
    height, width = plane.shape
    top = min(max(round(CENTRE - middle(plane)), 0), SIDE - height)
    left = min(max(round(CENTRE - middle(plane.T)), 0), SIDE - width)
    canvas = np.zeros((SIDE, SIDE), dtype=np.float32)
    canvas[top : top + height, left : left + width] = plane
    return canvas


def _with_mnists_stroke(crop: Plane) -> tuple[Plane, str]:
    """The digit with strokes that will be neither thinner nor thicker than MNIST's."""
    fine = resized(crop, FINE * FITTED / longest(crop))
    width = stroke_width(fine) / FINE
    target = min(max(width, THIN), THICK)
    finding = f"Strokes would be {width:.1f} pixels wide"
    if target != width and edge_width(fine) / FINE > SOFT:
        return crop, f"{finding}, and their edges are soft: left alone."
    if target == width:
        return crop, f"{finding}, as in MNIST: left alone."
    if target > width:
        # The box grows with its strokes and shrinks again when it is fitted.
        grow = (target * longest(fine) / FINE - FITTED * width) / (2 * (FITTED - target))
        changed = thickened(fine, grow * FINE)
    else:
        changed = thinned(fine, width * FINE, target * FINE)
    return cropped(changed), f"{finding}; brought to {target:.1f}, as in MNIST."
