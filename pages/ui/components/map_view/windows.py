"""What the browser needs to know of windows, so that pointing at a cell asks no server."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from nin.analysis import Row
from nin.analysis.receptive_field import input_span

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Windows:
    """Which input pixels each cell of an op's maps sees, and where a cell lies on the image.

    Attributes:
        spans: For each cell of one axis the pixels [start, stop) that it sees, None for padding
            only; rows and columns follow the same spans.
        start: Where on the image cell 0 begins, in pixels, if a cell takes the place around the
            middle of its window; below 0 where that middle lies near the border.
        step: Pixels from one cell to the next.
        image_size: Side of the image in pixels.
        verb: What a cell does with its pixels.
    """

    spans: tuple[Span | None, ...]
    start: float
    step: float
    image_size: int
    verb: str = "sees"


@lru_cache(maxsize=256)  # a session looks at a few networks of some thirty ops
def windows_of(rows: tuple[Row, ...], name: str, image_size: int) -> Windows:
    """The windows of op `name` in the table of a network (`Trace.rows`).

    Raises:
        KeyError: no row has this name.
    """
    row = {row.name: row for row in rows}[name]
    if len(row.out_shape) == 1:  # behind GAP one cell sees all
        return Windows((input_span(rows, name, 0),), 0, image_size, image_size)
    spans = tuple(input_span(rows, name, cell) for cell in range(row.out_shape[-1]))
    start = row.first + (row.receptive_field - row.jump) / 2
    return Windows(spans, start, row.jump, image_size)
