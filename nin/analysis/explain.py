"""The arithmetic of one row of the table, written out with the row's own numbers."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from nin.analysis.shapes import FLOAT_BYTES
from nin.analysis.tracing import Row, Shape
from nin.ops import Conv2d, GlobalAvgPool, Linear, Op, ReLU, windowed
from nin.spec import Dropout, Layer, NiNBlock, Pool
from nin.words import counted


class Figure(Enum):
    """The figures of a row that have an arithmetic, by what a reader calls them."""

    SIDE = "Side of the map"
    VALUES = "Values"
    PARAMS = "Parameters"
    MACS = "MACs"
    MEMORY = "Activation bytes"
    RECEPTIVE_FIELD = "Receptive field"
    JUMP = "Jump"


class Formula(NamedTuple):
    """How one figure of a row comes about: the rule in letters, and the rule in numbers."""

    figure: Figure
    rule: str
    numbers: str


def explain(row: Row) -> tuple[Formula, ...]:
    """How each figure of the row comes about; figures that are 0 by nature are left out.

    >>> from nin.analysis import trace
    >>> from nin.presets import PRESETS
    >>> explain(trace(PRESETS["d2l"].network).rows[0])[0].numbers
    '⌊(224 + 2·0 − 11) / 4⌋ + 1 = 54'
    """
    formulas = (
        _output(row),
        _params(row),
        _macs(row),
        _memory(row),
        _receptive_field(row),
        _jump(row),
    )
    return tuple(formula for formula in formulas if formula)


def shape_text(shape: Shape) -> str:
    """A shape as people write it.

    >>> shape_text((96, 54, 54)), shape_text((10,))
    ('96×54×54', '10')
    """
    return "×".join(map(str, shape))


def op_text(op: Op) -> str:
    """What an op is, in the words of a figure: `conv 5×5`, `max 3×3 /2`, `ReLU`."""
    match op:
        case Conv2d(_, kernel_size, stride):
            return f"conv {kernel_size}×{kernel_size}{_slash(stride)}"
        case Pool(kind, kernel_size, stride):
            return f"{kind} {kernel_size}×{kernel_size}{_slash(stride)}"
        case Dropout(p):
            return f"dropout {p:g}"
        case ReLU():
            return "ReLU"
        case GlobalAvgPool():
            return "GAP"
        case Linear():
            return "dense"


def _slash(stride: int) -> str:
    return f" /{stride}" if stride > 1 else ""


def _output(row: Row) -> Formula | None:
    match row.op:
        case Conv2d() | Pool():
            return _side(row, row.op)
        case GlobalAvgPool():
            cells, values = row.in_shape[1] * row.in_shape[2], row.out_shape[0]
            rule = "sum of a map / its cells, for each map"
            return Formula(Figure.VALUES, rule, f"{cells} · {values} / {cells} = {values}")
        case Linear(out_features):
            numbers = f"{out_features} = {out_features}"
            return Formula(Figure.VALUES, "one for each output", numbers)
        case ReLU() | Dropout():
            return None


def _side(row: Row, op: Conv2d | Pool) -> Formula:
    k, s, p = op.kernel_size, op.stride, op.padding
    ceil = isinstance(op, Pool) and op.ceil_mode
    left, right = "⌈⌉" if ceil else "⌊⌋"
    side, out = row.in_shape[1], row.out_shape[1]
    numbers = f"{left}({side} + 2·{p} − {k}) / {s}{right} + 1"
    rule = f"{left}(side + 2·padding − kernel) / stride{right} + 1"
    if ceil and -(-(side + 2 * p - k) // s) + 1 > out:  # PyTorch's clamp, see shapes.window_count
        rule += ", less a last window that would start beyond the map"
        numbers += " − 1"
    return Formula(Figure.SIDE, rule, f"{numbers} = {out}")


def _params(row: Row) -> Formula | None:
    inputs = _inputs(row)
    if inputs is None:
        return None
    rule = "out channels · (inputs of one output + 1 bias)"
    return Formula(Figure.PARAMS, rule, f"{row.out_shape[0]}·({inputs} + 1) = {row.params:,}")


def _macs(row: Row) -> Formula | None:
    inputs = _inputs(row)
    if inputs is None:
        return None
    rule = "outputs · inputs of one output"
    return Formula(Figure.MACS, rule, f"{_product(row.out_shape)} · {inputs} = {row.macs:,}")


def _inputs(row: Row) -> str | None:
    """How many values one output is a weighted sum of, as a product."""
    match row.op:
        case Conv2d(_, k):
            return f"{row.in_shape[0]}·{k}·{k}"
        case Linear():
            return _product(row.in_shape)
        case ReLU() | Pool() | Dropout() | GlobalAvgPool():
            return None


def _memory(row: Row) -> Formula:
    numbers = f"{_product(row.out_shape)} · {FLOAT_BYTES} = {row.activation_bytes:,}"
    return Formula(Figure.MEMORY, "outputs · 4 bytes (float32)", numbers)


def _receptive_field(row: Row) -> Formula | None:
    if op := windowed(row.op):
        k, jump = op.kernel_size, row.jump // op.stride
    elif len(row.out_shape) < len(row.in_shape):  # one value now sees all windows together
        k, jump = row.in_shape[1], row.jump
    else:
        return None
    before = row.receptive_field - (k - 1) * jump
    numbers = f"{before} + ({k} − 1)·{jump} = {row.receptive_field}"
    return Formula(Figure.RECEPTIVE_FIELD, "field before + (window − 1) · jump before", numbers)


def _jump(row: Row) -> Formula | None:
    if not (op := windowed(row.op)):
        return None
    numbers = f"{row.jump // op.stride}·{op.stride} = {row.jump}"
    return Formula(Figure.JUMP, "jump before · stride", numbers)


def _product(shape: Shape) -> str:
    return "·".join(map(str, shape))


def layer_text(layer: Layer, rows: Sequence[Row]) -> str:
    """What a layer does to the shape, in a sentence; `rows` are the layer's own.

    >>> from nin.analysis import trace
    >>> from nin.presets import PRESETS
    >>> network = PRESETS["d2l"].network
    >>> layer_text(network.layers[1], [r for r in trace(network).rows if r.layer == 1])
    'Shrinks each of the 96 maps from 54×54 to 26×26.'
    """
    (channels, side, _), (out_channels, out_side, _) = rows[0].in_shape, rows[-1].out_shape
    sides = f"{side}×{side}", f"{out_side}×{out_side}"
    match layer:
        case NiNBlock():
            change = (
                f"keeps {sides[0]}" if side == out_side else f"turns {sides[0]} into {sides[1]}"
            )
            made = f"{counted(out_channels, 'map')} from {counted(channels, 'map')}"
            return f"Makes {made} and {change}."
        case Pool():
            verb = "Keeps" if side == out_side else "Shrinks" if out_side < side else "Grows"
            change = f"at {sides[0]}" if side == out_side else f"from {sides[0]} to {sides[1]}"
            maps = f"each of the {channels} maps" if channels > 1 else "the map"
            return f"{verb} {maps} {change}."
        case Dropout(p):
            return f"Leaves the shape alone; while training it zeroes {p:.0%} of the values."
