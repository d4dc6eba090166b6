"""Pools in the memory layout of training, forward and backward, on the device and on the CPU."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from benchmarks.gpu.check import Outcome, Setting
from nin import codec, model

TOLERANCE = 1e-5
# Window 3, stride 2: a side of 14 leaves a last window that sticks out, which `c` keeps.
_POOLS = ("a3s2", "a3s2p1", "a3s2c", "a3s2p1c", "m3s2p1", "m3s2c", "m3s2p1c")
_SHAPE = (8, 6, 14, 14)  # (N, C, H, W)


def pools(setting: Setting) -> Outcome:
    """Whether values and gradients of each pool are the CPU's."""
    differences = {text: _difference(text, setting.device) for text in _POOLS}
    return Outcome(
        {**differences, "tolerance": TOLERANCE},
        all(difference <= TOLERANCE for difference in differences.values()),
    )


def _difference(text: str, device: torch.device) -> float:
    """The largest difference of a value or of a gradient of a pool, by its word."""
    _, channels, side, _ = _SHAPE
    pool = model.build(codec.loads(f"{channels}x{side}x10 {text} n10k1")).get_submodule("pool1")
    here, there = _values_and_gradients(pool, "cpu"), _values_and_gradients(pool, device)
    return max(float((a - b).abs().max()) for a, b in zip(here, there, strict=True))


def _values_and_gradients(pool: nn.Module, device: torch.device | str) -> tuple[Tensor, Tensor]:
    random = torch.Generator().manual_seed(0)
    images = torch.randn(_SHAPE, generator=random).to(device)
    images = images.contiguous(memory_format=torch.channels_last).requires_grad_()
    values: Tensor = pool(images)
    values.backward(torch.randn(values.shape, generator=random).to(device))
    assert images.grad is not None
    return values.detach().cpu(), images.grad.cpu()
