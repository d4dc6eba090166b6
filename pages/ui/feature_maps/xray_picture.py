"""A 1×1 convolution at one pixel as a picture: what it reads, what it gives, lines between."""

from __future__ import annotations

import base64

import numpy as np
from numpy.typing import NDArray

from nin.interpret.xray_steps import LinearStep
from pages.ui.components.map_view.colours import SIDE, colour_table

_WIDTH, _STRIP, _GAP = 530, 18, 92  # of the picture, of a strip, between the strips
_POSITIVE, _NEGATIVE = "#d07a1a", "#2a7fc0"


def picture(step: LinearStep, channel: int) -> str:
    """A data URL of an SVG: the pixel's channels before and after, and what each adds to one."""
    inputs, outputs = step.patch.values.ravel(), step.outputs
    products = step.sum(channel).products.ravel()
    strips = _strip(inputs, 0) + _strip(outputs, _STRIP + _GAP)
    size = _WIDTH / len(outputs)
    frame = (
        f'<rect x="{channel * size - 1:.1f}" y="{_STRIP + _GAP - 2}" width="{size + 2:.1f}" '
        f'height="{_STRIP + 4}" fill="none" stroke="#fff" stroke-width="1.5"/>'
        f'<rect x="{channel * size - 2.5:.1f}" y="{_STRIP + _GAP - 3.5}" width="{size + 5:.1f}" '
        f'height="{_STRIP + 7}" fill="none" stroke="#000" stroke-width="1.5"/>'
    )
    height = 2 * _STRIP + _GAP + 4
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -1 {_WIDTH + 8} {height + 2}">'
        f"{_lines(products, channel, len(outputs))}{strips}{frame}</svg>"
    )
    return "data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode()


def _strip(values: NDArray[np.float32], top: int) -> str:
    """The values as boxes side by side, the largest size brightest."""
    size = _WIDTH / len(values)
    limit = max(float(np.abs(values).max()), 1e-9)
    places = np.rint(SIDE + SIDE * np.nan_to_num(values / limit).clip(-1, 1)).astype(int)
    colours = colour_table()[places].tolist()
    return "".join(
        f'<rect x="{at * size:.1f}" y="{top}" width="{size + 0.2:.1f}" height="{_STRIP}" '
        f'fill="rgb({red},{green},{blue})"/>'
        for at, (red, green, blue) in enumerate(colours)
    )


def _lines(products: NDArray[np.float64], channel: int, outputs: int) -> str:
    """A line for each input, as strong as what it adds; those that add nothing have none."""
    most = max(float(np.abs(products).max()), 1e-9)
    goal = (channel + 0.5) * _WIDTH / outputs
    return "".join(
        f'<line x1="{(at + 0.5) * _WIDTH / len(products):.1f}" y1="{_STRIP}" x2="{goal:.1f}" '
        f'y2="{_STRIP + _GAP}" stroke="{_POSITIVE if product > 0 else _NEGATIVE}" '
        f'stroke-width="{0.4 + 3.2 * abs(product) / most:.2f}" '
        f'opacity="{0.15 + 0.85 * abs(product) / most:.2f}"/>'
        for at, product in enumerate(products.tolist())
        if product
    )
