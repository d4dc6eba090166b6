"""The arithmetic of one row of the table, written out with the row's own numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nin.analysis.shapes import FLOAT_BYTES
from nin.analysis.tracing import Row, Shape
from nin.ops import Conv2d, GlobalAvgPool, Linear, ReLU
from nin.spec import Dropout, Layer, NiNBlock, Pool


class Formula(NamedTuple):
    """One figure of a row: what it is, the rule in letters, and the rule in numbers."""

    what: str
    rule: str
    numbers: str


def explain(row: Row) -> tuple[Formula, ...]:
    """How each figure of the row comes about; figures that are 0 by nature are left out.

    >>> from nin.analysis import trace
    >>> from nin.presets import PRESETS
    >>> explain(trace(PRESETS["d2l"].network).rows[0])[0].numbers
    '⌊(224 + 2·0 − 11) / 4⌋ + 1 = 54'
    """
    found = (_side(row), _params(row), _macs(row), _memory(row), _receptive_field(row), _jump(row))
    return tuple(formula for formula in found if formula)


def shape_text(shape: Shape) -> str:
    """A shape as people write it.

    >>> shape_text((96, 54, 54)), shape_text((10,))
    ('96×54×54', '10')
    """
    return "×".join(map(str, shape))


def op_text(row: Row) -> str:
    """What the op is, in the words of a figure: `conv 5×5`, `max 3×3 /2`, `ReLU`."""
    match row.op:
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


def _side(row: Row) -> Formula | None:
    match row.op:
        case Conv2d(_, k, s, p) | Pool(_, k, s, p):
            ceil = isinstance(row.op, Pool) and row.op.ceil_mode
            left, right = "⌈⌉" if ceil else "⌊⌋"
            side, out = row.in_shape[1], row.out_shape[1]
            numbers = f"{left}({side} + 2·{p} − {k}) / {s}{right} + 1"
            rule = f"{left}(side + 2·padding − kernel) / stride{right} + 1"
            if ceil and -(-(side + 2 * p - k) // s) + 1 > out:
                # PyTorch's clamp, see shapes.window_count
                rule += ", less a last window that would start beyond the map"
                numbers += " − 1"
            return Formula("Side of the map", rule, f"{numbers} = {out}")
        case GlobalAvgPool():
            cells = row.in_shape[1] * row.in_shape[2]
            rule = "sum of a map / its cells, for each map"
            return Formula(
                "Values", rule, f"{cells} · {row.out_shape[0]} / {cells} = {row.out_shape[0]}"
            )
        case Linear(out_features):
            return Formula("Values", "one for each output", f"{out_features} = {out_features}")
        case _:
            return None


def _params(row: Row) -> Formula | None:
    inputs = _inputs(row)
    if inputs is None:
        return None
    rule = "out channels · (inputs of one output + 1 bias)"
    return Formula("Parameters", rule, f"{row.out_shape[0]}·({inputs} + 1) = {row.params:,}")


def _macs(row: Row) -> Formula | None:
    inputs = _inputs(row)
    if inputs is None:
        return None
    rule = "outputs · inputs of one output"
    return Formula("MACs", rule, f"{_product(row.out_shape)} · {inputs} = {row.macs:,}")


def _inputs(row: Row) -> str | None:
    """How many values one output is a weighted sum of, as a product."""
    match row.op:
        case Conv2d(_, k):
            return f"{row.in_shape[0]}·{k}·{k}"
        case Linear():
            return _product(row.in_shape)
        case _:
            return None


def _memory(row: Row) -> Formula:
    numbers = f"{_product(row.out_shape)} · {FLOAT_BYTES} = {row.activation_bytes:,}"
    return Formula("Activation bytes", "outputs · 4 bytes (float32)", numbers)


def _receptive_field(row: Row) -> Formula | None:
    match row.op:
        case Conv2d(_, k, s) | Pool(_, k, s):
            jump = row.jump // s
        case GlobalAvgPool() | Linear() if len(row.in_shape) == 3:
            k, jump = row.in_shape[1], row.jump
        case _:
            return None
    before = row.receptive_field - (k - 1) * jump
    rule = "field before + (window − 1) · jump before"
    return Formula("Receptive field", rule, f"{before} + ({k} − 1)·{jump} = {row.receptive_field}")


def _jump(row: Row) -> Formula | None:
    match row.op:
        case Conv2d(_, _, s) | Pool(_, _, s):
            return Formula("Jump", "jump before · stride", f"{row.jump // s}·{s} = {row.jump}")
        case _:
            return None


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
            kept = f"keeps {sides[0]}" if side == out_side else f"turns {sides[0]} into {sides[1]}"
            return f"Makes {_maps(out_channels)} from {_maps(channels)} and {kept}."
        case Pool():
            verb = "Keeps" if side == out_side else "Shrinks" if out_side < side else "Grows"
            change = f"at {sides[0]}" if side == out_side else f"from {sides[0]} to {sides[1]}"
            each = f"each of the {channels} maps" if channels > 1 else "the map"
            return f"{verb} {each} {change}."
        case Dropout(p):
            return f"Leaves the shape alone; while training it zeroes {p:.0%} of the values."


def _maps(count: int) -> str:
    return "1 map" if count == 1 else f"{count:,} maps"
