"""One row of arithmetic for each op: shape, parameters, cost, receptive field.

The shape rules are PyTorch's, its ceil-mode clamp included. Receptive fields follow Araujo,
Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks", 2019. Whole numbers
only and no tensor: a table takes a fraction of a millisecond, whatever the size.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import NamedTuple, assert_never

from nin.ops import Conv2d, GlobalAvgPool, Linear, Op, ReLU, layer_title, walk
from nin.spec import Dropout, Network, Pool

FLOAT_BYTES = 4  # everything is counted in float32

# Tuples: the table is made at every edit, and a union of types would be built anew for each op.
_WINDOWED, _VECTOR = (Conv2d, Pool), (GlobalAvgPool, Linear)
_FREE = (ReLU, Dropout)  # no weights, no cost, and the shape stays

Shape = tuple[int, ...]  # (C, H, W), or (C,) after the head's first op; the batch axis is left out


class Row(NamedTuple):
    """One op of the table; a named tuple, since an edit makes some thirty of them.

    `macs` counts multiply–accumulates for one image, biases left out (FLOPs = 2 × MACs).
    `activation_bytes` is the op's output for one image in float32. `receptive_field` is the side,
    in input pixels, of the window that one output value sees; `jump` is how many input pixels
    lie between neighbouring outputs, `first` the leftmost pixel of output 0 (below 0: padding).
    After GAP or a dense layer one value sees all windows together, and `jump` has no neighbour
    to point at. `layer` is the index in `network.layers`; the head comes after the last.
    """

    name: str
    op: Op
    out_shape: Shape
    params: int
    macs: int
    activation_bytes: int
    receptive_field: int
    jump: int
    first: int
    in_shape: Shape
    layer: int


class Misfit(NamedTuple):
    """The first op whose window does not fit, and the side of the map that it met."""

    layer: int
    name: str
    op: Conv2d | Pool
    side: int

    def __str__(self) -> str:
        k, s, p = self.op.kernel_size, self.side, self.op.padding
        title = layer_title(self.name.partition("_")[0])
        return (
            f"{title}: a {k}×{k} window does not fit a {s}×{s} map with padding {p}; "
            "shrink the kernel, add padding or pool less before it"
        )


def follow(network: Network) -> tuple[tuple[Row, ...], Misfit | None]:
    """The rows that fit, and the first op that does not."""
    rows: list[Row] = []
    shape: Shape = (network.in_channels, network.image_size, network.image_size)
    receptive_field, jump, first = 1, 1, 0
    size = FLOAT_BYTES * prod(shape)
    for layer, name, op in walk(network):
        in_shape, params, macs = shape, 0, 0
        if not isinstance(op, _FREE):
            if isinstance(op, _WINDOWED):
                channels, side, _ = shape
                count = window_count(op, side)
                if count < 1:
                    return tuple(rows), Misfit(layer, name, op, side)
                shape = (op.out_channels if isinstance(op, Conv2d) else channels, count, count)
                receptive_field += (op.kernel_size - 1) * jump
                first -= op.padding * jump
                jump *= op.stride
            elif isinstance(op, _VECTOR):
                if len(shape) == 3:  # one value now sees all windows together
                    receptive_field += (shape[1] - 1) * jump
                shape = (op.out_features if isinstance(op, Linear) else shape[0],)
            else:
                assert_never(op)
            params, macs = _cost(op, in_shape, shape)
            size = FLOAT_BYTES * prod(shape)
        rows.append(
            Row(name, op, shape, params, macs, size, receptive_field, jump, first, in_shape, layer)
        )
    return tuple(rows), None


def last_maps(rows: Sequence[Row]) -> Row:
    """The row whose maps the head takes: with GAP the class maps. Only for rows without a fault."""
    return next(row for row in reversed(rows) if len(row.out_shape) == 3)


def window_count(op: Conv2d | Pool, side: int) -> int:
    """How many windows fit along a map of this side; below 1 where none does.

    >>> window_count(Conv2d(96, kernel_size=11, stride=4), 224)
    54
    """
    slack = side + 2 * op.padding - op.kernel_size
    if not (isinstance(op, Pool) and op.ceil_mode):
        return slack // op.stride + 1
    count = -(-slack // op.stride) + 1
    # PyTorch's clamp: the last window must start inside the map or its left padding.
    return count - 1 if (count - 1) * op.stride >= side + op.padding else count


def _cost(op: Op, in_shape: Shape, out_shape: Shape) -> tuple[int, int]:
    """Parameters, and multiply–accumulates for one image."""
    match op:
        case Conv2d():
            weights = op.out_channels * in_shape[0] * op.kernel_size**2
            return weights + op.out_channels, weights * out_shape[1] ** 2
        case Linear():
            weights = op.out_features * prod(in_shape)
            return weights + op.out_features, weights
        case Pool() | ReLU() | Dropout() | GlobalAvgPool():
            return 0, 0
