"""Which input pixels one cell of a map depends on, exactly, borders and gaps included."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from nin.analysis.shapes import Row
from nin.ops import Conv2d, GlobalAvgPool, Linear, ReLU
from nin.spec import Dropout, Pool

Span = tuple[int, int]  # [start, stop) along one axis, in input pixels


class Window(NamedTuple):
    """The input pixels that one cell sees, in pixels from the image's top left corner.

    `top`, `left` and `size` are those of the whole square, padding included, so it may begin
    below 0 and end beyond the image; `seen` are the rows and columns of the image that count, or
    None where there is only padding.
    """

    top: int
    left: int
    size: int
    seen: tuple[Span, Span] | None


def input_window(rows: Sequence[Row], name: str, row: int, column: int) -> Window:
    """The window of the cell at (row, column) of op `name`; after GAP or a dense layer (0, 0).

    Raises:
        KeyError: no row has this name.
        IndexError: the map has no such cell.
    """
    down, across = input_span(rows, name, row), input_span(rows, name, column)
    op_row = next(candidate for candidate in rows if candidate.name == name)
    top, left = (op_row.first + cell * op_row.jump for cell in (row, column))
    return Window(top, left, op_row.receptive_field, (down, across) if down and across else None)


def input_span(rows: Sequence[Row], name: str, cell: int) -> Span | None:
    """The input pixels along one axis that a cell of op `name` sees, as [start, stop).

    Maps are square and windows too, so rows and columns follow the same rule: cell (y, x) sees
    the product of the spans of y and x. Found by walking back from the cell and dropping, at
    every op, what lies in the padding; the shortcut by receptive field and jump overlooks pixels
    at the far border that rounding leaves unread. After GAP or a dense layer there is one cell, 0.

    Returns:
        None for a cell that sees only padding.

    Raises:
        KeyError: no row has this name.
        IndexError: the map has no such cell.
    """
    index = {row.name: i for i, row in enumerate(rows)}[name]
    side = _side(rows[index].out_shape)
    if not 0 <= cell < side:
        raise IndexError(f"{name} has cells 0 to {side - 1}, got {cell}")
    cells = [cell]
    for row in reversed(rows[: index + 1]):
        cells = _input_cells(row, cells)
    return (cells[0], cells[-1] + 1) if cells else None


def _input_cells(row: Row, cells: list[int]) -> list[int]:
    """The cells of the op's input that these cells of its output are made of, both in order."""
    side = _side(row.in_shape)
    match row.op:
        case Conv2d() | Pool():
            return _read(row.op, cells, side)
        case GlobalAvgPool() | Linear():
            return list(range(side))
        case ReLU() | Dropout():
            return cells


def _read(op: Conv2d | Pool, cells: list[int], side: int) -> list[int]:
    """What lies inside the map in any of these windows, each cell once, since they overlap."""
    read: list[int] = []
    for cell in cells:
        start = cell * op.stride - op.padding
        unread = read[-1] + 1 if read else 0
        read += range(max(start, unread), min(start + op.kernel_size, side))
    return read


def _side(shape: tuple[int, ...]) -> int:
    return shape[-1] if len(shape) == 3 else 1


def nearest_cells(row: Row, image_size: int) -> tuple[int, ...]:
    """For each input pixel along one axis, the cell whose window has its middle nearest to it.

    So a map can be laid over the image that it was made of. Ties go to the lower index.
    """
    middle = row.first + (row.receptive_field - 1) / 2
    last = _side(row.out_shape) - 1
    places = ((pixel - middle) / row.jump for pixel in range(image_size))
    return tuple(min(max(ceil(place - 0.5), 0), last) for place in places)
