"""The pictures on the cards, as data URLs: a page's HTML keeps no SVG of its own."""

from __future__ import annotations

import base64
from collections.abc import Iterable

_ZERO, _HEAT, _BRIGHT = "#23262d", "#f3a531", "#fff0bd"
_CONV, _MLP, _POOL, _HEAD = "#4a90c8", "#e09f3e", "#6aa67f", "#a678b4"
_INK = "#80868d"  # words and lines: read on light and on dark


def mixing() -> str:
    """Four maps, and the one that is made of the same pixel of each."""
    maps = [_map(4 + 14 * at, 4 + 18 * at) for at in range(4)]
    lines = (
        f'<path d="M{18 + 14 * at} {18 + 18 * at} L108 44" stroke="{_MLP}" '
        f'stroke-width="{width}" fill="none"/>'
        for at, width in enumerate((3, 1, 2, 1))
    )
    return _svg([*maps, *lines, _map(94, 30)])


def places() -> str:
    """A class map with a hidden cell."""
    shares = {(1, 1): 0.5, (1, 2): 0.9, (2, 1): 0.4, (2, 2): 0.7, (3, 2): 0.3}
    cells = [_box(20, 4, 92, 92, _ZERO)]
    for (row, column), share in shares.items():
        cells.append(_box(24 + 17 * column, 8 + 17 * row, 16, 16, _HEAT, share))
    hidden = _box(24 + 17 * 3, 8 + 17, 16, 16, "#000")
    hatch = '<path d="M75 41 L91 25 M75 33 L83 25 M83 41 L91 33" stroke="#fff"/>'
    return _svg([*cells, hidden, hatch])


def dense() -> str:
    """How many weights a dense layer has on the last maps, and how many a mean."""
    return _svg(
        [
            _words(6, 22, "dense layer"),
            _box(6, 28, 118, 16, _CONV),
            _words(6, 68, "mean of each map"),
            _box(6, 74, 2, 16, _HEAD),
            _words(14, 87, "0 weights"),
        ]
    )


def blocks() -> str:
    """A network as a row of layers."""
    block, heights = (_CONV, _MLP, _MLP, _POOL), (62, 50, 38, 28)
    boxes = [(high, of) for high in heights for of in block][:-1]
    return _svg(
        _box(4 + 8.2 * at, 50 - high / 2, 6, high, of) for at, (high, of) in enumerate(boxes)
    )


def _map(x: float, y: float) -> str:
    return _box(x, y, 30, 30, _ZERO) + _box(x + 10, y + 10, 8, 8, _BRIGHT)


def _box(x: float, y: float, width: float, height: float, fill: str, opacity: float = 1) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="1.5" fill="{fill}" '
        f'opacity="{opacity:g}"/>'
    )


def _words(x: float, y: float, words: str) -> str:
    place = f'x="{x:g}" y="{y:g}"'
    return f'<text {place} font-size="12" font-family="sans-serif" fill="{_INK}">{words}</text>'


def _svg(parts: Iterable[str]) -> str:
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 130 100">{"".join(parts)}</svg>'
    return "data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode()
