"""X-ray of one cell: every number, from what a block reads to what leaves it, as plain data.

Reads the maps that `forward.activations` made of one image and the network's weights, and computes
nothing again. See `steps` for what comes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from nin.analysis import trace
from nin.analysis.receptive_field import Window, input_window
from nin.analysis.shapes import Row
from nin.interpret.xray_steps import (
    Cell,
    LinearStep,
    Mask,
    Patch,
    PoolStep,
    Step,
    Values,
    pool_shares,
)
from nin.ops import Conv2d, GlobalAvgPool, Linear, ReLU
from nin.spec import Dropout, Network, Pool
from nin.weights import Array, Weights


@dataclass(frozen=True, slots=True, eq=False)
class XRay:
    """How a cell's value comes about, and what becomes of its pixel up to the block's end.

    Attributes:
        name: The op whose maps have the cell.
        value: The cell's value in its map.
        window: The input pixels that it sees.
        steps: Of a block or a dense head one for each layer with weights, first to last, its
            ReLU included, all at the cell's pixel; of a pool, GAP or dropout that one.
            Input channel c of a 1×1 convolution is output channel c of the step before it.
        focus: Index in `steps` of the one that makes the cell.
    """

    name: str
    cell: Cell
    value: float
    window: Window
    steps: tuple[Step, ...]
    focus: int


def xray(
    network: Network,
    weights: Weights,
    image: Array,
    maps: Mapping[str, Array],
    name: str,
    cell: Cell,
) -> XRay:
    """The X-ray of a cell.

    Args:
        network: Without a fault.
        weights: Its own.
        image: (1, C, H, W), as the maps were made of it.
        maps: What `forward.activations` returns for this image; with muted maps a muted op's
            terms add up to what was taken away, not to the 0 in its map.
        name: The op.
        cell: The cell of its maps; channel, row and column count from 0.

    Raises:
        KeyError: there is no op of this name.
        IndexError: the op's map has no such channel or cell.
    """
    rows = trace(network).rows
    window = input_window(rows, name, cell.row, cell.column)
    index = next(i for i, row in enumerate(rows) if row.name == name)
    channels = rows[index].out_shape[0]
    if not 0 <= cell.channel < channels:
        raise IndexError(f"{name} has channels 0 to {channels - 1}, got {cell.channel}")
    planes = _Planes(rows, image, maps)
    layer = [i for i, row in enumerate(rows) if row.layer == rows[index].layer]
    steps = [i for i in layer if not isinstance(rows[i].op, ReLU)]
    return XRay(
        name,
        cell,
        float(planes.of(index)[cell]),
        window,
        tuple(_step(weights, planes, i, cell) for i in steps),
        sum(i <= index for i in steps) - 1,
    )


@dataclass(frozen=True, slots=True)
class _Planes:
    """The maps of each op as numbers, by its index; -1 is the image."""

    rows: tuple[Row, ...]
    image: Array
    maps: Mapping[str, Array]

    def of(self, index: int) -> Values:
        """(C, H, W), of a head's vector (C, 1, 1)."""
        values: Values = (self.maps[self.rows[index].name] if index >= 0 else self.image)[0]
        return values.reshape(len(values), *(values.shape[1:] or (1, 1)))

    def at(self, index: int, cell: Cell) -> Values:
        """(C,), all channels of one pixel."""
        return self.of(index)[:, cell.row, cell.column].copy()

    def window(self, index: int, cell: Cell, op: Conv2d | Pool) -> Patch:
        """What this op, the one at `index`, reads of its input for a cell."""
        source = self.of(index - 1)
        top, left = (at * op.stride - op.padding for at in (cell.row, cell.column))
        rows, columns = (np.arange(first, first + op.kernel_size) for first in (top, left))
        height, width = source.shape[1:]
        inside = _within(rows, height)[:, None] & _within(columns, width)
        cells = source[:, rows.clip(0, height - 1)[:, None], columns.clip(0, width - 1)]
        return Patch(self._source(index), top, left, np.where(inside, cells, np.float32(0)), inside)

    def whole(self, index: int) -> Patch:
        """The whole input of the op at `index`."""
        values = self.of(index - 1)
        return Patch(self._source(index), 0, 0, values, np.ones(values.shape[1:], np.bool_))

    def one(self, index: int, cell: Cell) -> Patch:
        """The same pixel of the input of the op at `index`."""
        values = self.at(index - 1, cell)[:, None, None]
        return Patch(self._source(index), cell.row, cell.column, values, np.ones((1, 1), np.bool_))

    def _source(self, index: int) -> str | None:
        return self.rows[index - 1].name if index else None


def _step(weights: Weights, planes: _Planes, index: int, cell: Cell) -> Step:
    match planes.rows[index].op:
        case Conv2d() as op:
            return _linear(weights, planes, index, cell, planes.window(index, cell, op))
        case Linear():
            return _linear(weights, planes, index, cell, planes.whole(index))
        case Pool() as op:
            patch = _channel(planes.window(index, cell, op), cell)
            shares = pool_shares(op, patch, planes.rows[index].in_shape[-1])
        case GlobalAvgPool() as op:
            patch = _channel(planes.whole(index), cell)
            shares = patch.inside / patch.inside.size
        case Dropout() as op:
            patch = _channel(planes.one(index, cell), cell)
            shares = np.ones((1, 1))
        case ReLU():
            raise AssertionError("a ReLU belongs to the step before it")
        case op:
            assert_never(op)
    return PoolStep(planes.rows[index].name, op, cell.channel, patch, shares)


def _linear(weights: Weights, planes: _Planes, index: int, cell: Cell, patch: Patch) -> LinearStep:
    row, after = planes.rows[index], planes.rows[index + 1 : index + 2]
    relu = after[0].name if after and isinstance(after[0].op, ReLU) else None
    sums = planes.at(index, cell)
    weight, bias = weights[f"{row.name}.weight"], weights[f"{row.name}.bias"]
    return LinearStep(
        row.name,
        relu,
        patch,
        weight.reshape(-1, *patch.values.shape),
        bias,
        sums,
        planes.at(index + 1, cell) if relu else sums,
    )


def _channel(patch: Patch, cell: Cell) -> Patch:
    return replace(patch, values=patch.values[cell.channel][None].copy())


def _within(places: NDArray[np.intp], side: int) -> Mask:
    return (places >= 0) & (places < side)
