"""Edits of a network, and what changed between two networks in words.

Every edit goes through `revise`, which keeps the promise of a GAP head, one map for each class,
by setting the last width of whichever block comes last. A block that no longer comes last gets a
width of its own back: that of the convolution before.
"""

from __future__ import annotations

from dataclasses import fields, replace
from difflib import SequenceMatcher
from typing import Any, TypedDict, Unpack

from nin.ops import layer_names, layer_title
from nin.spec import Dense, Gap, Head, Layer, Network, NiNBlock, Pool

DEFAULT_WIDTH = 64  # of a layer that has no neighbour to copy from


class Changes(TypedDict, total=False):
    """The fields of a network that `revise` replaces."""

    in_channels: int
    image_size: int
    num_classes: int
    layers: tuple[Layer, ...]
    head: Head


def revise(network: Network, **changes: Unpack[Changes]) -> Network:
    """The network with these fields replaced and its last block fitted to a GAP head.

    Raises:
        SpecError: the result cannot exist.
    """
    if isinstance(changes.get("head", network.head), Gap):
        classes = changes.get("num_classes", network.num_classes)
        layers = changes.get("layers", network.layers)
        if isinstance(network.head, Gap):
            layers = _widen(layers, network.layers[network.last_block])
        changes["layers"] = _fit_last_block(layers, classes)
    return replace(network, **changes)


def put(network: Network, index: int, layer: Layer) -> Network:
    """The network with another layer at `index`."""
    layers = network.layers
    return revise(network, layers=(*layers[:index], layer, *layers[index + 1 :]))


def set_field(network: Network, index: int, field: str, value: object) -> Network:
    """The network with one field of a layer set; a pool's padding gives way to a smaller kernel."""
    layer = network.layers[index]
    values: dict[str, Any] = {field: value}
    if isinstance(layer, Pool) and field == "kernel_size" and isinstance(value, int):
        values["padding"] = min(layer.padding, value // 2)
    return put(network, index, replace(layer, **values))


def set_depth(network: Network, index: int, depth: int) -> Network:
    """The network with `depth` 1×1 convolutions in the block at `index`."""
    block = network.layers[index]
    assert isinstance(block, NiNBlock)
    widths = with_depth(block.mlp_channels or (block.out_channels,), depth)
    return put(network, index, replace(block, mlp_channels=widths))


def nin_block(network: Network, index: int, channels: int) -> Network:
    """The block at `index` in the form of Dive into Deep Learning's `nin_block(channels)`.

    A convolution and two 1×1 convolutions, all of as many channels.
    """
    block = network.layers[index]
    assert isinstance(block, NiNBlock)
    widths = (channels, channels)
    return put(network, index, replace(block, out_channels=channels, mlp_channels=widths))


def nearest(network: Network, index: int, layer: Layer) -> Layer:
    """The last layer before `index` of the kind of this one, or else this one."""
    before = reversed(network.layers[:index])
    return next((other for other in before if _kind(other) == _kind(layer)), layer)


def _kind(layer: Layer) -> tuple[type[Layer], str]:
    return type(layer), layer.kind if isinstance(layer, Pool) else ""


def with_3x3(network: Network, index: int) -> Network:
    """3×3 convolutions (padding 1) for the 1×1 ones of the block at `index`, a block each."""
    block = network.layers[index]
    assert isinstance(block, NiNBlock)
    first = replace(block, mlp_channels=())
    others = (NiNBlock(width, 3, padding=1) for width in block.mlp_channels)
    layers = (*network.layers[:index], first, *others, *network.layers[index + 1 :])
    return revise(network, layers=layers)


def insert(network: Network, index: int, layer: Layer) -> Network:
    """The network with a layer more, before the one now at `index`."""
    layer = replace(layer)  # a copy of a layer is not taken for the layer itself
    return revise(network, layers=(*network.layers[:index], layer, *network.layers[index:]))


def remove(network: Network, index: int) -> Network:
    """The network without the layer at `index`."""
    return revise(network, layers=network.layers[:index] + network.layers[index + 1 :])


def move(network: Network, index: int, by: int) -> Network:
    """The network with the layer at `index` moved `by` places; at an end it stays there."""
    layers = list(network.layers)
    layers.insert(max(0, index + by), layers.pop(index))
    return revise(network, layers=tuple(layers))


def with_depth(widths: tuple[int, ...], depth: int) -> tuple[int, ...]:
    """The widths of a perceptron with `depth` layers: one fewer is the first, one more repeats it.

    >>> with_depth((96, 10), 3), with_depth((96, 64, 10), 2), with_depth((), 1)
    ((96, 96, 10), (64, 10), (64,))
    """
    widths = widths or (DEFAULT_WIDTH,)
    missing = depth - len(widths)
    return (widths[0],) * missing + widths if missing > 0 else widths[-missing:]


def with_width(widths: tuple[int, ...], place: int, width: int) -> tuple[int, ...]:
    """The widths with another one at `place`."""
    return (*widths[:place], width, *widths[place + 1 :])


def changes(old: Network, new: Network) -> list[str]:
    """What differs, in a few words each, by the old network's layers.

    >>> from nin.codec import loads
    >>> changes(loads("1x28x10 n8k3 m2s2 n10k3"), loads("1x32x10 n8k5p2 n10k3 fc"))
    ['input 28×28 → 32×32', 'head GAP → dense', 'Block 1: kernel 3 → 5', \
'Block 1: padding 0 → 2', 'remove Pool 1']
    """
    words = []
    if old.in_channels != new.in_channels:
        words.append(f"input channels {old.in_channels} → {new.in_channels}")
    if old.image_size != new.image_size:
        words.append(f"input {_square(old.image_size)} → {_square(new.image_size)}")
    if old.num_classes != new.num_classes:
        words.append(f"classes {old.num_classes} → {new.num_classes}")
    if old.head != new.head:
        words.append(f"head {_head_title(old)} → {_head_title(new)}")
    return words + _layer_changes(old, new)


Titled = list[tuple[str, Layer]]


def _layer_changes(old: Network, new: Network) -> list[str]:
    """Layer by layer where the kinds are the same, else between the layers that are equal."""
    before, after = _titled(old), _titled(new)
    if [type(layer) for layer in old.layers] == [type(layer) for layer in new.layers]:
        return _line_up(before, after)
    spans = SequenceMatcher(None, old.layers, new.layers, autojunk=False).get_opcodes()
    return [
        words
        for tag, start, stop, new_start, new_stop in spans
        if tag != "equal"
        for words in _line_up(before[start:stop], after[new_start:new_stop])
    ]


def _titled(network: Network) -> Titled:
    return list(zip(map(layer_title, layer_names(network)), network.layers, strict=True))


def _line_up(before: Titled, after: Titled) -> list[str]:
    """Kind by kind; what does not line up is removed or added."""
    words = []
    for title, layer in before:
        if after and type(after[0][1]) is type(layer):
            words += _field_changes(title, layer, after.pop(0)[1])
        else:
            words.append(f"remove {title}")
    return words + [f"add {title}" for title, _ in after]


def _field_changes(title: str, old: Layer, new: Layer) -> list[str]:
    return [
        f"{title}: {_FIELD_WORDS.get(field.name, field.name)} {_value(before)} → {_value(after)}"
        for field in fields(old)
        if (before := getattr(old, field.name)) != (after := getattr(new, field.name))
    ]


_FIELD_WORDS = {
    "kernel_size": "kernel",
    "out_channels": "channels",
    "mlp_channels": "1×1 widths",
    "ceil_mode": "round side",
}


def _value(value: object) -> str:
    match value:
        case bool():
            return "up" if value else "down"
        case tuple():
            return "-".join(map(str, value)) or "none"
        case _:
            return str(value)


def _square(side: int) -> str:
    return f"{side}×{side}"


def _head_title(network: Network) -> str:
    match network.head:
        case Gap():
            return "GAP"
        case Dense(hidden):
            return "dense" + "".join(f" {width}" for width in hidden)


def _widen(layers: tuple[Layer, ...], block: Layer) -> tuple[Layer, ...]:
    """The layers, where this block, which made the class maps, stands before another one."""
    blocks = [index for index, layer in enumerate(layers) if isinstance(layer, NiNBlock)]
    places = [index for index in blocks if layers[index] is block]
    if not places or places[-1] == blocks[-1] or not isinstance(block, NiNBlock):
        return layers
    return (*layers[: places[-1]], _widened(block), *layers[places[-1] + 1 :])


def _widened(block: NiNBlock) -> NiNBlock:
    if not block.mlp_channels:
        return replace(block, out_channels=DEFAULT_WIDTH)
    before = block.widths[-2]
    return replace(block, mlp_channels=(*block.mlp_channels[:-1], before))


def _fit_last_block(layers: tuple[Layer, ...], classes: int) -> tuple[Layer, ...]:
    for index in reversed(range(len(layers))):
        block = layers[index]
        if isinstance(block, NiNBlock):
            if block.mlp_channels:
                fitted = replace(block, mlp_channels=(*block.mlp_channels[:-1], classes))
            else:
                fitted = replace(block, out_channels=classes)
            return (*layers[:index], fitted, *layers[index + 1 :])
    return layers
