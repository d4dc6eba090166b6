"""Which parts of a drawing are ink, whatever its colours, its paper and its dirt.

The border of a drawing shows its paper. Whatever differs most from the paper says what the ink
looks like, and every pixel is measured on the line from one colour to the other: paper is 0, ink
is 1, edges lie between. So dark on light and red on green are the same thing. Where the border
shows something else than paper (`nin.images.surroundings`), that is taken for paper, and the
drawing is looked at again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nin.images.planes import Look, Mask, NoInk, Pixels, Plane
from nin.images.shapes import chosen_shapes
from nin.images.surroundings import surroundings

MIN_CONTRAST = 12 / 255  # fainter marks are taken for paper
EDGE = 0.05  # ink above this belongs to a shape
_LAYERS = 4  # a table, a sheet, its holes and a scan's edge
_CORNERS_TOUCH = np.ones((3, 3))  # pixels that share a corner are of one shape


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """What was found on the paper.

    Attributes:
        plane: float32 (H, W) in [0, 1], edges as soft as they were.
        ignored: (H, W), where the picture shows neither paper nor ink.
        paper: (C,), the paper's colour in [0, 1].
        left_out: What was left out, in words.
        doubt: Why this may be no digit, in one sentence; None where nothing speaks against it.
    """

    plane: Plane
    ignored: Mask
    paper: Pixels
    left_out: tuple[str, ...]
    doubt: str | None


def find_ink(image: Image.Image) -> Ink:
    """The ink of an image of mode "L" or "RGB".

    Raises:
        NoInk: nothing on the image stands out from its paper.
    """
    pixels = np.asarray(image, dtype=np.float32) / np.float32(255)
    if pixels.size == 0:
        raise NoInk("the drawing has no pixels; draw one digit")
    pixels = pixels.reshape(*pixels.shape[:2], -1)
    ignored, left_out = np.zeros(pixels.shape[:2], bool), list[str]()
    look = _look(pixels)
    while len(left_out) < _LAYERS and (around := surroundings(look)):
        look = _look(np.where(around.mask[..., None], around.paper, look.pixels))
        ignored |= around.mask
        left_out.append(around.name)
    shapes = chosen_shapes(look)
    kept = np.where(_grown(shapes.mask), look.plane, np.float32(0))
    words = (*dict.fromkeys(left_out), *shapes.left_out)
    return Ink(kept, ignored, look.paper, words, shapes.doubt)


def _look(pixels: Pixels) -> Look:
    from scipy import ndimage  # type: ignore[import-untyped]  # late: 0.2 s; it has no types

    paper = np.median(_ring(pixels), axis=0)
    plane = _plane(pixels, paper)
    labels, count = ndimage.label(plane > EDGE, _CORNERS_TOUCH)
    weights = np.bincount(labels.ravel(), plane.ravel(), count + 1).astype(np.float64)
    weights[0] = 0
    return Look(pixels, paper, plane, labels, weights, ndimage.find_objects(labels))


def _plane(pixels: Pixels, paper: Pixels) -> Plane:
    """How much ink there is at each pixel, in [0, 1]."""
    plane = _from_paper_to_ink(pixels, paper)
    plane = plane - _shading(plane)
    border, peak = _ring(plane), _visible_peak(plane)
    # The border shows what the paper does: grain, lines, artefacts of JPEG. Ink may cross it.
    floor = max(0.0, float(np.percentile(border[border < peak / 2], 98)))
    clean = floor == 0  # then the strongest pixel is no accident of the grain
    level = float(plane.max() if clean else np.percentile(plane[plane > peak / 2], 99))
    ink: Plane = np.clip((plane - floor) / (level - floor), 0, 1)
    return ink


def _from_paper_to_ink(pixels: Pixels, paper: Pixels) -> Plane:
    """How far each pixel lies from the paper's colour in the direction of the ink's."""
    difference = pixels - paper
    distance = np.sqrt(np.einsum("hwc,hwc->hw", difference, difference))
    strongest = difference[np.unravel_index(distance.argmax(), distance.shape)]
    marked = difference[distance >= _visible_peak(distance) / 2]
    # Dark marks and a light reflection would cancel; go with the strongest of them.
    direction = marked[marked @ strongest > 0].mean(0)
    along: Plane = difference @ (direction / np.linalg.norm(direction))
    return along


def _visible_peak(plane: Plane) -> float:
    peak = _peak(plane)
    if peak < MIN_CONTRAST:
        raise NoInk("the drawing is empty; draw one digit, as large as you like")
    return peak


def _ring(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """The outermost pixels, 4 % of the shorter side wide."""
    width = max(1, round(0.04 * min(pixels.shape[:2])))
    inner = pixels[width:-width]
    sides = (pixels[:width], pixels[-width:], inner[:, :width], inner[:, -width:])
    return np.concatenate([side.reshape(-1, *pixels.shape[2:]) for side in sides])


def _peak(plane: Plane) -> float:
    """The largest value but for a few pixels, which may be defects."""
    high = np.sort(plane[plane > plane.max() / 8])
    return float(high[-min(8, len(high))]) if len(high) else 0.0


def _shading(plane: Plane) -> Plane | float:
    """The uneven light on the paper: a quadratic surface through what is no ink."""
    border = _ring(plane)
    if np.ptp(np.percentile(border, [10, 90])) < 0.02:
        return 0.0
    step = max(1, max(plane.shape) // 64)
    sample = plane[::step, ::step]
    surface = _powers(sample.shape)
    paper = np.abs(sample) < _peak(sample) / 2
    coefficients = np.zeros(surface.shape[-1], dtype=np.float32)
    for _ in range(4):
        if paper.sum() < 2 * len(coefficients):
            break
        coefficients = np.linalg.lstsq(surface[paper], sample[paper], rcond=None)[0]
        residual = sample - surface @ coefficients
        paper = np.abs(residual) < _peak(residual) / 2
    shade: Plane = _powers(plane.shape) @ coefficients
    return shade


def _powers(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """1, x, y, x², xy and y² at each pixel, (H, W, 6)."""
    y, x = np.meshgrid(*(np.linspace(-1, 1, n, dtype=np.float32) for n in shape), indexing="ij")
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)


def _grown(mask: Mask) -> Mask:
    """The mask and its neighbours, where the soft edges of its shapes are.

    SciPy's filters are ten times as slow on a mask that is this simple.
    """
    grown = mask.copy()
    grown[1:] |= mask[:-1]
    grown[:-1] |= mask[1:]
    tall = grown.copy()
    grown[:, 1:] |= tall[:, :-1]
    grown[:, :-1] |= tall[:, 1:]
    return grown
