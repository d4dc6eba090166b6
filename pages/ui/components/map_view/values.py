"""What the browser says was chosen or masked, believed only after every part of it was checked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nin.interpret.xray_steps import Cell

Shape = tuple[int, int, int]  # channels, rows, columns


class MapViewError(ValueError):
    """A value that the view in the browser cannot have sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser sent, and the number of the order from Python that it knew of."""

    order: int
    value: Cell | str | None


def read(value: object, shape: Shape, *, masking: bool) -> Answer:
    """The browser's answer once the kind and range of every part was checked.

    Args:
        value: Whatever came.
        shape: Channels, rows and columns of the maps shown.
        masking: Whether a mask is expected, or a chosen cell.

    Raises:
        MapViewError: a part is missing, of another kind, or outside the maps.
    """
    if not isinstance(value, dict):
        raise _error(f"a value of type {type(value).__name__} instead of an answer")
    order = value.get("order")
    if type(order) is not int:
        raise _error("an answer without its number")
    if masking:
        return Answer(order, _mask_text(value.get("mask"), shape))
    return Answer(order, _cell(value.get("cell"), shape))


def mask_array(text: str | None, shape: Shape) -> NDArray[np.bool_]:
    """True where cells are masked, (H, W); `text` has a 0 or 1 for each, row by row."""
    _, rows, columns = shape
    if text is None:
        return np.zeros((rows, columns), dtype=bool)
    cells = np.frombuffer(text.encode(), np.uint8).reshape(rows, columns)
    return np.equal(cells, ord("1"))


def mask_text(mask: NDArray[np.bool_]) -> str:
    """The text for a mask (H, W)."""
    return "".join("01"[int(cell)] for cell in mask.flat)


def fits(cell: Cell, shape: Shape) -> bool:
    """Whether maps of this shape have such a cell."""
    return all(0 <= at < size for at, size in zip(cell, shape, strict=True))


def _cell(value: object, shape: Shape) -> Cell | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 3 or {type(at) for at in value} != {int}:
        raise _error("a cell that is no list of channel, row and column")
    cell = Cell(*value)
    if not fits(cell, shape):
        raise _error("a cell outside the {} maps of {} × {}".format(*shape))
    return cell


def _mask_text(value: object, shape: Shape) -> str:
    _, rows, columns = shape
    if not isinstance(value, str) or len(value) != rows * columns or set(value) - set("01"):
        raise _error(f"no mask of {rows} × {columns} cells")
    return value


def _error(what: str) -> MapViewError:
    return MapViewError(f"maps: the browser sent {what}; choose again")
