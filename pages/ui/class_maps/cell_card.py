"""One cell of the class maps: where it lies on the image, what it sees, and what it says."""

from __future__ import annotations

import base64
from html import escape

import numpy as np
import streamlit as st

from nin.analysis import last_maps
from nin.analysis.receptive_field import input_window
from nin.interpret.xray_steps import Cell
from pages.ui.components.map_view.packet import to_pixels
from pages.ui.parts.data_urls import url
from pages.ui.parts.numbers import two_decimals
from pages.ui.subject.subject import Subject

_SIDE = 150  # pixels of the picture on the page


def show_cell(subject: Subject, cell: Cell, *, is_masked: bool) -> None:
    """The cell, in words and on the image, and the way to its X-ray."""
    row = last_maps(subject.rows)
    title = (
        f"{'The masked cell' if is_masked else 'The cell'}: row {cell.row}, column {cell.column}"
    )
    paragraphs = "".join(
        f"<p>{words}</p>" for words in (_says(subject, cell), _sees(subject, cell))
    )
    st.html(
        f'<div class="nin-cell"><h2>{title}</h2><div><img src="{_picture(subject, cell)}" '
        f'width="{_SIDE}" height="{_SIDE}" alt="Where the cell lies on the image, and what it '
        f'sees"><div>{paragraphs}</div></div></div>'
    )
    st.page_link(
        "pages/feature_maps.py",
        label="X-ray this cell",
        icon=":material/visibility:",
        query_params={"layer": row.name, "cell": ".".join(map(str, cell))},
        width="content",
    )


def _says(subject: Subject, cell: Cell) -> str:
    """Which classes it speaks for, and what each would lose with it."""
    values = subject.class_maps()[:, cell.row, cell.column]
    count = subject.class_maps()[0].size
    best, *others = np.argsort(-values, kind="stable")[:2].tolist()
    names = [escape(name) for name in subject.loaded.classes]
    if values[best] <= 0:
        return "It speaks for no class."
    words = f"It speaks for <b>{names[best]}</b> with {values[best]:.1f}"
    for other in others:
        words += f", for <b>{names[other]}</b> with {max(0.0, float(values[other])):.1f}"
    lost = two_decimals(float(values[best]) / count)
    return f"{words}. Hidden, the score of {names[best]} falls by {lost}."


def _sees(subject: Subject, cell: Cell) -> str:
    size = last_maps(subject.rows).receptive_field
    side = subject.loaded.network.image_size
    if size > side:
        return (
            f"It sees {size}×{size} pixels, dashed: more than the image has. The rest is zero "
            "padding."
        )
    return f"It sees {size}×{size} pixels, dashed."


def _picture(subject: Subject, cell: Cell) -> str:
    """The image as SVG, the cell's place on it and, dashed, its window."""
    row, side = last_maps(subject.rows), subject.loaded.network.image_size
    pixels = to_pixels(subject.image[0])
    image = url(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)
    start = row.first + (row.receptive_field - row.jump) / 2
    left, top = (max(0.0, start + at * row.jump) for at in (cell.column, cell.row))
    window = input_window(subject.rows, row.name, cell.row, cell.column)
    width = side / 75
    frame = ""
    if window.seen:
        (first, last), (begin, end) = window.seen
        frame = (
            f'<rect x="{begin + width / 2}" y="{first + width / 2}" width="{end - begin - width}" '
            f'height="{last - first - width}" fill="none" stroke="#ffb300" stroke-width="{width}" '
            f'stroke-dasharray="{3 * width} {2 * width}"/>'
        )
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<image href="{image}" width="{side}" height="{side}" style="image-rendering:pixelated"/>'
        f'<rect x="{left}" y="{top}" width="{row.jump}" height="{row.jump}" fill="#ffb30040" '
        f'stroke="#ffb300" stroke-width="{width}"/>{frame}</svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode()
