"""What a network says with some of its channels silent.

What comes before the first silent channel is taken from maps that are there already, what comes
after is computed anew, and nothing is written to either.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from nin.forward import output
from nin.ops import lower
from nin.spec import Network
from nin.weights import Array, Weights


def muted(
    network: Network,
    weights: Weights,
    maps: Mapping[str, Array],
    channels: Mapping[str, Collection[int]],
) -> dict[str, Array]:
    """The output of every op with these channels 0 after the ops named; the last is the logits.

    Args:
        network: Without a fault.
        weights: Its own.
        maps: What `forward.activations` returned for them; left as they are.
        channels: The channels to silence, by the name of the op that puts them out.

    Returns:
        As `forward.activations` does; up to the first op named the very arrays of `maps`.

    Raises:
        KeyError: there is no op of a name.
        IndexError: an op has no such channel.
    """
    for name, indices in channels.items():
        _check(name, indices, maps[name].shape[1])
    outputs: dict[str, Array] = {}
    changed: Array | None = None  # what flows, from the first silent channel on
    for name, op in lower(network).items():
        value = maps[name] if changed is None else output(name, op, weights, changed)
        silent = list(channels.get(name, ()))
        if silent:
            value = value.copy()
            value[:, silent] = 0
        if silent or changed is not None:
            changed = value
        outputs[name] = value
    return outputs


def _check(name: str, indices: Collection[int], count: int) -> None:
    for index in indices:
        if not 0 <= index < count:
            raise IndexError(f"{name} has channels 0 to {count - 1}, got {index}")
