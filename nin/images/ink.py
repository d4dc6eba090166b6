"""Which parts of a drawing are ink, whatever its colours, its paper and its dirt.

The border of a drawing shows its paper. Whatever differs most from the paper says what the ink
looks like, and every pixel is measured on the line from one colour to the other: paper is 0, ink
is 1, edges lie between. So dark on light and red on green are the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nin.images.planes import Box, Mask, Plane

MIN_CONTRAST = 12 / 255  # fainter marks are taken for paper
EDGE = 0.05  # ink above this belongs to a shape
SPECK = 0.01  # of all ink; a smaller shape is dirt
STRAY = 0.1  # of the ink of the digit; a smaller shape far away is no part of it
RIVAL = 0.3  # of the ink of the digit; a shape far away as large as this is worth a warning
FAR = 0.12  # of the longer side of it all; a wider gap separates shapes
_CORNERS_TOUCH = np.ones((3, 3))  # pixels that share a corner are of one shape


class NoInk(ValueError):  # noqa: N818 - it names what was found, like StopIteration
    """A drawing without anything on it."""


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """What was found on the paper.

    Attributes:
        plane: float32 (H, W) in [0, 1], edges as soft as they were.
        removed: How many shapes were left out, too small or too far away to be the digit's.
        rivals: How many shapes there are that could each be a digit.
    """

    plane: Plane
    removed: int
    rivals: int


def find_ink(image: Image.Image) -> Ink:
    """The ink of an image of mode "L" or "RGB".

    Raises:
        NoInk: nothing on the image stands out from its paper.
    """
    plane = _from_paper_to_ink(np.asarray(image, dtype=np.float32) / np.float32(255))
    plane = plane - _shading(plane)
    border, peak = _ring(plane), _visible_peak(plane)
    # The border shows what the paper does: grain, lines, artefacts of JPEG. Ink may cross it.
    floor = max(0.0, float(np.percentile(border[border < peak / 2], 98)))
    clean = floor == 0  # then the strongest pixel is no accident of the grain
    level = float(plane.max() if clean else np.percentile(plane[plane > peak / 2], 99))
    return _cleaned(np.clip((plane - floor) / (level - floor), 0, 1))


def _from_paper_to_ink(pixels: NDArray[np.float32]) -> Plane:
    """How far each pixel lies from the paper's colour in the direction of the ink's."""
    if pixels.size == 0:
        raise NoInk("the drawing has no pixels; draw one digit")
    difference = pixels - np.median(_ring(pixels), axis=0)
    if difference.ndim == 2:
        difference = difference[:, :, None]
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


def _cleaned(plane: Plane) -> Ink:
    """Without specks, frames, and marks far from the digit."""
    from scipy import ndimage  # type: ignore[import-untyped]  # late: 0.2 s; it has no types

    labels, count = ndimage.label(plane > EDGE, _CORNERS_TOUCH)
    weights = np.bincount(labels.ravel(), plane.ravel(), count + 1)
    weights[0] = 0
    weights[_frames(labels, count)] = 0
    shapes = np.flatnonzero(weights > SPECK * weights.sum())
    if len(shapes) == 0:
        raise NoInk("the drawing holds only specks and no stroke; draw one digit")
    boxes = ndimage.find_objects(labels)
    groups = _groups([(float(weights[i]), int(i), boxes[i - 1]) for i in shapes])
    heaviest = groups[0][0]
    kept = [label for weight, members in groups if weight >= STRAY * heaviest for label in members]
    keep = np.isin(np.arange(count + 1), kept)[labels]
    rivals = sum(weight >= RIVAL * heaviest for weight, _ in groups)
    return Ink(np.where(_grown(keep), plane, np.float32(0)), count - len(kept), rivals)


def _frames(labels: NDArray[np.int32], count: int) -> Mask:
    """Which shapes run along the edge of the image, as the frame of a screenshot does."""
    edge = np.concatenate([labels[0], labels[-1], labels[1:-1, 0], labels[1:-1, -1]])
    frames: Mask = np.bincount(edge, minlength=count + 1) > 0.6 * edge.size
    return frames


def _groups(shapes: list[tuple[float, int, Box]]) -> list[tuple[float, list[int]]]:
    """Shapes near each other together, the heaviest group first: (weight, labels)."""
    remaining = sorted(shapes, key=lambda shape: shape[:2], reverse=True)
    reach = FAR * max(_extent([place[axis] for *_, place in shapes]) for axis in (0, 1))
    groups = []
    while remaining:
        group, remaining = [remaining[0]], remaining[1:]
        for member in group:  # grows while we walk along it
            near = [other for other in remaining if _gap(member[2], other[2]) <= reach]
            group += near
            remaining = [other for other in remaining if other not in near]
        groups.append((sum(weight for weight, *_ in group), [label for _, label, _ in group]))
    return sorted(groups, reverse=True)


def _extent(sides: list[slice]) -> int:
    """From the first to the last pixel that any of them covers."""
    return int(max(side.stop for side in sides) - min(side.start for side in sides))


def _gap(one: Box, other: Box) -> int:
    """Free pixels between two boxes, 0 where they touch."""
    gaps = (max(a.start - b.stop, b.start - a.stop) for a, b in zip(one, other, strict=True))
    return max(0, *map(int, gaps))


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
