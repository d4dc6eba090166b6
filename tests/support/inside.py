"""Random weights, biases included, random images, and what PyTorch makes of them."""

import numpy as np
import torch
from torch import Tensor, nn

from nin.maps import feature_maps
from nin.model import with_weights
from nin.spec import Network
from nin.weights import Array, Weights, arranged, initial_weights


def random_weights(network: Network, seed: int) -> dict[str, Array]:
    """Those of a run's start, with biases that are not all 0, as after training."""
    random = np.random.default_rng([1, seed])
    return arranged(
        {
            name: random.normal(0, 0.2, w.shape).astype(np.float32) if w.ndim == 1 else w
            for name, w in initial_weights(network, seed).items()
        }
    )


def random_images(network: Network, count: int, seed: int) -> Array:
    """float32 (count, C, H, W) in [0, 1]."""
    shape = (count, network.in_channels, network.image_size, network.image_size)
    return np.random.default_rng([2, seed]).random(shape, np.float32)


def model_of(network: Network, weights: Weights) -> nn.Sequential:
    """PyTorch's, at rest."""
    return with_weights(network, weights).eval()


def torch_maps(network: Network, weights: Weights, images: Array) -> dict[str, Tensor]:
    """The output of every op, by PyTorch."""
    return feature_maps(model_of(network, weights), torch.tensor(images))
