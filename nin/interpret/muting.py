"""What a network says with some of its channels silent, without touching the network.

No hooks and no edited weights: what comes before the first silent channel is taken from maps
that are there already, what comes after is computed anew, and nothing is written to either.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import torch
from torch import Tensor, nn


@torch.inference_mode()
def muted(
    model: nn.Sequential, maps: Mapping[str, Tensor], channels: Mapping[str, Collection[int]]
) -> dict[str, Tensor]:
    """The output of every op with these channels 0 after the ops named; the last is the logits.

    Args:
        model: As `model.build` makes it, in `eval` mode.
        maps: What `maps.feature_maps` returned for this model; left as they are.
        channels: The channels to silence, by the name of the op that puts them out.

    Returns:
        As `maps.feature_maps` does; up to the first op named the very tensors of `maps`.

    Raises:
        KeyError: there is no op of a name.
        IndexError: an op has no such channel.
    """
    for name, indices in channels.items():
        _check(name, indices, maps[name].shape[1])
    outputs: dict[str, Tensor] = {}
    changed: Tensor | None = None  # what flows, from the first silent channel on
    for name, module in model.named_children():
        value = maps[name] if changed is None else module(changed)
        silent = list(channels.get(name, ()))
        if silent:
            value = value.index_fill(1, torch.tensor(silent, device=value.device), 0)
        if silent or changed is not None:
            changed = value
        outputs[name] = value
    return outputs


def _check(name: str, indices: Collection[int], count: int) -> None:
    for index in indices:
        if not 0 <= index < count:
            raise IndexError(f"{name} has channels 0 to {count - 1}, got {index}")
