"""Looking inside a network: every op's output, and the class maps before GAP.

A NiN is a straight line, so walking its children is enough: no hooks, no backward pass, and
nothing is written to the module, which several readers may share. The module must be in `eval`
mode, as `checkpoints.load` returns it, or dropout hides a part of what is there.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from nin.model import GlobalAvgPool2d


class MapError(ValueError):
    """Maps that a network does not have, and what to do."""


@torch.inference_mode()
def feature_maps(model: nn.Sequential, images: Tensor) -> dict[str, Tensor]:
    """The output of every op, by its name, first to last.

    Args:
        model: As `model.build` makes it, in `eval` mode.
        images: float32 (N, C, H, W) in [0, 1].

    Returns:
        (N, C', H', W') for convolutions, ReLUs, pools and dropout; (N, features) in the head.
    """
    outputs = {}
    x = images
    for name, module in model.named_children():
        x = outputs[name] = module(x)
    return outputs


@torch.inference_mode()
def class_maps(model: nn.Sequential, images: Tensor) -> Tensor:
    """One map for each class: the last block's output, before GAP.

    Their means over H' and W' are the logits, so no extra weights are needed, unlike CAM
    (Zhou et al., 2016) for networks with a dense layer after GAP.

    Args:
        model: As `model.build` makes it, in `eval` mode.
        images: float32 (N, C, H, W) in [0, 1].

    Returns:
        (N, num_classes, H', W'), not normalised.

    Raises:
        MapError: the head is dense, so there are none.
    """
    x = images
    for module in model:
        if isinstance(module, GlobalAvgPool2d):
            return x
        x = module(x)
    raise MapError("class maps: a dense head mixes all places, so there are none; use a GAP head")
