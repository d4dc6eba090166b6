"""What an experiment varies: parts of a network, and how it is trained.

The parts of the network are those that the paper argues for: global average pooling against the
dense layers that it replaced, and 1×1 convolutions against none, more, or larger ones; and the
widths, since a larger network may be better for that alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import product
from typing import Any

from nin import data
from nin.analysis import buildable
from nin.codec import dumps
from nin.edit import insert, revise, with_3x3, with_depth
from nin.experiments.plan import Variant
from nin.limits import MAX_EPOCHS
from nin.runs import naming
from nin.spec import Dense, Dropout, Gap, Layer, Network, NiNBlock, SpecError
from nin.train import ConfigError, TrainConfig

HEADS = ("gap", "dense", "instead")
HIDDEN = 128  # width of the dense layer that a GAP head is compared with


@dataclass(frozen=True, slots=True)
class Axes:
    """The values of each axis; None alone where it is not varied.

    Attributes:
        head: Of `HEADS`: GAP; dense layers on the class maps; or in place of the last block, as
            AlexNet and VGG have them.
        depth: How many 1×1 convolutions each block has.
        kernel: Side of their window, 1 or 3; 3×3 ones have padding 1.
        scale: What the widths of all blocks are multiplied by, the classes' maps excepted.
        dropout: Probability; 0 for none.
        images: How many images it learns from, with as many steps for all; 0 for all images.
        augment: As `TrainConfig.augment`.
        rate: As `TrainConfig.lr`.
    """

    head: tuple[str | None, ...] = (None,)
    depth: tuple[int | None, ...] = (None,)
    kernel: tuple[int | None, ...] = (None,)
    scale: tuple[float | None, ...] = (None,)
    dropout: tuple[float | None, ...] = (None,)
    images: tuple[int | None, ...] = (None,)
    augment: tuple[str | None, ...] = (None,)
    rate: tuple[float | None, ...] = (None,)


def variants_of(
    networks: Iterable[Network], config: TrainConfig, axes: Axes, hidden: int = HIDDEN
) -> tuple[Variant, ...]:
    """Every combination that can be built, each once, called by what tells it apart.

    Args:
        networks: What is varied.
        config: How they are trained, unless an axis says otherwise.
        axes: How they are varied.
        hidden: Width of the dense layer in place of GAP.

    Raises:
        ConfigError: nothing can be trained with a value of an axis.
    """
    networks = tuple(networks)
    names: dict[tuple[Network, TrainConfig], str] = {}
    of_axis = {field.name: getattr(axes, field.name) for field in fields(Axes)}
    for network, *values in product(networks, *of_axis.values()):
        chosen = dict(zip(of_axis, values, strict=True))
        try:
            varied = vary(network, chosen, hidden)
            buildable(varied)
        except SpecError:
            continue  # too wide, too large, or nothing is left of it
        words = [naming.network_name(network)] * (len(networks) > 1)
        words += [_words(axis, value) for axis, value in chosen.items() if len(of_axis[axis]) > 1]
        name = ", ".join(words) or naming.network_words(varied)
        if name in names.values():  # they differ in what has no word: a kernel, say
            name = f"{name} ({dumps(varied)})"
        names.setdefault((varied, _trained(config, chosen, axes.images)), name)
    return tuple(Variant(name, network, how) for (network, how), name in names.items())


def vary(network: Network, chosen: Mapping[str, Any], hidden: int = HIDDEN) -> Network:
    """One variant; an axis that is left out, or None, leaves that part as it is.

    Args:
        network: What is varied.
        chosen: A value by the name of its axis; those of training count for nothing here.
        hidden: Width of the dense layer in place of GAP.

    Raises:
        SpecError: a width is out of range, or no block is left.
    """
    scale, depth = chosen.get("scale") or 1.0, chosen.get("depth")
    layers = tuple(_varied(layer, depth, scale) for layer in network.layers)
    network = _with_head(revise(network, layers=layers), chosen.get("head"), Dense((hidden,)))
    if (dropout := chosen.get("dropout")) is not None:
        network = _with_dropout(network, dropout)
    if chosen.get("kernel") == 3:
        for index in reversed(range(len(network.layers))):
            layer = network.layers[index]
            if isinstance(layer, NiNBlock) and layer.mlp_channels:
                network = with_3x3(network, index)
    return network


def _varied(layer: Layer, depth: int | None, scale: float) -> Layer:
    if not isinstance(layer, NiNBlock):
        return layer
    width, *others = (max(1, round(scale * channels)) for channels in layer.widths)
    mlp = tuple(others)
    if depth is not None:
        mlp = with_depth(mlp or (width,), depth)
    return replace(layer, out_channels=width, mlp_channels=mlp)


def _with_head(network: Network, head: str | None, dense: Dense) -> Network:
    match head, network.head:
        case "gap", _:
            return revise(network, head=Gap())
        case "dense", Gap():  # a dense head of its own is kept
            return replace(network, head=dense)
        case "instead", _:
            last = network.last_block
            layers = network.layers[:last] + network.layers[last + 1 :]
            return replace(network, layers=layers, head=dense)
        case _:
            return network


def _with_dropout(network: Network, p: float) -> Network:
    """With this probability in all dropout layers; where there is none, before the last block."""
    layers: list[Layer] = [layer for layer in network.layers if not isinstance(layer, Dropout)]
    if p and len(layers) == len(network.layers):
        return insert(network, network.last_block, Dropout(p))
    if p:
        layers = [replace(one, p=p) if isinstance(one, Dropout) else one for one in network.layers]
    return revise(network, layers=tuple(layers))


def _trained(
    config: TrainConfig, chosen: Mapping[str, Any], images: Sequence[int | None]
) -> TrainConfig:
    changes = {"augment": chosen["augment"], "lr": chosen["rate"], "images": chosen["images"]}
    config = replace(
        config, **{name: value for name, value in changes.items() if value is not None}
    )
    if chosen["images"] is None:
        return config
    sizes = data.sizes(config.dataset)
    if sizes is None:
        return config  # a folder that nobody has counted yet: as many passes for all
    whole, _ = sizes
    own = config.images or whole
    most = max(steps_a_pass(count or whole, config.batch_size) for count in images)
    passes = round(config.epochs * most / steps_a_pass(own, config.batch_size))
    if passes > MAX_EPOCHS:
        raise ConfigError(
            f"images: {own:,} would take {passes:,} passes for as many steps as all variants take, "
            f"more than {MAX_EPOCHS:,}; take more images, or fewer epochs"
        )
    return replace(config, epochs=max(1, passes))


def steps_a_pass(images: int, batch_size: int) -> int:
    """The steps of a pass, in which images that fill no batch are left out."""
    return images // min(batch_size, images)


def _words(axis: str, value: object) -> str:
    return "as it is" if value is None else _WORDS[axis](value)


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "head": {
        "gap": naming.GAP_HEAD,
        "dense": naming.DENSE_HEAD,
        "instead": "dense in place of the last block",
    }.__getitem__,
    "depth": lambda depth: f"{depth} 1×1" if depth else "without 1×1",
    "kernel": lambda side: f"{side}×{side}",
    "scale": lambda scale: f"×{scale:g}",
    "dropout": lambda p: f"dropout {p:g}" if p else "without dropout",
    "images": naming.images_words,
    "augment": naming.augmentation_words,
    "rate": naming.rate_words,
}
