"""Models and images to look inside: random ones, biases included."""

import torch
from torch import Tensor, nn

from nin.model import initial
from nin.spec import Network


def random_model(network: Network, seed: int) -> nn.Sequential:
    """At rest, with biases that are not all 0, as after training."""
    model = initial(network, seed).eval()
    for name, parameter in model.named_parameters():
        if name.endswith("bias"):
            nn.init.normal_(parameter, std=0.2)
    return model


def random_images(network: Network, count: int, seed: int) -> Tensor:
    size = network.image_size
    random = torch.Generator().manual_seed(seed)
    return torch.rand(count, network.in_channels, size, size, generator=random)
