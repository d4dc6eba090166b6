"""What a NiN computes, op by op, in NumPy: this file is the definition of the network.

Pages, X-ray and `classify` look through it; PyTorch trains the same network (`nin.model`), and a
property test holds the two to the same values.

Maps are (N, C, H, W) for every caller and lie in memory as (N, H, W, C), all channels of a pixel
side by side. So a 1×1 convolution is one product of matrices with a row for each pixel: what Lin,
Chen & Yan (2013) call a small perceptron that slides over the map. A larger window is a few long
pieces of memory, laid out in a row of their own and multiplied in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nin.analysis import buildable
from nin.analysis.shapes import window_count
from nin.ops import Conv2d, GlobalAvgPool, Linear, Op, ReLU
from nin.spec import Dropout, Network, Pool
from nin.weights import Array, Weights

_WINDOWS_BYTES = 1 << 20  # of a convolution's windows that are laid out at once


def activations(network: Network, weights: Weights, images: Array) -> dict[str, Array]:
    """The output of every op, by its name, first to last.

    Args:
        network: What to compute.
        weights: Its own, as `weights.shapes` says; quickest where `weights.arranged` put them.
        images: float32 (N, C, H, W) in [0, 1].

    Returns:
        float32 (N, C', H', W') for convolutions, ReLUs, pools and dropout; (N, features) in the
        head. Some share their memory, so nothing may be written to them.

    Raises:
        SpecError: a layer does not fit, or the network is over a limit.
        ValueError: the images are not of the size or the channels that the network reads.
    """
    return dict(flow(network, weights, images))


def flow(network: Network, weights: Weights, images: Array) -> Iterator[tuple[str, Array]]:
    """What `activations` returns, op by op: who needs a few of them keeps no others."""
    rows = buildable(network).rows
    if images.shape[1:] != rows[0].in_shape:
        raise ValueError(f"images: the network reads {rows[0].in_shape}, got {images.shape[1:]}")
    x = images
    for row in rows:
        x = output(row.name, row.op, weights, x)
        yield row.name, x


# A BLAS multiplies whole registers: what lies beside the last row in memory may raise a flag, of
# finite numbers too, for a value that nobody gets.
@np.errstate(invalid="ignore")
def output(name: str, op: Op, weights: Weights, x: Array) -> Array:
    """What one op makes of its input."""
    match op:
        case Conv2d():
            return _convolution(op, weights[f"{name}.weight"], weights[f"{name}.bias"], x)
        case ReLU():
            return np.maximum(x, np.float32(0))
        case Pool():
            return _pool(op, x)
        case Dropout():
            return x  # values are dropped while training only
        case GlobalAvgPool():
            means: Array = x.mean((2, 3), np.float64).astype(np.float32)
            return means
        case Linear():
            return _linear(weights[f"{name}.weight"], weights[f"{name}.bias"], x)


def _convolution(op: Conv2d, weight: Array, bias: Array, x: Array) -> Array:
    """Each window times the kernel of each output channel, plus the channel's bias."""
    maps = _padded(_channels_last(x), op.padding, op.padding, 0)
    kernels = _channels_last(weight).reshape(op.out_channels, -1).T  # (k · k · C, C')
    windows = _windows(maps, op.kernel_size)[:, :: op.stride, :: op.stride]
    sums = np.empty((*windows.shape[:3], op.out_channels), np.float32)
    for part, out in _parts(windows, sums):
        np.matmul(part.reshape(-1, len(kernels)), kernels, out=out.reshape(-1, op.out_channels))
    sums += bias
    return _channels_first(sums)


def _windows(maps: Array, size: int) -> Array:
    """The window that begins at each cell, (N, H', W', k, k, C): a view, nothing is copied."""
    if size == 1:
        return maps[:, :, :, None, None]
    return sliding_window_view(maps, (size, size), (1, 2)).transpose(0, 1, 2, 4, 5, 3)


def _parts(windows: Array, sums: Array) -> Iterator[tuple[Array, Array]]:
    """Rows of each image's windows, few enough to stay in a processor's cache when laid out."""
    rows = max(1, _WINDOWS_BYTES // (4 * windows[0, 0].size))
    for image, out in zip(windows, sums, strict=True):
        for top in range(0, len(image), rows):
            yield image[top : top + rows], out[top : top + rows]


def _linear(weight: Array, bias: Array, x: Array) -> Array:
    """All that flows in times each row of weights, plus the row's bias; maps are flattened."""
    sums: Array = x.reshape(len(x), -1) @ weight.T
    return sums + bias


def _pool(op: Pool, x: Array) -> Array:
    """The largest or the mean of each window, taken by rows and then by columns.

    What lies outside the map counts for nothing, but for the zeros of an average's padding: as in
    PyTorch these are counted, and cells are not that a last window has beyond them in ceil mode.
    """
    side, size, stride = x.shape[-1], op.kernel_size, op.stride
    count = window_count(op, side)
    starts = stride * np.arange(count) - op.padding
    beyond = max(0, int(starts[-1]) + size - side)
    is_max = op.kind == "max"
    maps = _padded(_channels_last(x), op.padding, beyond, -np.inf if is_max else 0)
    combine = np.maximum if is_max else np.add
    steps = [slice(first, first + (count - 1) * stride + 1, stride) for first in range(size)]
    maps = reduce(combine, (maps[:, step] for step in steps))
    maps = reduce(combine, (maps[:, :, step] for step in steps))
    if not is_max:
        counted = np.minimum(starts + size, side + op.padding) - starts
        maps = (maps / np.outer(counted, counted)[:, :, None]).astype(np.float32)
    return _channels_first(maps)


def _padded(maps: Array, before: int, after: int, value: float) -> Array:
    """(N, H, W, C) maps with so many rows and columns of a value before and after them."""
    if before == after == 0:
        return maps
    count, height, width, channels = maps.shape
    whole = np.full(
        (count, before + height + after, before + width + after, channels), value, np.float32
    )
    whole[:, before : before + height, before : before + width] = maps
    return whole


def _channels_last(x: Array) -> Array:
    return x.transpose(0, 2, 3, 1)


def _channels_first(x: Array) -> Array:
    return x.transpose(0, 3, 1, 2)
