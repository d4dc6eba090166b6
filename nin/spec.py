"""What a Network in Network is, as plain frozen data.

A `Network` is a straight line of layers and a head. The head is global average pooling (GAP) as
in Lin, Chen & Yan, "Network In Network", 2013 (arXiv:1312.4400), or the dense layers that GAP
replaced. Nothing here computes: shapes and costs are in `analysis`, PyTorch modules in `model`.

Whatever can be constructed is a network that one can talk about; whether its windows fit its
maps is for `analysis.trace` to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from nin.limits import MAX_CHANNELS, MAX_IMAGE_SIZE, MAX_LAYERS, MAX_WIDTHS, MAX_WINDOW
from nin.words import counted


class SpecError(ValueError):
    """A network that cannot exist, said in words a learner can act on."""


@dataclass(frozen=True, slots=True)
class NiNBlock:
    """A k×k convolution and the 1×1 convolutions after it, each followed by ReLU.

    The paper calls this an mlpconv layer: `mlp_channels` are the widths of the small
    perceptron that slides over every pixel. Empty, it leaves an ordinary convolution.

    Raises:
        SpecError: a value is not a whole number or out of range.
    """

    out_channels: int
    kernel_size: int
    stride: int = 1
    padding: int = 0
    mlp_channels: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        _whole("out_channels", self.out_channels, 1, MAX_CHANNELS)
        _window(self.kernel_size, self.stride, self.padding)
        _widths("mlp_channels", self.mlp_channels)

    @property
    def widths(self) -> tuple[int, ...]:
        """Channels after each of the block's convolutions; the last leave the block."""
        return (self.out_channels, *self.mlp_channels)


@dataclass(frozen=True, slots=True)
class Pool:
    """Max or average pooling over `kernel_size` × `kernel_size` windows.

    `ceil_mode` keeps a last, partly empty window where the default drops it, by PyTorch's rule.
    An average counts the zeros of its padding, as PyTorch's does.

    Raises:
        SpecError: a value is out of range, or the padding is over half the window.
    """

    kind: Literal["max", "avg"]
    kernel_size: int
    stride: int
    padding: int = 0
    ceil_mode: bool = False

    def __post_init__(self) -> None:
        if self.kind not in ("max", "avg"):
            raise SpecError(f"pool kind must be 'max' or 'avg', got {self.kind!r}")
        _window(self.kernel_size, self.stride, self.padding)
        if self.padding > self.kernel_size // 2:
            raise SpecError(
                f"pool padding must be at most half the window, {self.kernel_size // 2} "
                f"for kernel_size {self.kernel_size}, got {self.padding}"
            )


@dataclass(frozen=True, slots=True)
class Dropout:
    """Zeroes each value with probability `p` while training; does nothing otherwise.

    Raises:
        SpecError: `p` is not in [0, 1).
    """

    p: float

    def __post_init__(self) -> None:
        if type(self.p) not in (int, float) or not 0 <= self.p < 1:
            raise SpecError(f"dropout p must be in [0, 1), got {self.p!r}")


Layer = NiNBlock | Pool | Dropout


@dataclass(frozen=True, slots=True)
class Gap:
    """Global average pooling: the mean of each class map is the logit of its class."""


@dataclass(frozen=True, slots=True)
class Dense:
    """Flattened maps, then hidden layers of these widths with ReLU, then the logits.

    Raises:
        SpecError: a width is not a whole number or out of range.
    """

    hidden: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        _widths("hidden", self.hidden)


Head = Gap | Dense


@dataclass(frozen=True, slots=True)
class Network:
    """Square images of `image_size` pixels a side, through layers and a head, to logits.

    Raises:
        SpecError: a value is out of range, there is no NiN block, or the head is GAP and the
            last block does not end in one map for each class.
    """

    in_channels: int
    image_size: int
    num_classes: int
    layers: tuple[Layer, ...]
    head: Head = field(default_factory=Gap)

    def __post_init__(self) -> None:
        _whole("in_channels", self.in_channels, 1, MAX_CHANNELS)
        _whole("image_size", self.image_size, 1, MAX_IMAGE_SIZE)
        _whole("num_classes", self.num_classes, 1, MAX_CHANNELS)
        _parts(self.layers, self.head)
        if len(self.layers) > MAX_LAYERS:
            raise SpecError(f"at most {MAX_LAYERS} layers, got {len(self.layers)}")
        blocks = [layer for layer in self.layers if isinstance(layer, NiNBlock)]
        if not blocks:
            raise SpecError("a network needs at least one NiN block, like n96k5p2-64-10")
        width = blocks[-1].widths[-1]
        if isinstance(self.head, Gap) and width != self.num_classes:
            raise SpecError(
                f"with GAP the last block must end in {counted(self.num_classes, 'channel')}, "
                f"one map for each class, got {width}"
            )

    @property
    def last_block(self) -> int:
        """Index of the last NiN block in `layers`, the one that makes the class maps."""
        return max(i for i, layer in enumerate(self.layers) if isinstance(layer, NiNBlock))


def _parts(layers: object, head: object) -> None:
    if not isinstance(layers, tuple) or not all(isinstance(layer, Layer) for layer in layers):
        raise SpecError(f"layers must be a tuple of NiNBlock, Pool and Dropout, got {layers!r}")
    if not isinstance(head, Head):
        raise SpecError(f"head must be Gap() or Dense(), got {head!r}")


def _whole(name: str, value: int, low: int, high: int) -> None:
    if type(value) is not int:
        raise SpecError(f"{name} must be a whole number, got {value!r}")
    if not low <= value <= high:
        raise SpecError(f"{name} must be from {low:,} to {high:,}, got {value:,}")


def _window(kernel_size: int, stride: int, padding: int) -> None:
    _whole("kernel_size", kernel_size, 1, MAX_WINDOW)
    _whole("stride", stride, 1, MAX_WINDOW)
    _whole("padding", padding, 0, MAX_WINDOW)


def _widths(name: str, widths: Iterable[int]) -> None:
    if not isinstance(widths, tuple):
        raise SpecError(f"{name} must be a tuple of widths, got {widths!r}")
    if len(widths) > MAX_WIDTHS:
        raise SpecError(f"{name} can hold at most {MAX_WIDTHS} widths, got {len(widths)}")
    for width in widths:
        _whole(name, width, 1, MAX_CHANNELS)
