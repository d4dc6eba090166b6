"""Many images through one network: a few at a time, with progress, no more than are quick."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from nin.analysis import trace
from nin.forward import flow
from nin.limits import MAX_LOOK_MACS
from nin.spec import Network
from nin.weights import Array, Weights

Progress = Callable[[int, int], None]  # images that were looked at, and all of them

_CHUNK_BYTES = 4 << 20  # of the largest output of an op; more images at a time are no faster


def no_progress(done: int, total: int) -> None:
    """For whoever does not want to know."""


def quick_count(network: Network) -> int:
    """How many images one processor core looks at in some two seconds, at least one."""
    return max(1, MAX_LOOK_MACS // max(1, trace(network).macs))


def chunks(network: Network, images: Array, progress: Progress = no_progress) -> Iterator[Array]:
    """The images, a few at a time: so many that no op's output takes much memory."""
    largest = max(row.activation_bytes for row in trace(network).rows)
    at_once = max(1, _CHUNK_BYTES // largest)
    for first in range(0, len(images), at_once):
        yield images[first : first + at_once]
        progress(min(first + at_once, len(images)), len(images))


def logits(
    network: Network, weights: Weights, images: Array, progress: Progress = no_progress
) -> Array:
    """The scores of the classes, float32 (N, num_classes); no maps are kept.

    Args:
        network: Without a fault.
        weights: Its own.
        images: float32 (N, C, H, W) in [0, 1], at least one.
        progress: Told after every few images.
    """
    scores = []
    for chunk in chunks(network, images, progress):
        *_, (_, last) = flow(network, weights, chunk)
        scores.append(last)
    return np.concatenate(scores)
