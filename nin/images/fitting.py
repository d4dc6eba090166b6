"""Images made to fit a network's input, the same for training and for looking.

What is kept of an image is grey where the network reads no colour, and no larger than it reads it;
a smaller one is enlarged when it is read.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nin.spec import Network

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601
_IMAGES_AT_ONCE = 1_024  # when they are resized


def fitted(images: NDArray[np.uint8], network: Network) -> NDArray[np.float32]:
    """The images as the network reads them.

    Args:
        images: uint8 (N, C, H, W), with as many channels as the network reads, or 1, or 3.
        network: What they are for.

    Returns:
        float32 (N, C', S, S) in [0, 1].
    """
    floats = stored(images, network).astype(np.float32) * np.float32(1 / 255)
    side = network.image_size
    if floats.shape[2:] != (side, side):
        floats = _resized(floats, side)
    return np.broadcast_to(floats, (len(floats), network.in_channels, side, side))


def stored(images: NDArray[np.uint8], network: Network) -> NDArray[np.uint8]:
    """What is kept of them: uint8 (N, C', S', S').

    C' is what the network reads, or 1; S' at most what it reads. Where they are so already, these
    very images.
    """
    side = min(network.image_size, *images.shape[2:])
    to_grey = images.shape[1] == 3 != network.in_channels
    if not to_grey and images.shape[2:] == (side, side):
        return images
    result = np.empty((len(images), 1 if to_grey else images.shape[1], side, side), np.uint8)
    for first in range(0, len(images), _IMAGES_AT_ONCE):
        floats: NDArray[np.float32] = images[first : first + _IMAGES_AT_ONCE].astype(np.float32)
        if to_grey:
            floats = (floats * _LUMA[:, None, None]).sum(1, keepdims=True)
        if floats.shape[2:] != (side, side):
            floats = _resized(floats, side)
        result[first : first + _IMAGES_AT_ONCE] = floats.round()
    return result


def _resized(images: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """Float images (N, C, H, W) as high and as wide as `side`, by one matrix for each axis."""
    rows, columns = (resampling(length, side) for length in images.shape[2:])
    resized: NDArray[np.float32] = np.matmul(np.matmul(rows, images), columns.T)
    return resized


def resampling(length: int, side: int) -> NDArray[np.float32]:
    """(side, length): each new pixel as a weighted mean of old ones.

    A triangle over the new pixel's middle, as wide as two old pixels, or as two new ones where
    these are larger: bilinear, and smooth where it shrinks. The weights outside of the image fall
    to those inside.
    """
    scale = length / side
    middles = (np.arange(side)[:, None] + 0.5) * scale
    distances = np.abs(np.arange(length) + 0.5 - middles) / max(scale, 1)
    weights = np.maximum(0, 1 - distances)
    weights /= weights.sum(1, keepdims=True)
    return weights.astype(np.float32)
