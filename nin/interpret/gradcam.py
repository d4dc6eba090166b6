"""Class maps by Grad-CAM, for a dense head, which has none of its own.

Selvaraju et al., "Grad-CAM", 2017 (arXiv:1610.02391).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nin.analysis import trace
from nin.forward import activations
from nin.interpret.pool_gradient import pool_gradient
from nin.ops import Conv2d, GlobalAvgPool, Linear, Op, ReLU
from nin.spec import Dropout, Network, Pool
from nin.weights import Array, Weights


def grad_cam(
    network: Network, weights: Weights, image: Array, classes: Sequence[int]
) -> NDArray[np.float32]:
    """One map for each class asked for: the last block's maps, weighted by what they do for it.

    The weight of a map is the mean gradient of the class's logit over the map; the weighted sum
    goes through ReLU. Why not class maps: with GAP each of the last maps belongs to one class
    and its mean is that class's logit, so the maps are the evidence itself. A dense head reads
    every cell of every map with weights of its own; which places spoke for a class must be asked
    of its gradient, which holds for small changes around this image only, and the sum of such a
    map is no logit. With GAP right after the last block both agree: Grad-CAM is then the class
    map through ReLU, over H · W.

    After the last block come no more than pools, dense layers and ReLUs, so the gradient is a
    product of matrices and masks, and one pass back serves all classes.

    Args:
        network: Without a fault.
        weights: Its own.
        image: float32 (1, C, H, W) in [0, 1].
        classes: Which ones, counted from 0.

    Returns:
        (len(classes), H', W') of the last block, 0 and above, not normalised.
    """
    rows = trace(network).rows
    outputs = activations(network, weights, image)
    end = max(i for i, row in enumerate(rows) if row.layer == network.last_block)
    gradients = np.eye(network.num_classes, dtype=np.float32)[list(classes)]
    for before, row in reversed([*pairwise(rows[end:])]):
        gradients = _back(row.name, row.op, weights, outputs[before.name], gradients)
    maps = outputs[rows[end].name][0]
    summed: Array = np.einsum("kc,chw->khw", gradients.mean((2, 3)), maps)
    return summed.clip(0)


def _back(name: str, op: Op, weights: Weights, x: Array, gradients: Array) -> Array:
    """The gradients (K, …) over an op's input x (1, …), of those over its output."""
    match op:
        case Linear():
            flat: Array = gradients @ weights[f"{name}.weight"]
            return flat.reshape(-1, *x.shape[1:])
        case ReLU():
            return gradients * (x > 0)
        case Dropout():
            return gradients
        case GlobalAvgPool():
            height, width = x.shape[2:]
            return np.broadcast_to(
                gradients[:, :, None, None] / np.float32(height * width),
                (*gradients.shape, height, width),
            )
        case Pool():
            return pool_gradient(op, x, gradients)
        case Conv2d():
            raise AssertionError("no convolution comes after the last block")
