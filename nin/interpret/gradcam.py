"""Class maps by Grad-CAM, for a dense head, which has none of its own.

Selvaraju et al., "Grad-CAM", 2017 (arXiv:1610.02391).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from nin.analysis import trace
from nin.spec import Network


def grad_cam(
    model: nn.Sequential, network: Network, image: Tensor, classes: Sequence[int]
) -> Tensor:
    """One map for each class asked for: the last block's maps, weighted by what they do for it.

    The weight of a map is the mean gradient of the class's logit over the map; the weighted sum
    goes through ReLU. Why not `class_maps`: with GAP each of the last maps belongs to one class
    and its mean is that class's logit, so the maps are the evidence itself. A dense head reads
    every cell of every map with weights of its own; which places spoke for a class must be asked
    of its gradient, which holds for small changes around this image only, and the sum of such a
    map is no logit. With GAP right after the last block both agree: Grad-CAM is then the class
    map through ReLU, over H · W.

    No hooks: the model is run in two parts, and gradients are taken of the last maps alone, so
    nothing is written to the model.

    Args:
        model: As `model.build` makes it of this network, in `eval` mode.
        network: Without a fault.
        image: float32 (1, C, H, W) in [0, 1].
        classes: Which ones, counted from 0.

    Returns:
        (len(classes), H', W') of the last block, 0 and above, not normalised.
    """
    rows = trace(network).rows
    end = 1 + max(i for i, row in enumerate(rows) if row.layer == network.last_block)
    with torch.no_grad():
        maps = model[:end](image)
    with torch.enable_grad():
        copies = maps.expand(len(classes), -1, -1, -1).clone().requires_grad_()
        chosen = model[end:](copies).gather(1, torch.tensor(classes, device=maps.device)[:, None])
        (gradients,) = torch.autograd.grad(chosen.sum(), copies)
    weights = gradients.mean((2, 3), keepdim=True)
    return F.relu((weights * maps).sum(1))
