"""What a picture shows beside paper and ink: a table, a scan's edge, holes, a screen's bars.

What runs along a whole side is no ink. A sheet that lies on something else, a card, a sticker is a
solid patch with something on it: then the patch is the paper, and all around it is to be ignored.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nin.images.planes import Look, Mask, NoInk, Pixels

ALONG = 0.6  # of a side; what covers more of it runs along it
_AT_CORNER = 0.15  # of both sides that meet there, for a shape that fills the corner
_STRIP = 0.25  # of the picture; what runs along a side and is wider may be paper itself
_SOLID = 0.9  # of its convex hull; what fills less is no patch
_RECTANGULAR = 0.88  # of the smallest rectangle around it; a 0 fills 0.79 to 0.86
_SHEET, _BLANK = 0.04, 0.1  # of the picture; smaller patches are not looked at
_ON_SHEET = (0.003, 0.35)  # how much of a sheet something written on it covers
_UNIFORM = 0.7  # of a sheet has its colour
_BAR = 1.6  # times as long as wide; a longer patch may be a 1
_VISIBLE = 12 / 255
_HOLE = 0.0003  # of the picture; smaller ones are specks
_HOLES, _MARGIN, _SPREAD = 4, 0.15, 0.5  # a row of so many, so near to a side, so long
_ANGLES = np.radians(np.arange(0, 90, 3))


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What is to be ignored.

    Attributes:
        mask: (H, W), true where there is neither paper nor ink.
        paper: (C,), the colour to take it for.
        name: What it is, for a sentence.
    """

    mask: Mask
    paper: Pixels
    name: str


def surroundings(look: Look) -> Surroundings | None:
    """What is around the paper; None where there is nothing of that kind.

    Raises:
        NoInk: there is a sheet with nothing on it.
    """
    along = _along_sides(look)
    if along and _leaves_something(along, look):
        return Surroundings(_wider(along, look), look.paper, "what runs along the edge")
    if holes := _row_of_holes(look):
        return Surroundings(_wider(holes, look), look.paper, "a row of holes")
    return _sheet(look)


def covered(shape: Mask) -> tuple[float, float, float, float]:
    """How much of the picture's top, bottom, left and right side a shape covers."""
    top, bottom, left, right = shape[0], shape[-1], shape[:, 0], shape[:, -1]
    return float(top.mean()), float(bottom.mean()), float(left.mean()), float(right.mean())


def is_patch(shape: Mask) -> bool:
    """Whether a shape is one solid patch, no stroke: convex, and not much longer than wide."""
    return _proportion(shape) < _BAR and _is_solid(shape)


def _along_sides(look: Look) -> list[int]:
    """The shapes that run along a side or fill a corner, but are no sheet themselves."""
    labels = look.labels
    sides = (labels[0], labels[-1], labels[:, 0], labels[:, -1])
    return [
        label
        for label in np.unique(np.concatenate(sides)).tolist()
        if label and _is_along(look.labels == label)
    ]


def _is_along(shape: Mask) -> bool:
    top, bottom, left, right = covered(shape)
    corners = (
        (0, 0, top, left),
        (0, -1, top, right),
        (-1, 0, bottom, left),
        (-1, -1, bottom, right),
    )
    in_corner = any(
        shape[row, column] and min(across, down) > _AT_CORNER
        for row, column, across, down in corners
    )
    ways = (max(top, bottom) > ALONG) + (max(left, right) > ALONG)
    return (in_corner or ways > 0) and float(shape.mean()) < _STRIP * max(1, ways)


def _leaves_something(along: list[int], look: Look) -> bool:
    """Whether there is other ink, or these shapes are patches: else they may be a digit cut out."""
    edges = float(look.weights[along].sum())
    if look.weights.sum() - edges > 0.1 * edges / len(along):
        return True
    return all(_is_solid(look.shape(label)) for label in along)


def _row_of_holes(look: Look) -> list[int]:
    """Shapes alike in a row beside a side, as in a sheet of a spiral notebook."""
    areas = np.bincount(look.labels.ravel())
    for axis in (0, 1):  # rows beside the top and the bottom, columns beside left and right
        size, length = look.labels.shape[axis], look.labels.shape[1 - axis]
        for low, high in ((0, _MARGIN * size), ((1 - _MARGIN) * size, size)):
            row = {
                label: place[1 - axis]
                for label, place in enumerate(look.boxes, 1)
                if low <= place[axis].start
                and place[axis].stop <= high
                and areas[label] > _HOLE * look.labels.size
            }
            extents = {label: place.stop - place.start for label, place in row.items()}
            usual = float(np.median([*extents.values()])) if row else 0
            alike = [
                row[label].start for label, n in extents.items() if usual <= 2 * n <= 4 * usual
            ]
            if len(alike) >= _HOLES and max(alike) - min(alike) > _SPREAD * length:
                return [*row]
    return []


def _sheet(look: Look) -> Surroundings | None:
    """The largest patch as the paper, if something is written on it.

    Raises:
        NoInk: it is empty.
    """
    from scipy import ndimage  # type: ignore[import-untyped]  # late: 0.2 s; it has no types

    labels = look.labels
    areas = np.bincount(labels.ravel())
    areas[0] = 0
    label = int(areas.argmax())
    place = look.boxes[label - 1]
    patch: Mask = ndimage.binary_fill_holes(np.pad(look.shape(label), 1))[1:-1, 1:-1]
    if patch.sum() < _SHEET * labels.size or not _is_solid(patch):
        return None
    edge = max(2, round(0.015 * max(labels.shape)))  # pixels that the lens has blurred
    inside: Mask = ndimage.binary_erosion(np.pad(patch, 1), iterations=edge)[1:-1, 1:-1]
    if not inside.any():
        return None
    pixels = look.pixels[place]
    colour = np.median(pixels[inside], axis=0)
    writing = _writing(pixels, colour, inside)
    if not writing.any():
        is_card = is_patch(patch) and _is_rectangle(patch)
        is_table = max(covered(labels == label)) > ALONG
        is_seen = _distance(colour, look.paper) > 2 * _VISIBLE  # else it is the loop of a thin 0
        if is_seen and patch.sum() > _BLANK * labels.size and (is_card or is_table):
            raise NoInk("there is paper and nothing on it; draw one digit")
        return None
    ink = np.median(pixels[writing], axis=0)
    is_text = _ON_SHEET[0] < writing.sum() / inside.sum() < _ON_SHEET[1]
    if (
        not is_text
        or not _is_uniform(pixels, colour, inside, ink)
        or not _is_sheet(patch, look.paper, colour, ink, writing)
    ):
        return None
    mask = np.ones(labels.shape, bool)
    mask[place] = ~inside
    return Surroundings(mask, colour, "what lies around the paper")


def _writing(pixels: Pixels, colour: Pixels, inside: Mask) -> Mask:
    """What differs from the colour of a patch, inside of it."""
    distance = np.sqrt(((pixels - colour) ** 2).sum(-1)) * inside
    peak = float(np.sort(distance[inside])[-min(20, int(inside.sum()))])
    writing: Mask = distance > max(peak / 2, _VISIBLE)
    is_visible = peak > 2 * _VISIBLE and writing.sum() > _ON_SHEET[0] / 3 * inside.sum()
    return writing & is_visible


def _is_uniform(pixels: Pixels, colour: Pixels, inside: Mask, ink: Pixels) -> bool:
    """Whether most of a patch has its colour, as paper has and a blurred stroke has not."""
    distance = np.sqrt(((pixels[inside] - colour) ** 2).sum(-1))
    return float((distance < _distance(ink, colour) / 4).mean()) > _UNIFORM


def _is_sheet(patch: Mask, paper: Pixels, colour: Pixels, ink: Pixels, writing: Mask) -> bool:
    """Whether a patch is a sheet: the loop of a thick 0 is a patch with something else inside, too.

    Either a third colour is on it, or the patch is a rectangle and no patch is on it.
    """
    contrast = _distance(ink, colour)
    if _distance(colour, paper) < 2 * _VISIBLE:
        return False
    if _distance(ink, paper) > 0.35 * contrast > 0.17 * _distance(colour, paper):
        return True
    return _is_rectangle(patch) and not is_patch(writing)


def _is_rectangle(shape: Mask) -> bool:
    return bool(shape.sum() > _RECTANGULAR * _rectangle(_outline(shape))[0])


def _proportion(shape: Mask) -> float:
    return _rectangle(_outline(shape))[1]


def _distance(one: Pixels, other: Pixels) -> float:
    return float(np.linalg.norm(one - other))


def _is_solid(shape: Mask) -> bool:
    return bool(shape.sum() > _SOLID * _hull(_outline(shape)))


def _outline(shape: Mask) -> NDArray[np.float64]:
    """The corners of the first and the last pixel of each row, (N, 2)."""
    rows = np.flatnonzero(shape.any(1))
    first = shape[rows].argmax(1)
    last = shape.shape[1] - shape[rows, ::-1].argmax(1)
    pairs = [(x, y) for x in (first, last) for y in (rows, rows + 1)]
    return np.concatenate([np.stack(pair, 1) for pair in pairs]).astype(np.float64)


def _hull(points: NDArray[np.float64]) -> float:
    """The area of the convex hull."""
    from scipy.spatial import ConvexHull  # type: ignore[import-untyped]  # as above

    return float(ConvexHull(points).volume)


def _rectangle(points: NDArray[np.float64]) -> tuple[float, float]:
    """The area of the smallest rectangle around the points, and its length over its width."""
    directions = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)])
    along = np.ptp(points @ directions, axis=0)
    across = np.ptp(points @ np.stack([-directions[1], directions[0]]), axis=0)
    best = int((along * across).argmin())
    sides = sorted((float(along[best]), float(across[best])))
    return sides[0] * sides[1], sides[1] / max(sides[0], 1.0)


def _wider(labels: list[int], look: Look) -> Mask:
    """Where these shapes are, with what is blurred around them."""
    from scipy import ndimage

    mask = np.isin(look.labels, labels)
    wider: Mask = ndimage.binary_dilation(mask, iterations=max(2, round(0.01 * max(mask.shape))))
    return wider
