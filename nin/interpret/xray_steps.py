"""The steps of an X-ray: what one cell reads, and how its value comes of that, number by number.

Two kinds of step are enough. A `LinearStep` mixes channels with weights: a convolution, whose
1×1 kind is the small perceptron of Lin, Chen & Yan (2013), or a dense layer. A `PoolStep` stays
in its channel and gives each cell of its window a share. Values are the float32 numbers of the
network's own maps; sums are taken in float64, so they meet the maps to float32 accuracy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nin.ops import GlobalAvgPool
from nin.spec import Dropout, Pool

Values = NDArray[np.float32]
Sums = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Cell(NamedTuple):
    """One value of an op's maps, by channel, row and column; (0, 0) after GAP or dense layers."""

    channel: int
    row: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """What a step reads: a window of the maps of the op before it.

    Attributes:
        source: Name of the op whose maps these are; None for the image.
        top: Row of the window's first cell in those maps; below 0 in the padding.
        left: Column of the same.
        values: (C, k, k), 0 in the padding; (C, 1, 1) where a vector is read.
        inside: (k, k), False in the padding and beyond.
    """

    source: str | None
    top: int
    left: int
    values: Values
    inside: Mask

    def cell(self, channel: int, row: int, column: int) -> Cell | None:
        """Which cell of the source's maps the window has at a place; None in padding."""
        inside = self.inside[row, column]
        return Cell(channel, self.top + row, self.left + column) if inside else None


class Term(NamedTuple):
    """One product of a weighted sum: its cell, counted from the window's corner, and factors."""

    cell: Cell
    value: float
    weight: float
    product: float


@dataclass(frozen=True, slots=True, eq=False)
class WeightedSum:
    """How one output channel's value is made: products + bias = total, then ReLU.

    Attributes:
        products: (C, k, k), input × weight.
        total: The sum of all products and the bias: the value in the map before ReLU.
        output: The value after ReLU; the total itself where no ReLU follows.
    """

    products: Sums
    bias: float
    total: float
    output: float


@dataclass(frozen=True, slots=True, eq=False)
class LinearStep:
    """A convolution or dense layer at one pixel: a vector of channels in, a vector out.

    Attributes:
        name: The op's.
        relu: Name of the ReLU after it; None for a dense head's last layer.
        weight: (C', C, k, k), the network's own.
        bias: (C',), the same.
        sums: (C',), the op's own maps at this pixel.
        outputs: (C',), the same after ReLU.
    """

    name: str
    relu: str | None
    patch: Patch
    weight: Values
    bias: Values
    sums: Values
    outputs: Values

    def sum(self, channel: int) -> WeightedSum:
        """The arithmetic of one output channel.

        Raises:
            IndexError: there is no such channel.
        """
        products = self.patch.values.astype(np.float64) * self.weight[channel]
        bias = float(self.bias[channel])
        total = float(products.sum()) + bias
        return WeightedSum(products, bias, total, max(total, 0.0) if self.relu else total)

    def largest(self, channel: int, count: int) -> tuple[tuple[Term, ...], float]:
        """The products of one output channel with the largest size, and the sum of all others.

        Terms, the rest and the bias together are the channel's total.
        """
        products = self.sum(channel).products
        order = np.argsort(-np.abs(products), axis=None, kind="stable")
        terms = tuple(self._term(channel, products, index) for index in order[:count])
        return terms, float(products.ravel()[order[count:]].sum())

    def _term(self, channel: int, products: Sums, index: np.intp) -> Term:
        cell = Cell(*map(int, np.unravel_index(index, products.shape)))
        value, weight = self.patch.values[cell], self.weight[channel][cell]
        return Term(cell, float(value), float(weight), float(products[cell]))


@dataclass(frozen=True, slots=True, eq=False)
class PoolStep:
    """A pool, GAP or dropout at one cell: the sum of values × shares, within one channel.

    A maximum takes all from its winner, the first of equals as in PyTorch. An average shares
    among the cells of its window and the zeros of its padding, but not with what a ceil-mode
    window has beyond that. Dropout hands its cell on: at rest it drops nothing.

    Attributes:
        patch: (1, k, k) of this channel.
        shares: (k, k), together 1; 0 for what does not count.
    """

    name: str
    op: Pool | GlobalAvgPool | Dropout
    channel: int
    patch: Patch
    shares: Sums

    @property
    def value(self) -> float:
        """The value in the op's map."""
        return float((self.patch.values[0] * self.shares).sum())

    @property
    def winner(self) -> Cell | None:
        """The cell of the source's maps that a maximum takes; None for an average."""
        if isinstance(self.op, Pool) and self.op.kind == "max":
            row, column = np.unravel_index(int(self.shares.argmax()), self.shares.shape)
            return self.patch.cell(self.channel, int(row), int(column))
        return None


Step = LinearStep | PoolStep


def pool_shares(op: Pool, patch: Patch, side: int) -> Sums:
    """The share of each cell of a window of one channel, (k, k); `side` is its map's."""
    if op.kind == "max":
        cells = np.where(patch.inside, patch.values[0], -np.inf)
        counted = np.arange(cells.size).reshape(cells.shape) == cells.argmax()
    else:
        end, size = side + op.padding, op.kernel_size
        rows, columns = (np.arange(at, at + size) < end for at in (patch.top, patch.left))
        counted = rows[:, None] & columns
    shares: Sums = counted.astype(np.float64) / counted.sum()
    return shares
