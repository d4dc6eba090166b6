"""The network as an SVG drawing to scale: one box for each map, from image to logits.

Heights follow the side of the maps and widths their channels, each on one linear scale for the
whole drawing (nothing is drawn thinner than `THINNEST`), so that one sees where a network is wide
and where it is small. Every colour is plain, since programs that draw files know no variables, and
the file brings its own light sheet, so that its labels can be read on a dark page too. A page that
has colours of its own hides the sheet and sets the class `sheet`, the texts and `broken` by style.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Literal, assert_never

from nin.analysis import Row, trace
from nin.analysis.explain import op_text, shape_text
from nin.ops import Conv2d, GlobalAvgPool, Linear, ReLU
from nin.spec import Dropout, Network, NiNBlock, Pool

SLOT, NARROW = 84, 58  # pixels from box to box; dropout needs less
TALLEST, WIDEST, THINNEST = 108, 40, 5  # pixels of a box
SLANT = 0.24  # how far the side faces recede, as a share of the height
MIDDLE, BOTTOM = 114, 234  # y of the boxes' middle, and of the drawing's lower edge
LOGITS = 64  # height of the column of logits, which has no map

_STYLE = """
text { font-family: system-ui, sans-serif; font-size: 11px; fill: #1c2530; text-anchor: middle }
.sheet { fill: #fcfcfa }
.op { font-size: 10.5px; opacity: .85 }
.frame { fill: none; stroke: #8a939c; stroke-opacity: .55 }
.title { font-weight: 600 }
.flow { stroke: #8a939c; fill: none }
.box { stroke-width: 1; stroke-linejoin: round; fill-opacity: .9 }
.image { fill: #8a939c; stroke: #5d666f }
.conv { fill: #4a90c8; stroke: #23618f }
.mlp { fill: #e09f3e; stroke: #a36a12 }
.pool { fill: #6aa67f; stroke: #3c7350 }
.head { fill: #a678b4; stroke: #764b85 }
.dropout { fill: none; stroke: #8a939c; stroke-dasharray: 3 3 }
.fault { fill: none; stroke: #c62828; stroke-width: 2; stroke-dasharray: 4 3 }
.broken { fill: #c62828; font-weight: 600 }
"""


_Kind = Literal["image", "conv", "mlp", "pool", "dropout", "head", "fault"]  # as in the style


@dataclass(frozen=True, slots=True)
class _Box:
    """One slot of the drawing; `side` and `channels` set its size, in cells."""

    layer: int
    kind: _Kind
    above: str
    below: str
    tooltip: str
    side: int = 1
    channels: int = 1


def to_svg(network: Network) -> str:
    """An SVG document; where a layer does not fit, it ends there with a mark."""
    boxes = tuple(_boxes(network))
    width = sum(map(_slot, boxes)) + 16
    scale_y = TALLEST / max(box.side for box in boxes)
    scale_x = WIDEST / max(box.channels for box in boxes)
    parts, x = [_rect("sheet", 0, 0, width, BOTTOM, 8), _frames(network, boxes)], 8.0
    for box in boxes:
        parts.append(_draw(box, x + _slot(box) / 2, scale_x, scale_y))
        x += _slot(box)
    title = f"{len(network.layers)} layers from {boxes[0].below} to {boxes[-1].below}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{BOTTOM}" '
        f'viewBox="0 0 {width} {BOTTOM}" role="img" aria-label="Diagram of the network: '
        f'{escape(title)}"><style>{_STYLE}</style>{"".join(parts)}</svg>'
    )


def _boxes(network: Network) -> Iterator[_Box]:
    result = trace(network)
    size = network.image_size
    image = f"{network.in_channels}×{size}×{size}"
    yield _Box(-1, "image", "image", image, "the input image", size, network.in_channels)
    for row in result.rows:
        if (kind := _kind(row)) is not None:
            yield _box(row, kind)
    if result.fault:
        yield _Box(-1, "fault", "does not fit", result.fault.name, result.fault.message)


def _box(row: Row, kind: _Kind) -> _Box:
    shape = shape_text(row.out_shape)
    tooltip = f"{row.name}: {op_text(row)} → {shape}, {row.params:,} parameters"
    spatial = len(row.out_shape) == 3
    return _Box(
        row.layer,
        kind,
        op_text(row),
        shape,
        tooltip,
        row.out_shape[1] if spatial else 1,
        row.out_shape[0] if spatial else 1,
    )


def _kind(row: Row) -> _Kind | None:
    """How an op is drawn; a ReLU, which changes no shape, is not."""
    match row.op:
        case Conv2d(mlp_depth=depth):
            return "mlp" if depth else "conv"
        case Pool():
            return "pool"
        case Dropout():
            return "dropout"
        case GlobalAvgPool() | Linear():
            return "head"
        case ReLU():
            return None


def _slot(box: _Box) -> int:
    return NARROW if box.kind == "dropout" else SLOT


def _draw(box: _Box, x: float, scale_x: float, scale_y: float) -> str:
    height = LOGITS if box.kind in ("head", "fault") else max(THINNEST, box.side * scale_y)
    width = 12 if box.kind in ("head", "fault") else max(THINNEST, box.channels * scale_x)
    flow = "" if box.kind == "image" else _arrow(x - _slot(box) / 2, MIDDLE)
    match box.kind:
        case "dropout":
            shape = _line("dropout", x, MIDDLE - 24, x, MIDDLE + 24)
            texts = _text("op", x, BOTTOM - 36, box.above.replace("dropout", "drop"))
        case "fault":
            shape = _rect("fault", x - 14, MIDDLE - 32, 28, 64)
            texts = _text("broken", x, BOTTOM - 36, box.above) + _text(
                "broken", x, BOTTOM - 20, box.below
            )
        case "image" | "conv" | "mlp" | "pool" | "head":
            shape = _cuboid(box.kind, x, width, height)
            texts = _text("op", x, BOTTOM - 36, box.above) + _text("", x, BOTTOM - 20, box.below)
        case _:
            assert_never(box.kind)
    return f"<g><title>{escape(box.tooltip)}</title>{flow}{shape}{texts}</g>"


def _cuboid(kind: str, x: float, width: float, height: float) -> str:
    """A box seen from the front left, its middle at (x, MIDDLE)."""
    slant = SLANT * height
    left, right = x - (width + slant) / 2, x + (width - slant) / 2
    top, bottom = MIDDLE - (height - slant) / 2, MIDDLE + (height + slant) / 2
    front = _polygon(kind, (left, top), (right, top), (right, bottom), (left, bottom))
    lid = (left, top), (left + slant, top - slant), (right + slant, top - slant), (right, top)
    back = (right + slant, top - slant), (right + slant, bottom - slant)
    return _polygon(kind, *lid) + _polygon(kind, (right, top), *back, (right, bottom)) + front


def _frames(network: Network, boxes: tuple[_Box, ...]) -> str:
    """A frame with a name around the boxes of each NiN block."""
    blocks = [i for i, layer in enumerate(network.layers) if isinstance(layer, NiNBlock)]
    parts, x = [], 8
    for layer, group in groupby(boxes, key=lambda box: box.layer):
        width = sum(map(_slot, group))
        if layer in blocks:
            parts.append(_rect("frame", x + 3, 12, width - 6, BOTTOM - 24, 8))
            parts.append(_text("title", x + width / 2, 30, f"block {blocks.index(layer) + 1}"))
        x += width
    return "".join(parts)


def _arrow(x: float, y: float) -> str:
    return f'<path class="flow" d="M{x - 6:.1f} {y}h11m-4 -3l4 3l-4 3"/>'


def _polygon(kind: str, *points: tuple[float, float]) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon class="box {kind}" points="{path}"/>'


def _rect(kind: str, x: float, y: float, width: float, height: float, radius: int = 3) -> str:
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
        f'height="{height:.1f}" rx="{radius}"/>'
    )


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(kind: str, x: float, y: float, text: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'
