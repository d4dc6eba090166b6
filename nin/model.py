"""A `Network` as a PyTorch module: exactly its table, nothing added.

Children are named as `ops.lower` names the ops. Input is float32 (N, C, H, W) in [0, 1], nothing
else normalised.
"""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import torch
from torch import Tensor, nn

from nin.analysis import Row, buildable
from nin.ops import Conv2d, GlobalAvgPool, Linear, ReLU
from nin.spec import Dropout, Network, Pool
from nin.weights import Weights, initial_weights


class GlobalAvgPool2d(nn.Module):
    """(N, C, H, W) maps to their (N, C) means."""

    def forward(self, x: Tensor) -> Tensor:
        """The mean of each map."""
        return x.mean(dim=(2, 3))


class QuickDropout(nn.Dropout):
    """PyTorch's, with a mask that a processor draws in a fifth of the time.

    Whole random numbers are compared with p; PyTorch's own mask costs as much as a convolution.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Zero each value with probability `p` and scale the others up, while training."""
        if not self.training or self.p == 0 or x.device.type != "cpu":
            return super().forward(x)
        kept = torch.empty_like(x, dtype=torch.int32).random_() >= int(self.p * 2**31)
        return x * kept.to(x.dtype).div_(1 - self.p)


class FlatLinear(nn.Linear):
    """A dense layer that takes (N, C, H, W) maps as well as (N, features)."""

    def forward(self, x: Tensor) -> Tensor:
        """Flatten all but the batch axis, then the dense layer."""
        return super().forward(x.flatten(1))


def build(network: Network) -> nn.Sequential:
    """Make the module: (N, C, H, W) images in, (N, num_classes) logits out.

    Its weights are those of `initial_weights`, by a seed from PyTorch's global random numbers.

    Raises:
        SpecError: a layer does not fit, or the network is over a limit; nothing was allocated.
    """
    buildable(network)  # before a random number is drawn
    seed = int(torch.randint(2**63 - 1, (), device="cpu"))
    return with_weights(network, initial_weights(network, seed))


def initial(network: Network, seed: int, recipe: str = "ours") -> nn.Sequential:
    """The model that a run with this seed and recipe starts from.

    PyTorch's global random numbers are seeded as well.

    Raises:
        SpecError: as for `build`.
    """
    torch.manual_seed(seed)
    return with_weights(network, initial_weights(network, seed, recipe))


def with_weights(network: Network, weights: Weights) -> nn.Sequential:
    """The module with a copy of these weights, which are as in a checkpoint.

    Raises:
        SpecError: as for `build`.
    """
    with torch.device("meta"):  # PyTorch would draw weights only for them to be replaced
        modules = [(row.name, _module(row)) for row in buildable(network).rows]
        model = nn.Sequential(OrderedDict(modules))
    state = {name: torch.from_numpy(np.array(w, order="C")) for name, w in weights.items()}
    model.load_state_dict(state, assign=True)
    return model


def _module(row: Row) -> nn.Module:
    match row.op:
        case Conv2d(out_channels, kernel_size, stride, padding):
            return nn.Conv2d(row.in_shape[0], out_channels, kernel_size, stride, padding)
        case Linear(out_features):
            return FlatLinear(torch.Size(row.in_shape).numel(), out_features)
        case ReLU():
            return nn.ReLU()
        case Pool("max", kernel_size, stride, padding, ceil_mode):
            return nn.MaxPool2d(kernel_size, stride, padding, ceil_mode=ceil_mode)
        case Pool(_, kernel_size, stride, padding, ceil_mode):
            return nn.AvgPool2d(kernel_size, stride, padding, ceil_mode)
        case Dropout(p):
            return QuickDropout(p)
        case GlobalAvgPool():
            return GlobalAvgPool2d()
