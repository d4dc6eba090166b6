"""Variants of a network that show, side by side, what each part of it is worth.

The parts are those that the paper argues for: global average pooling against the dense layers
that it replaced, and the 1×1 convolutions against a plain convolution; and the widths, since a
larger network may be better for that alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product

from nin.analysis import buildable
from nin.edit import revise, with_depth
from nin.spec import Dense, Gap, Head, Layer, Network, NiNBlock, SpecError

DENSE = Dense((128,))  # what a GAP head is compared with
HEADS: tuple[Head, ...] = (Gap(), DENSE)
DEPTHS: tuple[int | None, ...] = (None, 0)  # with 1×1 convolutions and without
SCALES = (0.5, 1.0, 2.0)  # of all widths

MLP_DEPTH = 2  # 1×1 convolutions that a block without any is given, as in the paper


def head_name(head: Head) -> str:
    """What to call a head of this kind."""
    match head:
        case Gap():
            return "GAP"
        case Dense():
            return "dense head"


@dataclass(frozen=True, slots=True)
class Variant:
    """A network, and how it differs from its siblings: `dense head, without 1×1, ×0.5`."""

    name: str
    network: Network


def variants(
    network: Network,
    heads: Iterable[Head] = HEADS,
    depths: Iterable[int | None] = DEPTHS,
    scales: Iterable[float] = SCALES,
) -> tuple[Variant, ...]:
    """Every combination that can be built, each network once; the others are left out.

    Args:
        network: What is varied.
        heads: As for `vary`.
        depths: As for `vary`; None means with 1×1 convolutions, two where the network has none.
        scales: As for `vary`.
    """
    names: dict[Network, str] = {}
    own = None if _has_mlp(network) else MLP_DEPTH
    for head, depth, scale in product(heads, depths, scales):
        try:
            varied = vary(network, head, depth=own if depth is None else depth, scale=scale)
            buildable(varied)
        except SpecError:
            continue  # too wide or too large
        names.setdefault(varied, f"{head_name(head)}, {depth_name(depth)}, ×{scale:g}")
    return tuple(Variant(name, varied) for varied, name in names.items())


def depth_name(depth: int | None) -> str:
    """What to call blocks with so many 1×1 convolutions; None for as many as there are."""
    match depth:
        case None:
            return "with 1×1"
        case 0:
            return "without 1×1"
        case number:
            return f"{number} 1×1"


def vary(network: Network, head: Head, *, depth: int | None = None, scale: float = 1.0) -> Network:
    """One variant; widths ×1 and a head of the same kind leave that part as it is.

    Args:
        network: What is varied.
        head: The head that it is to have; a dense head of its own is kept.
        depth: How many 1×1 convolutions each block has, by `edit.with_depth`; None leaves each
            block as it is.
        scale: What the widths of all blocks are multiplied by, the classes' maps excepted.

    Raises:
        SpecError: a width is out of range.
    """
    layers = tuple(_varied(layer, depth, scale) for layer in network.layers)
    varied = revise(network, layers=layers)
    match head, network.head:
        case Gap(), _:
            return revise(varied, head=head)
        case Dense(), Gap():
            return replace(varied, head=head)
        case Dense(), Dense():
            return varied


def pair(network: Network) -> list[Network]:
    """The network with GAP and with a dense head: the two variants that are compared most."""
    return [vary(network, head) for head in HEADS]


def _varied(layer: Layer, depth: int | None, scale: float) -> Layer:
    if not isinstance(layer, NiNBlock):
        return layer
    width, *others = (max(1, round(scale * channels)) for channels in layer.widths)
    mlp = tuple(others)
    if depth is not None:
        mlp = with_depth(mlp or (width,), depth)
    return replace(layer, out_channels=width, mlp_channels=mlp)


def _has_mlp(network: Network) -> bool:
    return any(isinstance(layer, NiNBlock) and layer.mlp_channels for layer in network.layers)
