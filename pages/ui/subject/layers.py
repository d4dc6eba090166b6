"""The layers of a network as people name them, and those whose maps are worth a picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, assert_never

from nin.analysis import Row
from nin.ops import Conv2d, GlobalAvgPool, Linear, ReLU
from nin.spec import Dropout, Pool


class Named(NamedTuple):
    """A layer: its row, what makes its maps, and its names.

    Attributes:
        row: Whose maps are shown: of a convolution its ReLU's.
        maker: The row of the convolution itself, or the same row.
        short: "conv 1×1 #1", "max pool".
        full: "Block 1, conv 1×1 #1".
        block: Number of the block, from 1; 0 outside blocks.
        kind: "conv" for k×k, "mlp" for 1×1, "pool", "dropout", "gap", "dense".
    """

    row: Row
    maker: Row
    short: str
    full: str
    block: int
    kind: str


def named(rows: Sequence[Row]) -> dict[str, Named]:
    """Every op by its name.

    >>> from nin.analysis import trace
    >>> from nin.presets import PRESETS
    >>> layers = named(trace(PRESETS["mnist"].network).rows)
    >>> layers["block1_mlp1_relu"].full, layers["pool2"].full
    ('Block 1, conv 1×1 #1', 'Max pool 2')
    """
    by_name = {row.name: row for row in rows}
    rectified = {row.op.source for row in rows if isinstance(row.op, ReLU)}
    numbers: Counter[str] = Counter()
    layers: dict[str, Named] = {}
    for row in rows:
        maker = by_name[row.op.source] if isinstance(row.op, ReLU) else row
        kind, short = _what(maker)
        counted_as = "block" if kind in ("conv", "mlp") else short
        numbers[counted_as] += maker is row and kind != "mlp"  # which its block's conv has counted
        block = numbers["block"] if counted_as == "block" else 0
        full = f"Block {block}, {short}" if block else f"{short.capitalize()} {numbers[short]}"
        full = "Global average pooling" if kind == "gap" else full
        before = ", before ReLU" if row.name in rectified else ""
        layers[row.name] = Named(row, maker, short + before, full + before, block, kind)
    return layers


def _what(row: Row) -> tuple[str, str]:
    """The kind of a layer, and what it is in short."""
    match row.op:
        case Conv2d(_, size, mlp_depth=0):
            return "conv", f"conv {size}×{size}"
        case Conv2d(mlp_depth=depth):
            return "mlp", f"conv 1×1 #{depth}"
        case Pool(kind):
            return "pool", "max pool" if kind == "max" else "average pool"
        case Dropout():
            return "dropout", "dropout"
        case GlobalAvgPool():
            return "gap", "GAP"
        case Linear():
            return "dense", "dense layer"
        case ReLU():
            raise AssertionError("a ReLU follows a convolution or a dense layer")
        case op:
            assert_never(op)


def stops(rows: Sequence[Row]) -> list[Named]:
    """What is worth a picture: what a convolution's ReLU or a pool hands on."""
    return [layer for layer in named(rows).values() if _is_stop(layer.row)]


def _is_stop(row: Row) -> bool:
    """A ReLU follows every convolution, and dropout changes nothing."""
    match row.op:
        case ReLU() | Pool():
            return len(row.out_shape) == 3
        case Conv2d() | Dropout() | GlobalAvgPool() | Linear():
            return False
