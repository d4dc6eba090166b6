"""A `Network` as a PyTorch module: exactly its table, nothing added.

Children are named as `ops.lower` names the ops. Input is float32 (N, C, H, W) in [0, 1], nothing
else normalised.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from math import pi

import torch
from torch import Tensor, nn

from nin.analysis import Row, buildable
from nin.ops import Conv2d, GlobalAvgPool, Linear, ReLU
from nin.spec import Dropout, Network, Pool

# A ReLU leaves 1 - 1/π of the mean square of a normal variable as variance: √(2 / (1 - 1/π)) in
# place of He's √2.
_AFTER_RELU = (1 - 1 / pi) ** -0.5
_LAST_SCALE, _LAST_BIAS = 0.2, 0.5  # measured: 0.1 to 0.5 and 0.5 to 1 train alike


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

    Its weights are drawn from PyTorch's global random numbers so that it learns as it is, the
    ReLU before GAP included, on which many a NiN got stuck at a loss of ln(num_classes).

    Raises:
        SpecError: a layer does not fit, or the network is over a limit; nothing was allocated.
    """
    rows = buildable(network).rows
    model = nn.Sequential(OrderedDict((row.name, _module(row)) for row in rows))
    _initialise([module for module in model if isinstance(module, nn.Conv2d | nn.Linear)])
    return model


def initial(network: Network, seed: int) -> nn.Sequential:
    """The model that a run with this seed starts from. Seeds PyTorch's global random numbers.

    Raises:
        SpecError: as for `build`.
    """
    torch.manual_seed(seed)
    return build(network)


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


@torch.no_grad()
def _initialise(layers: Sequence[nn.Conv2d | nn.Linear]) -> None:
    """Start every channel alive, about half open, and every class at the same score.

    He et al., 2015, keep the variance through ReLUs, but what comes out of a ReLU is nowhere
    below 0: the sum of a filter's weights then decides, for all images alike, whether its
    channel is always open or always shut. Half of the class maps of `d2l` start shut, a shut
    map has no gradient, and the loss stays at ln 10. So every filter that reads ReLUs has
    weights that sum to 0, scaled for the variance that ReLUs leave (Brock, De & Smith, 2021,
    arXiv:2101.08692). The last layer starts small and above 0: the first steps then change what
    tells classes apart, not what all images share. `nin.train.optim` keeps the sums at 0.
    """
    for depth, layer in enumerate(layers):
        weight, bias = layer.weight, layer.bias
        assert bias is not None
        nn.init.kaiming_normal_(weight, nonlinearity="relu")
        nn.init.zeros_(bias)
        if depth:
            weight -= weight.mean(tuple(range(1, weight.dim())), keepdim=True)
            weight *= _AFTER_RELU
        if layer is layers[-1]:
            weight *= _LAST_SCALE
            bias += _LAST_BIAS
