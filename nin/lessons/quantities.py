"""What can be asked of a scene, by name: each is computed by the core, never written in a lesson.

A quantity is asked for as `params`, `out_shape block2_conv`, `logit 3` or `params in_channels=3`:
its name, what it is of, and changes of the network that it is computed after.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import log, prod
from types import MappingProxyType
from typing import NamedTuple

from nin.analysis import Row, Trace, inference_bytes, last_maps, trace, training_bytes
from nin.analysis.dense_bill import dense_bills, head_params
from nin.edit import revise, set_depth, with_3x3
from nin.lessons import scene as scenes
from nin.lessons.scene import Scene
from nin.limits import MAX_BATCH
from nin.ops import Conv2d, Linear
from nin.spec import Dense, Network, NiNBlock, Pool, SpecError

Value = int | float | tuple[int, ...]


class _Asked(NamedTuple):
    """A quantity's scene after the changes, its trace, what it is of, and a batch's size."""

    scene: Scene
    trace: Trace
    of: str
    batch: int


class Quantity(NamedTuple):
    """How it is computed, and what stands behind its number."""

    compute: Callable[[_Asked], Value]
    unit: str
    words: str
    takes: str = ""  # what it is of: a layer or a class; empty where it is of the network


def value_of(text: str, scene: Scene) -> Value:
    """What a quantity comes to.

    Raises:
        SpecError: there is no such quantity, layer, class or change, or the network does not fit.
    """
    quantity, of, options = _parsed(text)
    batch = options.pop("batch", 1)
    if not 1 <= batch <= MAX_BATCH:
        raise SpecError(f"batch must be from 1 to {MAX_BATCH:,}, got {batch}")
    network = scene.network
    for name, value in options.items():
        network = _CHANGES[name](network, value)
    table = trace(network)
    if table.fault is not None:
        raise SpecError(f"{text}: {table.fault.message}")
    weights = None if options else scene.weights  # they are of the network as it was
    return quantity.compute(_Asked(Scene(network, weights, scene.image), table, of, batch))


def unit_of(text: str) -> str:
    """What stands behind the number of a quantity.

    Raises:
        SpecError: there is no such quantity.
    """
    return _parsed(text)[0].unit


def _parsed(text: str) -> tuple[Quantity, str, dict[str, int]]:
    name, *rest = text.split() or [""]
    if name not in QUANTITIES:
        raise SpecError(f"there is no quantity {name[:40]!r}; there are: {', '.join(QUANTITIES)}")
    quantity = QUANTITIES[name]
    of = [word for word in rest if "=" not in word]
    if len(of) != bool(quantity.takes):
        takes = f"one {quantity.takes}" if quantity.takes else "nothing"
        raise SpecError(f"{name} is of {takes}, got {' '.join(of) or 'nothing'}")
    return quantity, "".join(of), dict(map(_option, (word for word in rest if "=" in word)))


def _option(word: str) -> tuple[str, int]:
    name, _, value = word.partition("=")
    if name not in _CHANGES and name != "batch":
        raise SpecError(
            f"there is no change {name[:40]!r}; there are: batch, {', '.join(_CHANGES)}"
        )
    if not value.isdecimal() or len(value) > 6:
        raise SpecError(f"{name} must be a whole number, got {value[:40]!r}")
    return name, int(value)


def _ceil_mode(network: Network, value: int) -> Network:
    layers = (
        replace(layer, ceil_mode=bool(value)) if isinstance(layer, Pool) else layer
        for layer in network.layers
    )
    return replace(network, layers=tuple(layers))


def _padding(network: Network, padding: int) -> Network:
    layers = (
        replace(layer, padding=padding) if isinstance(layer, NiNBlock) else layer
        for layer in network.layers
    )
    return replace(network, layers=tuple(layers))


def _every_block(network: Network, change: Callable[[Network, int], Network]) -> Network:
    """Change each block, from the last on: a change may add layers behind it."""
    for index in reversed(range(len(network.layers))):
        if isinstance(network.layers[index], NiNBlock):
            network = change(network, index)
    return network


def _depth(network: Network, depth: int) -> Network:
    return _every_block(network, lambda changed, index: set_depth(changed, index, depth))


def _mlp_kernel(network: Network, kernel: int) -> Network:
    if kernel not in (1, 3):
        raise SpecError(f"mlp_kernel must be 1 or 3, got {kernel}")
    return network if kernel == 1 else _every_block(network, with_3x3)


_CHANGES: Mapping[str, Callable[[Network, int], Network]] = MappingProxyType(
    {
        "in_channels": lambda network, value: revise(network, in_channels=value),
        "image_size": lambda network, value: revise(network, image_size=value),
        "padding": _padding,
        "ceil_mode": _ceil_mode,
        "depth": _depth,
        "mlp_kernel": _mlp_kernel,
        "dense": lambda network, value: replace(network, head=Dense((value,) if value else ())),
    }
)


def _row(asked: _Asked) -> Row:
    for row in asked.trace.rows:
        if row.name == asked.of:
            return row
    names = ", ".join(row.name for row in asked.trace.rows)
    raise SpecError(f"there is no layer {asked.of[:40]!r}; there are: {names}")


def _biases(asked: _Asked) -> int:
    return sum(row.out_shape[0] for row in asked.trace.rows if isinstance(row.op, Conv2d | Linear))


def _channels(asked: _Asked) -> int:
    return _row(asked).out_shape[0]


def _side(asked: _Asked) -> int:
    shape = _row(asked).out_shape
    if len(shape) != 3:
        raise SpecError(f"{asked.of} has no maps, but a row of {shape[0]:,} numbers")
    return shape[-1]


def _reads(asked: _Asked) -> int:
    row = _row(asked)
    if not isinstance(row.op, Conv2d | Linear):
        raise SpecError(f"{asked.of} has no weights; take a convolution or a dense layer")
    return row.params // row.out_shape[0] - 1  # the bias reads nothing


def _cells(asked: _Asked) -> int:
    return prod(last_maps(asked.trace.rows).out_shape[1:])


def _class(asked: _Asked) -> int:
    count = asked.scene.network.num_classes
    if not asked.of.isdecimal() or int(asked.of) >= count:
        raise SpecError(f"there is no class {asked.of[:40]!r}; classes are 0 to {count - 1}")
    return int(asked.of)


QUANTITIES: Mapping[str, Quantity] = MappingProxyType(
    {
        "params": Quantity(lambda a: a.trace.params, "parameters", "weights and biases"),
        "biases": Quantity(_biases, "biases", "one for each channel that is computed"),
        "macs": Quantity(lambda a: a.trace.macs, "MACs", "multiply–accumulates for one image"),
        "receptive_field": Quantity(
            lambda a: last_maps(a.trace.rows).receptive_field,
            "pixels",
            "the side of the window that a value of the last maps sees",
        ),
        "cells": Quantity(_cells, "cells", "of one of the last maps"),
        "activation_bytes": Quantity(
            lambda a: a.trace.activation_bytes, "bytes", "of all outputs for one image"
        ),
        "weight_bytes": Quantity(lambda a: a.trace.weights_bytes, "bytes", "in float32"),
        "training_bytes": Quantity(
            lambda a: training_bytes(a.trace, a.batch), "bytes", "of a training step with AdamW"
        ),
        "inference_bytes": Quantity(
            lambda a: inference_bytes(a.trace, a.batch), "bytes", "of a prediction"
        ),
        "dense_weights": Quantity(
            lambda a: dense_bills(a.scene.network, a.trace.rows)[0].weights,
            "weights",
            "of a dense layer of 4,096 in place of the last block and GAP",
        ),
        "head_params": Quantity(
            lambda a: head_params(a.scene.network, Dense()),
            "parameters",
            "of a dense layer on the last maps",
        ),
        "out_shape": Quantity(lambda a: _row(a).out_shape, "", "C × H × W of a layer", "layer"),
        "channels": Quantity(_channels, "channels", "that a layer makes", "layer"),
        "side": Quantity(_side, "pixels", "of a layer's maps", "layer"),
        "reads": Quantity(_reads, "numbers", "that one value of a layer is made of", "layer"),
        "layer_params": Quantity(
            lambda a: _row(a).params, "parameters", "weights and biases of a layer", "layer"
        ),
        "layer_macs": Quantity(lambda a: _row(a).macs, "MACs", "of a layer", "layer"),
        "layer_field": Quantity(
            lambda a: _row(a).receptive_field, "pixels", "that a value of a layer sees", "layer"
        ),
        "logit": Quantity(
            lambda a: float(scenes.logits(a.scene)[_class(a)]), "", "the score of a class", "class"
        ),
        "map_sum": Quantity(
            lambda a: float(scenes.class_maps(a.scene)[_class(a)].sum(dtype=float)),
            "",
            "all cells of a class map added up",
            "class",
        ),
        "map_max": Quantity(
            lambda a: float(scenes.class_maps(a.scene)[_class(a)].max()),
            "",
            "the brightest cell of a class map",
            "class",
        ),
        "chance_loss": Quantity(
            lambda a: log(a.scene.network.num_classes),
            "",
            "the cross-entropy where all classes score the same",
        ),
        "answer": Quantity(
            lambda a: int(scenes.logits(a.scene).argmax()), "", "the class with the highest score"
        ),
    }
)
