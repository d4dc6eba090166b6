"""The six primitive operations that every NiN is made of, and how a `Network` lowers to them.

An op says what it does and what it is in its layer, not what it is given: its input is the shape
that flows in, which `analysis` follows. So every use of a network is one small function with one
`match` over `Conv2d | ReLU | Pool | Dropout | GlobalAvgPool | Linear`, and none reads a name.

A `match` over ops or layers names every kind, so that mypy reports each place that does not know a
new one; no `case _` takes the rest in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nin.spec import Dense, Dropout, Gap, Network, NiNBlock, Pool


@dataclass(frozen=True, slots=True)
class Conv2d:
    """A convolution with bias.

    `mlp_depth` is which of its block's 1×1 convolutions it is, from 1, or 0 for the convolution
    that the block begins with.
    """

    out_channels: int
    kernel_size: int
    stride: int = 1
    padding: int = 0
    mlp_depth: int = 0


@dataclass(frozen=True, slots=True)
class ReLU:
    """max(x, 0) of what the op named `source`, a convolution or a dense layer, gives."""

    source: str


@dataclass(frozen=True, slots=True)
class GlobalAvgPool:
    """(N, C, H, W) maps to their (N, C) means."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A dense layer with bias over everything that flows in, maps flattened."""

    out_features: int


Op = Conv2d | ReLU | Pool | Dropout | GlobalAvgPool | Linear


def windowed(op: Op) -> Conv2d | Pool | None:
    """The op itself if it slides a window over its input, else None."""
    match op:
        case Conv2d() | Pool():
            return op
        case ReLU() | Dropout() | GlobalAvgPool() | Linear():
            return None


def lower(network: Network) -> dict[str, Op]:
    """Expand every layer into named primitive ops, first to last.

    The names label the rows of the table, the children of the PyTorch module, the activations
    and the figures, so that all of them join by name.

    >>> from nin.spec import NiNBlock
    >>> list(lower(Network(1, 8, 10, (NiNBlock(4, 3, mlp_channels=(10,)), Dropout(0.5)))))
    ['block1_conv', 'block1_relu', 'block1_mlp1', 'block1_mlp1_relu', 'dropout1', 'gap']
    """
    return {name: op for _, name, op in walk(network)}


def walk(network: Network) -> Iterator[tuple[int, str, Op]]:
    """The ops as (index of the layer they come from, name, op); the head comes after the last."""
    for index, (layer, name) in enumerate(zip(network.layers, layer_names(network), strict=True)):
        match layer:
            case NiNBlock(out_channels, kernel_size, stride, padding, mlp_channels):
                conv = f"{name}_conv"
                yield index, conv, Conv2d(out_channels, kernel_size, stride, padding)
                yield index, f"{name}_relu", ReLU(conv)
                for depth, width in enumerate(mlp_channels, 1):
                    mlp = f"{name}_mlp{depth}"
                    yield index, mlp, Conv2d(width, 1, mlp_depth=depth)
                    yield index, f"{mlp}_relu", ReLU(mlp)
            case Pool() | Dropout():
                yield index, name, layer
    for name, op in _head(network):
        yield len(network.layers), name, op


def layer_names(network: Network) -> list[str]:
    """Each layer named by its kind and its number among that kind: block1, pool1, block2."""
    counts: dict[str, int] = {}
    names = []
    for layer in network.layers:
        kind = "block" if isinstance(layer, NiNBlock) else type(layer).__name__.lower()
        counts[kind] = counts.get(kind, 0) + 1
        names.append(f"{kind}{counts[kind]}")
    return names


def layer_title(name: str) -> str:
    """What people call the layer of a name: Block 1 for block1, Gap for gap.

    >>> layer_title("pool2")
    'Pool 2'
    """
    kind = name.rstrip("0123456789")
    return f"{kind.capitalize()} {name[len(kind) :]}".strip()


def op_title(name: str) -> str:
    """What people call an op of a layer, or the ReLU after it.

    >>> op_title("block2_relu"), op_title("block2_mlp1_relu"), op_title("fc1_relu")
    ('Block 2, convolution', 'Block 2, 1×1 #1', 'Fc 1')
    """
    layer, _, op = name.removesuffix("_relu").partition("_")
    title = layer_title(layer)
    if not layer.startswith("block"):
        return title
    return f"{title}, 1×1 #{op[3:]}" if op.startswith("mlp") else f"{title}, convolution"


def _head(network: Network) -> Iterator[tuple[str, Op]]:
    match network.head:
        case Gap():
            yield "gap", GlobalAvgPool()
        case Dense(hidden):
            for depth, width in enumerate(hidden, 1):
                name = f"fc{depth}"
                yield name, Linear(width)
                yield f"{name}_relu", ReLU(name)
            yield f"fc{len(hidden) + 1}", Linear(network.num_classes)
