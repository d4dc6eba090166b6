"""The channels of a network: how they mix, which are dead, what they fire most for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from nin.maps import MapError

_IMAGES_AT_ONCE = 64  # more take a page longer, whose process has to ask for memory


@dataclass(frozen=True, slots=True, eq=False)
class Mixing:
    """A 1×1 convolution as a matrix: one row for each output channel, one column for each input."""

    weight: NDArray[np.float32]  # (out_channels, in_channels)
    bias: NDArray[np.float32]  # (out_channels,)


@dataclass(frozen=True, slots=True, eq=False)
class Strongest:
    """For each channel the images that it fires most for, the strongest first.

    Attributes:
        images: (C', k), indices of the images.
        values: (C', k), the largest value of the channel's map on each.
        rows: (C', k), where in the map that value is; the first place of equals.
        columns: (C', k), the same.
    """

    images: NDArray[np.int64]
    values: NDArray[np.float32]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]


def mixing_matrix(model: nn.Sequential, name: str) -> Mixing:
    """How the 1×1 convolution of this name mixes channels.

    Raises:
        MapError: the op of this name is no 1×1 convolution.
    """
    module = dict(model.named_children()).get(name)
    if not isinstance(module, nn.Conv2d) or module.kernel_size != (1, 1) or module.bias is None:
        raise MapError(f"{name}: is no 1×1 convolution, so it has no mixing matrix; choose an mlp")
    weight, bias = module.weight.detach().cpu(), module.bias.detach().cpu()
    return Mixing(weight[:, :, 0, 0].numpy().copy(), bias.numpy().copy())


@torch.inference_mode()
def dead_channels(model: nn.Sequential, images: Tensor) -> dict[str, NDArray[np.bool_]]:
    """For each ReLU, by name, which of its channels are 0 for all of these images: (C',).

    Args:
        model: As `model.build` makes it, in `eval` mode.
        images: float32 (N, C, H, W) in [0, 1], at least one.
    """
    dead: dict[str, Tensor] = {}
    for chunk in images.split(_IMAGES_AT_ONCE):
        x = chunk
        for name, module in model.named_children():
            x = module(x)
            if isinstance(module, nn.ReLU):
                silent = x.sum([axis for axis in range(x.dim()) if axis != 1]) == 0  # none is < 0
                dead[name] = dead[name] & silent if name in dead else silent
    at_once = torch.cat(list(dead.values())).cpu()  # a training GPU is waited for once
    parts = at_once.split([len(channels) for channels in dead.values()])
    return {name: part.numpy() for name, part in zip(dead, parts, strict=True)}


@torch.inference_mode()
def strongest_images(model: nn.Sequential, images: Tensor, name: str, count: int) -> Strongest:
    """The images that each channel of op `name` fires most for, by the largest value of its map.

    Of images that are equal the first come first. One pass serves all channels of the op.

    Args:
        model: As `model.build` makes it, in `eval` mode; run up to the op, no further.
        images: float32 (N, C, H, W) in [0, 1], at least one.
        name: The op's.
        count: k, how many images for each channel; where there are fewer, all of them.

    Raises:
        KeyError: there is no op of this name.
    """
    names = [child for child, _ in model.named_children()]
    if name not in names:
        raise KeyError(name)
    part = model[: names.index(name) + 1]
    peaks = [_peaks(part(chunk)) for chunk in images.split(_IMAGES_AT_ONCE)]
    values, rows, columns = (torch.cat(chunks).T for chunks in zip(*peaks, strict=True))
    order = values.argsort(dim=1, descending=True, stable=True)[:, :count]
    strongest = (order, *(field.gather(1, order) for field in (values, rows, columns)))
    return Strongest(*(field.cpu().numpy() for field in strongest))


def _peaks(maps: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The largest value of each map, and its row and column, each (N, C')."""
    width = maps.shape[-1] if maps.dim() == 4 else 1
    values, cells = maps.flatten(2).max(2) if maps.dim() == 4 else (maps, torch.zeros_like(maps))
    return values, cells.long() // width, cells.long() % width
