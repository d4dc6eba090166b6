"""The six primitive operations that every NiN is made of, and how a `Network` lowers to them.

An op says what it does, not what it is given: its input is the shape that flows in, which
`analysis` follows. So every use of a network is one small function with one `match` over
`Conv2d | ReLU | Pool | Dropout | GlobalAvgPool | Linear`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from nin.spec import Dense, Dropout, Gap, Network, NiNBlock, Pool


@dataclass(frozen=True, slots=True)
class Conv2d:
    """A convolution with bias."""

    out_channels: int
    kernel_size: int
    stride: int = 1
    padding: int = 0


@dataclass(frozen=True, slots=True)
class ReLU:
    """max(x, 0)."""


@dataclass(frozen=True, slots=True)
class GlobalAvgPool:
    """(N, C, H, W) maps to their (N, C) means."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A dense layer with bias over everything that flows in, maps flattened."""

    out_features: int


Op = Conv2d | ReLU | Pool | Dropout | GlobalAvgPool | Linear

_RELU = ReLU()


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
                yield index, f"{name}_conv", Conv2d(out_channels, kernel_size, stride, padding)
                yield index, f"{name}_relu", _RELU
                for depth, width in enumerate(mlp_channels, 1):
                    yield index, f"{name}_mlp{depth}", Conv2d(width, 1)
                    yield index, f"{name}_mlp{depth}_relu", _RELU
            case Pool() | Dropout():
                yield index, name, layer
    for name, op in _head(network):
        yield len(network.layers), name, op


def layer_names(network: Network) -> list[str]:
    """Each layer named by its kind and its number among that kind: block1, pool1, block2."""
    seen: Counter[str] = Counter()
    names = []
    for layer in network.layers:
        kind = "block" if isinstance(layer, NiNBlock) else type(layer).__name__.lower()
        seen[kind] += 1
        names.append(f"{kind}{seen[kind]}")
    return names


def _head(network: Network) -> Iterator[tuple[str, Op]]:
    match network.head:
        case Gap():
            yield "gap", GlobalAvgPool()
        case Dense(hidden):
            for depth, width in enumerate(hidden, 1):
                yield f"fc{depth}", Linear(width)
                yield f"fc{depth}_relu", _RELU
            yield f"fc{len(hidden) + 1}", Linear(network.num_classes)
