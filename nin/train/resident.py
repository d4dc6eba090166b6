"""Images on the device: kept as uint8, fitted to a network's input, and warped batch by batch.

A batch costs one matrix product for all its sampling grids and one `grid_sample`, which fits the
size in the same go; for digits that is a few percent of a small network's step.
"""

from __future__ import annotations

from math import radians

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from nin.data import Dataset, with_validation
from nin.images.fitting import stored
from nin.spec import Network

# Widest changes to each side; chosen on a held-out part of the training digits.
_ROTATION = radians(15)
_SCALE = 0.15
_SHIFT = 2.5 / 28  # of the image's side
_SHEAR = 0.2


class Resident:
    """Images and labels on the device, and in the form in which a network reads them.

    Images are kept as `fitting.stored` says: no larger than the network reads them.
    """

    def __init__(
        self,
        images: NDArray[np.uint8],
        labels: NDArray[np.int64],
        network: Network,
        device: torch.device,
    ) -> None:
        self.labels = torch.from_numpy(labels).to(device)
        self._images = torch.from_numpy(stored(images, network)).to(device)
        self._channels, self._size = network.in_channels, network.image_size
        self._places = _places(self._size, device)

    def __len__(self) -> int:
        return len(self.labels)

    def part(self, count: int) -> Tensor:
        """Indices of `count` images, or of all if there are fewer: always the same, shuffled."""
        order = np.random.default_rng(0).permutation(len(self))
        return torch.from_numpy(order[:count]).to(self.labels.device)

    def plain(self, index: Tensor) -> Tensor:
        """These images, float32 (B, C, H, W) in [0, 1], channels last."""
        images = self._floats(index)
        if images.shape[-1] != self._size:
            images = F.interpolate(images, (self._size, self._size), mode="bilinear")
        return self._expand(images)

    def warped(self, index: Tensor, warps: Tensor) -> Tensor:
        """The same, each mapped by its warp from `draw_warps`; outside its border repeats."""
        size, count = self._size, len(index)
        grid = (self._places @ warps.reshape(2 * count, 3).T).view(size, size, count, 2)
        images = F.grid_sample(
            self._floats(index),
            grid.permute(2, 0, 1, 3),
            padding_mode="border",
            align_corners=False,
        )
        return self._expand(images)

    def _floats(self, index: Tensor) -> Tensor:
        return self._images[index].float().mul_(1 / 255)

    def _expand(self, images: Tensor) -> Tensor:
        images = images.expand(-1, self._channels, -1, -1)
        return images.contiguous(memory_format=torch.channels_last)


def resident_parts(
    dataset: Dataset, network: Network, device: torch.device, holds_out: bool
) -> tuple[Resident, Resident, Resident]:
    """Images to learn from, test images, and what is evaluated while it learns: these, or others.

    Args:
        dataset: Where they come from.
        network: What reads them.
        device: Where they are to be.
        holds_out: Whether a part of the training images is held out, to be evaluated until the
            end, so that the test images are looked at once.

    Raises:
        DataError: there are too few to hold any out.
    """
    learnt = with_validation(dataset, shuffled=True) if holds_out else dataset
    train = Resident(learnt.train_images, learnt.train_labels, network, device)
    test = Resident(dataset.test_images, dataset.test_labels, network, device)
    if not holds_out:
        return train, test, test
    return train, test, Resident(learnt.test_images, learnt.test_labels, network, device)


def draw_warps(count: int, flip: bool, generator: torch.Generator) -> Tensor:
    """Random affine maps, float32 (count, 2, 3), from places in the output to the input's.

    Rotation, scale, shear and shift, each uniform in its range, and a mirror half of the time
    where `flip` is set.
    """
    random = torch.rand(6, count, generator=generator)
    angle, stretch, shear, right, down = random[:5] * 2 - 1
    mirror = torch.where(random[5] < 0.5, -1.0, 1.0) if flip else torch.ones(count)
    scale = 1 / (1 + _SCALE * stretch)
    cos, sin = (_ROTATION * angle).cos() * scale, (_ROTATION * angle).sin() * scale
    slant = _SHEAR * shear
    shift = 2 * _SHIFT  # the side of the sampling grid is 2
    row = torch.stack([cos * mirror, cos * slant - sin, right * shift], 1)
    column = torch.stack([sin * mirror, sin * slant + cos, down * shift], 1)
    return torch.stack([row, column], 1)


def _places(size: int, device: torch.device) -> Tensor:
    """(H·W, 3): x and y of each pixel's middle in [-1, 1], as `grid_sample` counts, and 1."""
    middle = (torch.arange(size, device=device) * 2 + 1) / size - 1
    y, x = torch.meshgrid(middle, middle, indexing="ij")
    return torch.stack([x, y, torch.ones_like(x)], -1).reshape(-1, 3)
