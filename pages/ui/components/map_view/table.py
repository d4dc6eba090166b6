"""The maps as a table: what each channel says, in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import streamlit as st

from pages.ui.components.map_view.maps import Maps, Values, arranged, means
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.numbers import percent, three_digits

MOST = 100  # rows; more are slow to read, and to draw

_COLUMNS = (
    Column("Map", words=True),
    Column("Mean"),
    Column("Largest"),
    Column("Smallest"),
    Column("Zero", "zero_share"),
)


def maps_table(shown: Maps, *, most: int = MOST) -> None:
    """Show mean, extremes and the share of zero cells of each map, in the order of the view."""
    channels = arranged(shown)
    rows = _rows(shown, channels[:most])
    show_html_table(f"Maps of {shown.name}", _COLUMNS, rows)
    if len(channels) > most:
        st.caption(f"The first {most} of {len(channels)} maps in this order.")


def _rows(shown: Maps, channels: Sequence[int]) -> Iterator[tuple[Cell, ...]]:
    for channel in channels:
        yield Cell(shown.called(channel)), *_figures(shown.grid[channel])


def _figures(values: Values) -> tuple[Cell, ...]:
    share = float(np.mean(values == 0))
    numbers = (means(values[None])[0], values.max(), values.min())
    return *(Cell(three_digits(float(number))) for number in numbers), Cell(
        percent(share), share=share
    )
