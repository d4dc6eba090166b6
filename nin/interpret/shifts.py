"""What moving the whole image does to each class."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

_IMAGES_AT_ONCE = 64


@torch.inference_mode()
def shifted_logits(
    model: nn.Sequential, images: Tensor, shifts: Sequence[tuple[int, int]]
) -> Tensor:
    """The logits of each image after each shift: float32 (len(shifts), N, num_classes).

    Args:
        model: As `model.build` makes it, in `eval` mode.
        images: float32 (N, C, H, W) in [0, 1].
        shifts: (dx, dy) in pixels, as in `shifted`.
    """
    at_once = max(1, _IMAGES_AT_ONCE // len(images))
    logits = []
    for i in range(0, len(shifts), at_once):
        moved = torch.cat([shifted(images, dx, dy) for dx, dy in shifts[i : i + at_once]])
        logits += [model(chunk) for chunk in moved.split(_IMAGES_AT_ONCE)]
    together = torch.cat(logits)
    return together.view(len(shifts), len(images), together.shape[1])


def shifted(images: Tensor, dx: int, dy: int) -> Tensor:
    """The images moved dx pixels to the right and dy down, 0 where nothing came from.

    Args:
        images: (N, C, H, W).
        dx: Below 0 to the left; what leaves the image is lost.
        dy: Below 0 upwards.
    """
    height, width = images.shape[2:]
    (to_y, from_y), (to_x, from_x) = _overlap(dy, height), _overlap(dx, width)
    moved = torch.zeros_like(images)
    moved[:, :, to_y, to_x] = images[:, :, from_y, from_x]
    return moved


def _overlap(by: int, side: int) -> tuple[slice, slice]:
    """Where the pixels that stay land along one axis, and where they come from."""
    by = max(-side, min(side, by))
    return slice(max(by, 0), side + min(by, 0)), slice(max(-by, 0), side - max(by, 0))
