"""The network of the subject as a flow: which layers, and which of their maps, stand in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nin.analysis import last_maps
from nin.analysis.explain import shape_text
from nin.interpret.logit_ledger import softmax
from nin.ops import Conv2d
from nin.weights import Array
from nin.words import counted
from pages.ui.components.flow.flow import Column, Flow, Score, chosen_column
from pages.ui.parts.numbers import two_decimals
from pages.ui.shell import session
from pages.ui.subject.layers import Named, stops
from pages.ui.subject.subject import Subject

FLOW = "flow"  # its key
_MOST_COLUMNS = 12  # of layers; more are shown by blocks
_VARIED = 4  # maps of a layer beside their mean
_MOST_CLASSES = 10

Channels = Mapping[str, tuple[int, ...]]


def network_flow(subject: Subject, chosen: str | None, channels: Channels) -> Flow:
    """What the flow shows of an image.

    Args:
        subject: The image in the network.
        chosen: The name of the layer that is chosen.
        channels: For each layer the maps that are shown beside the mean of all.
    """
    layers = columns_of(subject)
    blocks = sorted({layer.block for layer in layers if layer.block})
    shares, classes = softmax(subject.logits), classes_shown(subject)
    maps_row = last_maps(subject.rows) if subject.has_class_maps else None
    columns = []
    for layer in layers:
        maps = subject.output(layer.row.name)
        is_last = maps_row is not None and layer.row.name == maps_row.name
        shown = maps[classes] if is_last else _shown(maps, channels[layer.row.name])
        columns.append(
            Column(
                layer.row.name,
                layer.kind,
                layer.short,
                shape_text(layer.row.out_shape),
                f"{layer.full}: {counted(len(maps), 'map')} of "
                f"{shape_text(layer.row.out_shape[1:])}",
                shown,
                0 if is_last else len(maps) - len(channels[layer.row.name]),
                blocks.index(layer.block) if layer.block else -1,
            )
        )
    best = int(subject.logits.argmax())
    return Flow(
        columns,
        [_block(layers, number, blocks, subject) for number in blocks],
        [
            Score(
                subject.loaded.classes[at],
                two_decimals(float(subject.logits[at])),
                f"{shares[at]:.1%}",
                float(shares[at]),
            )
            for at in classes
        ],
        classes.index(best) if np.ptp(subject.logits) > 0 else None,
        chosen,
        subject.has_class_maps,
        ("mean = score", "GAP: 0 weights")
        if subject.has_class_maps
        else ("score", "by a dense head"),
    )


def chosen_layer(subject: Subject) -> str:
    """The name of the layer that is chosen in the flow; at first the second one."""
    names = [layer.row.name for layer in columns_of(subject)]
    chosen = chosen_column(FLOW)
    return chosen if chosen in names else names[min(1, len(names) - 1)]


def columns_of(subject: Subject) -> list[Named]:
    """The layers that are shown: every one, or of a long network the last of each block."""
    layers = stops(subject.rows)
    if len(layers) <= _MOST_COLUMNS:
        return layers
    lasts = {layer.block: layer for layer in layers if layer.block}
    return [layer for layer in layers if not layer.block or lasts[layer.block] is layer]


def classes_shown(subject: Subject) -> list[int]:
    """The classes with a line: all, or of many those with the largest scores, in their order."""
    order = np.argsort(-subject.logits, kind="stable")[:_MOST_CLASSES]
    return sorted(order.tolist())


def most_varied(subject: Subject) -> dict[str, tuple[int, ...]]:
    """For each layer the channels whose maps say most of this image."""
    return {
        layer.row.name: tuple(
            np.argsort(-subject.output(layer.row.name).std((1, 2)), kind="stable")[
                :_VARIED
            ].tolist()
        )
        for layer in columns_of(subject)
    }


def channels_shown(subject: Subject, *, is_drawing: bool) -> Channels:
    """The channels to show: while a stroke is drawn those before it, else they would flicker."""
    key, kept = session.FLOW_CHANNELS.get()
    if is_drawing and key == subject.loaded.key:
        return kept
    channels = most_varied(subject)
    session.FLOW_CHANNELS.set((subject.loaded.key, channels))
    return channels


def _shown(maps: Array, channels: Sequence[int]) -> Array:
    shown: Array = np.concatenate([maps.mean(0, keepdims=True), maps[list(channels)]])
    return shown


def _block(
    layers: Sequence[Named], number: int, blocks: Sequence[int], subject: Subject
) -> tuple[str, str]:
    title = f"Block {number}"
    inside = [layer for layer in layers if layer.block == number]
    if len(inside) == 1:
        return title, ""
    first = inside[0].maker.op
    assert isinstance(first, Conv2d)
    if number == blocks[-1] and subject.has_class_maps and len(blocks) > 1:
        return title, "ends in one map per class"
    if number == blocks[0]:
        return title, f"reads {first.kernel_size}×{first.kernel_size} pixels, then mixes"
    return title, "the same, on its maps"
