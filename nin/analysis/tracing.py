"""The table of a network, its totals, and the fault where a layer does not fit.

`trace` never raises for a network that exists: it returns the rows that fit and, where one does
not, the fault with fixes. What is too large to build still gets its table; `buildable` is the
one gate that everything which allocates goes through.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from nin.analysis.doctor import Fix, fixes
from nin.analysis.shapes import FLOAT_BYTES, Row, Shape, follow
from nin.limits import MAX_ACTIVATION_BYTES, MAX_MACS, MAX_PARAMS
from nin.ops import Conv2d, GlobalAvgPool, Linear, Op, ReLU
from nin.spec import Dropout, Network, Pool, SpecError

__all__ = ["Fault", "Fix", "Row", "Shape", "Trace", "buildable", "trace"]  # the table's own names


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the rows end early: at which op, in words with numbers, and what would mend it."""

    name: str
    message: str
    fixes: tuple[Fix, ...]
    layer: int  # index in network.layers


@dataclass(frozen=True, slots=True)
class Trace:
    """The rows up to the first op that does not fit, the totals over them, and the fault."""

    rows: tuple[Row, ...]
    fault: Fault | None

    @property
    def params(self) -> int:
        """Weights and biases."""
        return sum(row.params for row in self.rows)

    @property
    def macs(self) -> int:
        """Multiply–accumulates for one image."""
        return sum(row.macs for row in self.rows)

    @property
    def activation_bytes(self) -> int:
        """All outputs for one image, in float32."""
        return sum(row.activation_bytes for row in self.rows)

    @property
    def weights_bytes(self) -> int:
        """All parameters in float32."""
        return FLOAT_BYTES * self.params

    @property
    def excess(self) -> str | None:
        """Why this is too large to build here, in words with numbers; None where it is not."""
        for unit, value, limit in (
            ("parameters", self.params, MAX_PARAMS),
            ("multiply–accumulates an image", self.macs, MAX_MACS),
            ("bytes of activations an image", self.activation_bytes, MAX_ACTIVATION_BYTES),
        ):
            if value > limit:
                return f"{value:,} {unit} are over the limit of {limit:,}; use fewer channels"
        return None


def trace(network: Network) -> Trace:
    """Follow one image through the network. Never raises for a network that exists."""
    rows, misfit = follow(network)
    if misfit is None:
        return Trace(rows, None)
    return Trace(rows, Fault(misfit.name, str(misfit), fixes(network, misfit), misfit.layer))


def buildable(network: Network) -> Trace:
    """The trace of a network that fits and is small enough to allocate.

    Raises:
        SpecError: a layer does not fit, or a cost is over its limit.
    """
    result = trace(network)
    if problem := (result.fault and result.fault.message) or result.excess:
        raise SpecError(problem)
    return result


def inference_bytes(trace: Trace, batch_size: int = 1) -> int:
    """Float32 memory of a forward pass at its peak, the framework's own workspace left out.

    weights + batch_size · widest, where `widest` is the input and the output of the op that has
    most of both: they are there together, and all before them can be given back.
    """
    return trace.weights_bytes + batch_size * _widest_bytes(trace)


def training_bytes(trace: Trace, batch_size: int) -> int:
    """Float32 memory of a training step with AdamW, the framework's own workspace left out.

    4 · weights + batch_size · (kept + widest): the weights, their gradients and AdamW's two
    moments, each as large as the weights; what autograd keeps of an image for the way back,
    `kept_bytes`; and the two largest gradients that meet there, as large as the input and the
    output of the widest op.
    """
    per_image = kept_bytes(trace) + _widest_bytes(trace)
    return 4 * trace.weights_bytes + batch_size * per_image


def _widest_bytes(trace: Trace) -> int:
    return max((row.activation_bytes + _in_bytes(row) for row in trace.rows), default=0)


def kept_bytes(trace: Trace) -> int:
    """What autograd keeps of one image from the forward to the backward pass.

    The input of each convolution, dense layer and pool, and the output of each ReLU: once where
    these are the same tensor. Beside them the positions of each maximum (int64) and the mask of
    each dropout (float32). Ahead of the first weights nothing has a gradient to keep for.
    """
    kept = 0
    counted = learning = False  # is what flows counted already; has it passed any weights
    for row in trace.rows:
        learning |= row.params > 0
        if learning:
            kept += _own_bytes(row) + (0 if counted or not _keeps_input(row.op) else _in_bytes(row))
        if row.op != Dropout(0):  # which hands on the very tensor that it got
            counted = isinstance(row.op, ReLU)
    return kept


def _keeps_input(op: Op) -> bool:
    match op:
        case Conv2d() | Linear() | Pool():
            return True
        case ReLU() | Dropout() | GlobalAvgPool():
            return False


def _own_bytes(row: Row) -> int:
    """What is kept beside the input: a ReLU's output, a maximum's positions, a dropout's mask."""
    match row.op:
        case Pool("max"):
            return 2 * row.activation_bytes  # int64 beside float32
        case Dropout(p):
            return row.activation_bytes if p > 0 else 0
        case ReLU():
            return row.activation_bytes
        case Pool() | Conv2d() | GlobalAvgPool() | Linear():
            return 0


def _in_bytes(row: Row) -> int:
    return FLOAT_BYTES * prod(row.in_shape)
