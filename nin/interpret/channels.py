"""The channels of a network: how they mix, which are dead, what they fire most for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nin.forward import flow
from nin.interpret.many_images import Progress, chunks, no_progress
from nin.ops import Conv2d, ReLU, lower
from nin.spec import Network
from nin.weights import Array, Weights


class NotMixingError(ValueError):
    """An op that mixes no channels pixel by pixel, and what to choose instead."""


@dataclass(frozen=True, slots=True, eq=False)
class Mixing:
    """A 1×1 convolution as a matrix: one row for each output channel, one column for each input."""

    weight: NDArray[np.float32]  # (out_channels, in_channels)
    bias: NDArray[np.float32]  # (out_channels,)


@dataclass(frozen=True, slots=True, eq=False)
class Strongest:
    """For each channel the images that it fires most for, the strongest first.

    Attributes:
        images: (C', k), indices of the images.
        values: (C', k), the largest value of the channel's map on each.
        rows: (C', k), where in the map that value is; the first place of equals.
        columns: (C', k), the same.
    """

    images: NDArray[np.int64]
    values: NDArray[np.float32]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]


def mixing_matrix(network: Network, weights: Weights, name: str) -> Mixing:
    """How the 1×1 convolution of this name mixes channels.

    Raises:
        NotMixingError: the op of this name is no 1×1 convolution.
    """
    op = lower(network).get(name)
    if not isinstance(op, Conv2d) or op.kernel_size != 1:
        raise NotMixingError(
            f"{name}: is no 1×1 convolution, so it has no mixing matrix; choose an mlp"
        )
    return Mixing(weights[f"{name}.weight"][:, :, 0, 0], weights[f"{name}.bias"])


def dead_channels(
    network: Network, weights: Weights, images: Array, progress: Progress = no_progress
) -> dict[str, NDArray[np.bool_]]:
    """For each ReLU, by name, which of its channels are 0 for all of these images: (C',).

    Args:
        network: Without a fault.
        weights: Its own.
        images: float32 (N, C, H, W) in [0, 1], at least one.
        progress: Told after every few images.
    """
    relus = {name for name, op in lower(network).items() if isinstance(op, ReLU)}
    fires: dict[str, NDArray[np.bool_]] = {}
    for chunk in chunks(network, images, progress):
        for name, x in flow(network, weights, chunk):
            if name in relus:
                here = x.any(tuple(axis for axis in range(x.ndim) if axis != 1))
                fires[name] = np.logical_or(here, fires.get(name, here))
    return {name: ~channels for name, channels in fires.items()}


def strongest_images(
    network: Network,
    weights: Weights,
    images: Array,
    name: str,
    count: int,
    progress: Progress = no_progress,
) -> Strongest:
    """The images that each channel of op `name` fires most for, by the largest value of its map.

    Of images that are equal the first come first. One pass serves all channels of the op.

    Args:
        network: Without a fault; it is run up to the op, no further.
        weights: Its own.
        images: float32 (N, C, H, W) in [0, 1], at least one.
        name: The op's.
        count: k, how many images for each channel; where there are fewer, all of them.
        progress: Told after every few images.

    Raises:
        KeyError: there is no op of this name.
    """
    peaks = []
    for chunk in chunks(network, images, progress):
        maps = next((x for op, x in flow(network, weights, chunk) if op == name), None)
        if maps is None:
            raise KeyError(name)
        peaks.append(_peaks(maps))
    values, rows, columns = (np.concatenate(parts).T for parts in zip(*peaks, strict=True))
    order = np.argsort(-values, axis=1, kind="stable")[:, :count]
    return Strongest(
        order, *(np.take_along_axis(field, order, axis=1) for field in (values, rows, columns))
    )


def _peaks(maps: Array) -> tuple[Array, NDArray[np.int64], NDArray[np.int64]]:
    """The largest value of each map, and its row and column, each (N, C')."""
    planes = maps.reshape(*maps.shape[:2], -1)
    cells = planes.argmax(2)
    values = np.take_along_axis(planes, cells[:, :, None], axis=2)[:, :, 0]
    rows, columns = np.divmod(cells, maps.shape[3] if maps.ndim == 4 else 1)
    return values, rows, columns
