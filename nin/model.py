"""A `Network` as a PyTorch module: exactly its table, nothing added.

Children are named as `ops.lower` names the ops. Input is float32 (N, C, H, W) in [0, 1], nothing
else normalised.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import assert_never

import torch
from torch import Tensor, nn

from nin.analysis import Row, buildable
from nin.ops import Conv2d, GlobalAvgPool, Linear, ReLU
from nin.spec import Dropout, Network, Pool


class GlobalAvgPool2d(nn.Module):
    """(N, C, H, W) maps to their (N, C) means."""

    def forward(self, x: Tensor) -> Tensor:
        """The mean of each map."""
        return x.mean(dim=(2, 3))


class FlatLinear(nn.Linear):
    """A dense layer that takes (N, C, H, W) maps as well as (N, features)."""

    def forward(self, x: Tensor) -> Tensor:
        """Flatten all but the batch axis, then the dense layer."""
        return super().forward(x.flatten(1))


def build(network: Network) -> nn.Sequential:
    """Make the module: (N, C, H, W) images in, (N, num_classes) logits out.

    Raises:
        SpecError: a layer does not fit, or the network is over a limit; nothing was allocated.
    """
    rows = buildable(network).rows
    return nn.Sequential(OrderedDict((row.name, _module(row)) for row in rows))


def _module(row: Row) -> nn.Module:
    match row.op:
        case Conv2d(out_channels, kernel_size, stride, padding):
            return _initialised(
                nn.Conv2d(row.in_shape[0], out_channels, kernel_size, stride, padding)
            )
        case Linear(out_features):
            in_features = torch.Size(row.in_shape).numel()
            return _initialised(FlatLinear(in_features, out_features))
        case ReLU():
            return nn.ReLU()
        case Pool("max", kernel_size, stride, padding, ceil_mode):
            return nn.MaxPool2d(kernel_size, stride, padding, ceil_mode=ceil_mode)
        case Pool(_, kernel_size, stride, padding, ceil_mode):
            return nn.AvgPool2d(kernel_size, stride, padding, ceil_mode)
        case Dropout(p):
            return nn.Dropout(p)
        case GlobalAvgPool():
            return GlobalAvgPool2d()
        case _:
            assert_never(row.op)


def _initialised(module: nn.Conv2d | FlatLinear) -> nn.Module:
    """He et al., 2015: variance kept through ReLUs; biases start at 0."""
    nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
    assert module.bias is not None
    nn.init.zeros_(module.bias)
    return module
