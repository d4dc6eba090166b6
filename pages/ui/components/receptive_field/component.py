"""Receptive fields by hand: point at a cell to see its window on the image, or the other way.

All in the browser: Python sends, for each cell of one axis, the span of input pixels that it
sees (`nin.analysis.receptive_field`), and rows and columns follow the same spans.
"""

from __future__ import annotations

import base64
from functools import cache

from nin.analysis import Trace
from nin.analysis.receptive_field import input_span
from nin.bundled import ASSETS
from pages.ui.components.loader import register

_DIGIT = ASSETS / "digit.png"

_component = register("nin_window", __file__)


def show_windows(trace: Trace, name: str, title: str, image_size: int) -> None:
    """The image beside the map of op `name`, shown as `title`, each pointing at the other."""
    row = next(row for row in trace.rows if row.name == name)
    side = row.out_shape[1] if len(row.out_shape) == 3 else 1
    _component(
        key="windows",
        data=[
            {
                "name": title,
                "size": image_size,
                "spans": [input_span(trace.rows, name, cell) for cell in range(side)],
                "image": _digit(),
            }
        ],
    )


@cache
def _digit() -> str:
    return "data:image/png;base64," + base64.b64encode(_DIGIT.read_bytes()).decode()
