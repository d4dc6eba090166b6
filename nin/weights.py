"""The weights of a network as plain arrays: their names and shapes, and what they are at the start.

By name as in a checkpoint, `block1_conv.weight`, `block1_conv.bias`, for `forward` to compute with;
`checkpoints` reads and writes them, `model` trains them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from nin.analysis import buildable
from nin.ops import Conv2d, GlobalAvgPool, Linear, ReLU
from nin.spec import Dropout, Network, Pool

Array = NDArray[np.float32]
Weights = Mapping[str, Array]

# A ReLU leaves 1 - 1/π of the mean square of a normal variable as variance: √(2 / (1 - 1/π)) in
# place of He's √2.
_AFTER_RELU = (1 - 1 / math.pi) ** -0.5
_LAST_SCALE, _LAST_BIAS = 0.2, 0.5  # measured: 0.1 to 0.5 and 0.5 to 1 train alike


def shapes(network: Network) -> dict[str, tuple[int, ...]]:
    """By name: (C', C, k, k) for convolutions, (C', features) for dense layers, (C',) for biases.

    Raises:
        SpecError: a layer does not fit, or the network is over a limit.
    """
    result: dict[str, tuple[int, ...]] = {}
    for row in buildable(network).rows:
        match row.op:
            case Conv2d(out_channels, size):
                result[f"{row.name}.weight"] = (out_channels, row.in_shape[0], size, size)
                result[f"{row.name}.bias"] = (out_channels,)
            case Linear(out_features):
                result[f"{row.name}.weight"] = (out_features, math.prod(row.in_shape))
                result[f"{row.name}.bias"] = (out_features,)
            case ReLU() | Pool() | Dropout() | GlobalAvgPool():
                pass
    return result


def initial_weights(network: Network, seed: int, recipe: str = "ours") -> dict[str, Array]:
    """What a run with this seed starts from: random numbers, the same on every machine.

    The `book` recipe takes Glorot and Bengio's (2010), uniform, and PyTorch's usual biases. Of ours
    every channel starts alive, about half open, and every class at the same score. He et al., 2015,
    keep the variance through ReLUs, but what comes out of a ReLU is nowhere below 0: the sum of a
    filter's weights then decides, for all images alike, whether its channel is always open or
    always shut. Half of the class maps of `d2l` start shut, a shut map has no gradient, and the
    loss stays at ln 10. So every filter that reads ReLUs has weights that sum to 0, scaled for the
    variance that ReLUs leave (Brock, De & Smith, 2021, arXiv:2101.08692). The last layer starts
    small and above 0: the first steps then change what tells classes apart, not what all images
    share. `nin.train.optim` keeps the sums at 0.

    Raises:
        SpecError: as for `shapes`; nothing was allocated.
    """
    random = np.random.default_rng(seed)
    if recipe == "book":
        return arranged(_by_the_book(network, random))
    weights: dict[str, Array] = {}
    for name, shape in shapes(network).items():
        if len(shape) == 1:
            weights[name] = np.zeros(shape, np.float32)
            continue
        he = math.sqrt(2 / math.prod(shape[1:]))
        weight = random.standard_normal(shape, np.float32) * np.float32(he)
        if weights:
            weight -= weight.mean(tuple(range(1, len(shape))), keepdims=True)
            weight *= np.float32(_AFTER_RELU)
        weights[name] = weight
    *_, last_weight, last_bias = weights.values()
    last_weight *= np.float32(_LAST_SCALE)
    last_bias += np.float32(_LAST_BIAS)
    return arranged(weights)


def _by_the_book(network: Network, random: np.random.Generator) -> dict[str, Array]:
    weights: dict[str, Array] = {}
    inputs = 0
    for name, shape in shapes(network).items():
        if len(shape) > 1:  # a layer's weight comes before its bias
            out, inputs, window = shape[0], math.prod(shape[1:]), math.prod(shape[2:])
            reach = math.sqrt(6 / (inputs + out * window))
        else:
            reach = 1 / math.sqrt(inputs)
        weights[name] = random.uniform(-reach, reach, shape).astype(np.float32)
    return weights


def arranged(weights: Weights) -> dict[str, Array]:
    """The same, read-only, with the channels of a kernel side by side, as `forward` reads them."""
    result = {}
    for name, values in weights.items():
        if values.ndim == 4:
            values = np.ascontiguousarray(values.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
        result[name] = values.view()
        result[name].setflags(write=False)
    return result
