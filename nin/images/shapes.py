"""Which of the shapes of ink are the digit, and whether that may be none or two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nin.images.planes import Box, Look, Mask, NoInk, box
from nin.images.surroundings import covered, is_patch

SPECK = 0.01  # of all ink; a smaller shape is dirt
STRAY = 0.1  # of the ink of the digit; a smaller shape far away is no part of it
RIVAL = 0.3  # of the ink of the digit; a shape far away as large as this is worth a warning
FAR = 0.12  # of the longer side of it all; a wider gap separates shapes
_TALL = 0.6  # of the height of it all, for one of two digits side by side
_DIGIT = 0.2  # of the ink of the one beside it
_WIDE = 2.6  # times as wide as high; no digit of MNIST is
_AT_EDGE = 0.25  # of a side; ink that covers more of it may be no digit's
_CORE = 0.5  # ink above this is no soft edge of a blurred stroke
_PATCH = 0.03  # of the picture; a smaller patch may be a dot of the pen
_STICKER = 0.005  # of the picture, likewise for a patch beside other ink

Group = tuple[float, list[int]]  # the ink of some shapes, and their labels

NO_ROOM = "its ink runs along the edge of the picture; leave some paper around the digit"
A_PATCH = "it is one solid patch, as no digit is; draw or photograph one digit"
WIDE = "it is wider than a digit; draw one digit at a time"


@dataclass(frozen=True, slots=True, eq=False)
class ChosenShapes:
    """The digit's shapes.

    Attributes:
        mask: (H, W), where they are.
        left_out: What was left out, in words.
        doubt: Why this may be no digit; None where nothing speaks against it.
    """

    mask: Mask
    left_out: tuple[str, ...]
    doubt: str | None


def chosen_shapes(look: Look) -> ChosenShapes:
    """The digit's shapes, without specks and marks far from it.

    Raises:
        NoInk: there are only specks.
    """
    weights = look.weights
    shapes = np.flatnonzero(weights > SPECK * weights.sum())
    if len(shapes) == 0:
        raise NoInk("the drawing holds only specks and no stroke; draw one digit")
    groups = _groups([(float(weights[i]), int(i), look.boxes[i - 1]) for i in shapes])
    groups = _without_patches(groups, look)
    heaviest = groups[0][0]
    kept = [label for weight, members in groups if weight >= STRAY * heaviest for label in members]
    count = len(look.boxes) - len(kept)
    specks = ("1 speck",) if count == 1 else (f"{count} specks",) if count else ()
    mask = np.isin(np.arange(len(weights)), kept)[look.labels]
    rivals = sum(weight >= RIVAL * heaviest for weight, _ in groups)
    sides = _tall_columns([(look.boxes[label - 1], float(weights[label])) for label in kept])
    core = mask & (look.plane > _CORE)
    solid = core if core.any() else mask  # beside something darker that was left out, all is soft
    return ChosenShapes(mask, specks, _doubt(max(rivals, sides), solid))


def _doubt(rivals: int, mask: Mask) -> str | None:
    """Why the kept shapes may be no digit, or several."""
    if rivals > 1:
        return f"{rivals} separate shapes are seen as one digit; draw one digit at a time"
    if max(covered(mask)) > _AT_EDGE:
        return NO_ROOM
    rows, columns = box(mask)
    if columns.stop - columns.start > _WIDE * (rows.stop - rows.start):
        return WIDE
    return A_PATCH if mask.mean() > _PATCH and is_patch(mask[rows, columns]) else None


def _tall_columns(shapes: list[tuple[Box, float]]) -> int:
    """How many digits stand side by side: shapes, or shapes above each other, high and heavy."""
    height = _extent([rows for (rows, _), _ in shapes])
    columns: list[tuple[list[slice], slice, float]] = []
    for (rows, place), weight in sorted(shapes, key=lambda shape: shape[0][1].start):
        if columns and place.start < columns[-1][1].stop:  # above or below the last one
            heights, last, before = columns.pop()
            heights, weight = [*heights, rows], weight + before
            place = slice(last.start, max(place.stop, last.stop))
        else:
            heights = [rows]
        columns.append((heights, place, weight))
    heaviest = max(weight for *_, weight in columns)
    return sum(
        _extent(heights) > _TALL * height and weight > _DIGIT * heaviest
        for heights, _, weight in columns
    )


def _without_patches(groups: list[Group], look: Look) -> list[Group]:
    """The groups that are no stickers and no coins, where there is any other."""
    strokes = [
        group for group in groups if len(group[1]) > 1 or not _is_large_patch(group[1][0], look)
    ]
    heaviest = max((weight for weight, _ in strokes), default=0.0)
    return strokes if heaviest > RIVAL * groups[0][0] else groups


def _is_large_patch(label: int, look: Look) -> bool:
    shape = look.shape(label)
    return bool(shape.sum() > _STICKER * look.labels.size) and is_patch(shape)


def _groups(shapes: list[tuple[float, int, Box]]) -> list[Group]:
    """Shapes near each other together, the heaviest group first."""
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
