"""The shape doctor: what would make a network fit again.

A remedy mends the first layer that does not fit; it is repeated on whatever fails next until all
layers fit, and given up where it cannot help. Shrinking windows always can, so there is always
at least one fix.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from nin.analysis.shapes import Misfit, follow
from nin.edit import changes, put, remove, set_field
from nin.limits import MAX_IMAGE_SIZE
from nin.spec import Network, NiNBlock, Pool, SpecError

_LABEL_CHANGES = 3  # that a label spells out; more are counted


@dataclass(frozen=True, slots=True)
class Fix:
    """A network that works, and what was changed to get there."""

    label: str
    network: Network


Remedy = Callable[[Network, Misfit], Network | None]


def fixes(network: Network, misfit: Misfit) -> tuple[Fix, ...]:
    """Different networks near this one in which every layer fits."""
    remedies = (_pad, _round_up, _shrink, _slow_down, _drop_pool, _enlarge)
    mended = (_repeat(remedy, network, misfit) for remedy in remedies)
    different = dict.fromkeys(other for other in mended if other is not None)
    return tuple(Fix(_label(changes(network, other)), other) for other in different)


def _repeat(remedy: Remedy, network: Network, misfit: Misfit | None) -> Network | None:
    while misfit is not None:
        mended = remedy(network, misfit)
        if mended is None:
            return None
        network, misfit = mended, follow(mended)[1]
    return network


def _label(changes: list[str]) -> str:
    hidden = len(changes) - _LABEL_CHANGES
    more = f" and {hidden} more" if hidden > 0 else ""
    return "; ".join(changes[:_LABEL_CHANGES]) + more


def _pad(network: Network, misfit: Misfit) -> Network | None:
    """Just enough padding; a pool's may be half its window at most."""
    padding = -(-(misfit.op.kernel_size - misfit.side) // 2)
    return _set(network, misfit.layer, "padding", padding)


def _round_up(network: Network, misfit: Misfit) -> Network | None:
    """Ceil mode in the earliest pool that rounds down: each of them loses pixels."""
    for index, layer in enumerate(network.layers[: misfit.layer + 1]):
        if isinstance(layer, Pool) and not layer.ceil_mode:
            return put(network, index, replace(layer, ceil_mode=True))
    return None


def _shrink(network: Network, misfit: Misfit) -> Network | None:
    """The largest window that fits."""
    return _set(network, misfit.layer, "kernel_size", misfit.side + 2 * misfit.op.padding)


def _slow_down(network: Network, misfit: Misfit) -> Network | None:
    """Halve the largest stride before the layer that fails, the earliest of equals."""
    strides = [
        (layer.stride, -index)
        for index, layer in enumerate(network.layers[: misfit.layer])
        if isinstance(layer, NiNBlock | Pool)
    ]
    stride, minus_index = max(strides, default=(1, 0))
    return _set(network, -minus_index, "stride", stride // 2) if stride > 1 else None


def _drop_pool(network: Network, misfit: Misfit) -> Network | None:
    """Remove the layer that fails if it is a pool, else the last pool before it."""
    for index in range(misfit.layer, -1, -1):
        if isinstance(network.layers[index], Pool):
            return remove(network, index)
    return None


def _enlarge(network: Network, misfit: Misfit) -> Network | None:
    """The smallest larger image on which all layers fit, by halving: sides only grow with it."""
    low, high = network.image_size, MAX_IMAGE_SIZE
    if follow(replace(network, image_size=high))[1] is not None:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        fits = follow(replace(network, image_size=middle))[1] is None
        low, high = (low, middle) if fits else (middle, high)
    return replace(network, image_size=high)


def _set(network: Network, index: int, field: str, value: int) -> Network | None:
    """One field of a layer set to another value; None where the layer cannot have it."""
    try:
        changed = set_field(network, index, field, value)
    except SpecError:
        return None
    return None if changed == network else changed
