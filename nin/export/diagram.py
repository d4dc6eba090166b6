"""The network as a drawing: a picture for each layer, with a box for each map, image to logits.

Heights follow the logarithm of the maps' sides and widths that of their channels: on a linear
scale the last blocks of a network are crumbs beside its image. A file puts the pictures into one
document, in rows; a page shows them one by one. Every colour is plain, since programs that draw
files know no variables, and the file brings its own light sheet, so that its labels can be read on
a dark page too. A page that has colours of its own sets the texts and what is `broken` by style.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from math import log2
from typing import Literal

from nin.analysis import Fault, Row, trace
from nin.analysis.explain import op_text, shape_text
from nin.ops import Conv2d, GlobalAvgPool, Linear, Op, ReLU, layer_names, walk, windowed
from nin.spec import Dropout, Network, Pool
from nin.words import counted

SLOT, NARROW = 72, 46  # pixels for a box with its labels; dropout needs less
ROOMY = 86  # for long shapes
LONG = 10  # letters of a label that a usual slot has room for
TALLEST, WIDEST, THINNEST = 100, 30, 4  # pixels of a box
SLANT = 0.24  # how far the side faces recede, as a share of the height
HEIGHT, MIDDLE = 200, 96  # of a layer's picture, and y of its boxes' middle
LOGITS = 64  # height of the column of logits, which has no map
PAGE = 1374  # width of a row of layers in a file
GAP = 4  # between two layers

STYLE = """
text { font-family: system-ui, sans-serif; font-size: 11px; fill: #1c2530; text-anchor: middle }
.sheet { fill: #fcfcfa }
.op { font-size: 10.5px; opacity: .85 }
.frame { fill: none; stroke: #8a939c; stroke-opacity: .55 }
.title { font-weight: 600 }
.note { text-anchor: end; opacity: .85 }
.flow { stroke: #8a939c; fill: none }
.box { stroke-width: 1; stroke-linejoin: round; fill-opacity: .9 }
.image { fill: #8a939c; stroke: #5d666f }
.conv { fill: #4a90c8; stroke: #23618f }
.mlp { fill: #e09f3e; stroke: #a36a12 }
.pool { fill: #6aa67f; stroke: #3c7350 }
.head { fill: #a678b4; stroke: #764b85 }
.dropout, .unreached { fill: none; stroke: #8a939c; stroke-dasharray: 3 3 }
.fault { fill: none; stroke: #c62828; stroke-width: 2; stroke-dasharray: 4 3 }
.broken { fill: #c62828; font-weight: 600 }
"""

_Kind = Literal["image", "conv", "mlp", "pool", "dropout", "head"]  # as in the style


@dataclass(frozen=True, slots=True)
class Picture:
    """A layer, the image before the first of them, or the head after the last.

    Attributes:
        layer: Its index in the network; -1 for the image, as many as there are for the head.
        width: Of the picture, which is `HEIGHT` high.
        svg: What is inside it.
        label: What it shows, in words.
        is_broken: Whether it is the layer that does not fit.
    """

    layer: int
    width: int
    svg: str
    label: str
    is_broken: bool


@dataclass(frozen=True, slots=True)
class _Box:
    """One slot of a picture; `side` and `channels` set its size, in cells."""

    layer: int
    kind: _Kind
    above: str
    below: str
    tooltip: str
    side: int = 1
    channels: int = 1
    fault: Fault | None = None
    is_reached: bool = True
    filled: float = 1.0  # how much of a window that does not fit its map fills


def pictures(network: Network) -> tuple[Picture, ...]:
    """The image, each layer and the head; after a layer that does not fit, only what they are."""
    boxes = tuple(_boxes(network))
    sides, channels = (max(getattr(box, size) for box in boxes) for size in ("side", "channels"))
    names = {-1: "image", **dict(enumerate(layer_names(network))), len(network.layers): "head"}
    drawn = []
    for layer, group in groupby(boxes, key=lambda box: box.layer):
        inside = tuple(group)
        title = names[layer].replace("block", "Block ") if names[layer][:5] == "block" else ""
        broken = any(box.fault for box in inside)
        width = sum(map(_slot, inside)) + (8 if title else 0)
        x, parts = (4.0 if title else 0.0), [_frame(title, width, is_broken=broken)]
        for box in inside:
            parts.append(_draw(box, x + _slot(box) / 2, sides, channels))
            x += _slot(box)
        words = ", ".join(box.tooltip for box in inside)
        label = f"{title}: {words}" if title else words
        drawn.append(Picture(layer, width, "".join(parts), label, broken))
    return tuple(drawn)


def to_svg(network: Network) -> str:
    """An SVG document, with a row of layers below the other where one would be too wide."""
    rows: list[list[Picture]] = [[]]
    for picture in pictures(network):
        if rows[-1] and _width([*rows[-1], picture]) > PAGE:
            rows.append([])
        rows[-1].append(picture)
    width, height = max(map(_width, rows)) + 16, HEIGHT * len(rows) + 20
    parts = []
    for number, row in enumerate(rows):
        x = 8
        for picture in row:
            place = f'transform="translate({x} {number * HEIGHT})"'
            parts.append(f'<g class="layer" {place}>{picture.svg}</g>')
            x += picture.width + GAP
    note = _text("note", width - 8, height - 8, "Sizes on a logarithmic scale")
    title = f"{counted(len(network.layers), 'layer')} from image to {network.num_classes} classes"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-label="Diagram of the network: '
        f'{escape(title)}"><style>{STYLE}</style>{_rect("sheet", 0, 0, width, height, 8)}'
        f"{''.join(parts)}{note}</svg>"
    )


def _width(row: list[Picture]) -> int:
    return sum(picture.width for picture in row) + GAP * (len(row) - 1)


def _boxes(network: Network) -> Iterator[_Box]:
    result = trace(network)
    rows = {row.name: row for row in result.rows}
    side = network.image_size
    shape = f"{network.in_channels}×{side}×{side}"
    yield _Box(-1, "image", "image", shape, f"image, {shape}", side, network.in_channels)
    for layer, name, op in walk(network):
        kind = _kind(op)
        if kind is None:
            continue
        if (row := rows.get(name)) is not None:
            yield _box(row, kind)
            side = row.out_shape[-1]
        elif result.fault and result.fault.name == name:
            yield _broken(layer, op, kind, result.fault, side)
        else:
            words = f"{name}: not reached"
            yield _Box(layer, kind, op_text(op), "", words, is_reached=False)


def _box(row: Row, kind: _Kind) -> _Box:
    above, shape = op_text(row.op), shape_text(row.out_shape)
    tooltip = f"{row.name}: {above} → {shape}, {counted(row.params, 'parameter')}"
    spatial = len(row.out_shape) == 3
    side, channels = (row.out_shape[1], row.out_shape[0]) if spatial else (1, 1)
    return _Box(row.layer, kind, above, shape, tooltip, side, channels)


def _broken(layer: int, op: Op, kind: _Kind, fault: Fault, side: int) -> _Box:
    """An op that the maps of this side are too small for."""
    sliding = windowed(op)
    share = (side + 2 * sliding.padding) / sliding.kernel_size if sliding else 1.0
    words = f"{fault.name}: {fault.message.partition(': ')[2]}"
    return _Box(layer, kind, op_text(op), "does not fit", words, fault=fault, filled=share)


def _kind(op: Op) -> _Kind | None:
    """How an op is drawn; a ReLU, which changes no shape, is not."""
    match op:
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
    if len(box.below) > LONG and not box.fault:
        return ROOMY
    return NARROW if box.kind == "dropout" else SLOT


def _draw(box: _Box, x: float, sides: int, channels: int) -> str:
    """A box with its labels, `x` its middle; `sides` and `channels` are the most there are."""
    flow = "" if box.kind == "image" else _arrow(x - _slot(box) / 2, MIDDLE)
    above = box.above.replace("dropout", "drop")
    if len(above) > 10:
        above = above.replace("conv ", "")
    texts = _text("op", x, HEIGHT - 29, above)
    if box.below and (box.kind != "dropout" or box.fault):
        texts += _text("broken" if box.fault else "", x, HEIGHT - 14, box.below)
    if box.fault:
        shape = _misfit(x, box.filled)
    elif not box.is_reached:
        shape = _rect("unreached", x - 8, MIDDLE - 22, 16, 44)
    elif box.kind == "dropout":
        shape = _line("dropout", x, MIDDLE - 24, x, MIDDLE + 24)
    elif box.kind == "head":
        shape = _cuboid("head", x, 12, LOGITS)
    else:
        height = max(THINNEST, TALLEST * _share(box.side, sides))
        shape = _cuboid(box.kind, x, max(THINNEST, WIDEST * _share(box.channels, channels)), height)
    return f"<g><title>{escape(box.tooltip)}</title>{flow}{shape}{texts}</g>"


def _share(size: int, most: int) -> float:
    """Of the largest box: each doubling adds as much as the one before."""
    return (1 + log2(size)) / (1 + log2(most))


def _misfit(x: float, share: float) -> str:
    """A window, and in it the map that is too small."""
    inner = 40 * share
    window = _rect("fault", x - 24, MIDDLE - 24, 48, 48)
    return window + _rect("box pool", x - inner / 2, MIDDLE - inner / 2, inner, inner, 1)


def _frame(title: str, width: int, *, is_broken: bool) -> str:
    """A frame around what belongs to a block, and around any layer that does not fit."""
    if not title and not is_broken:
        return ""
    frame = _rect("frame fault" if is_broken else "frame", 2, 6, width - 4, HEIGHT - 10, 8)
    words = f"{title}: does not fit" if is_broken and title and width > 2 * SLOT else title
    kind = "title broken" if is_broken else "title"
    return frame + (_text(kind, width / 2, 22, words) if words else "")


def _cuboid(kind: str, x: float, width: float, height: float) -> str:
    """A box seen from the front left, its middle at (x, MIDDLE)."""
    slant = SLANT * height
    left, right = x - (width + slant) / 2, x + (width - slant) / 2
    top, bottom = MIDDLE - (height - slant) / 2, MIDDLE + (height + slant) / 2
    front = _polygon(kind, (left, top), (right, top), (right, bottom), (left, bottom))
    lid = (left, top), (left + slant, top - slant), (right + slant, top - slant), (right, top)
    back = (right + slant, top - slant), (right + slant, bottom - slant)
    return _polygon(kind, *lid) + _polygon(kind, (right, top), *back, (right, bottom)) + front


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
