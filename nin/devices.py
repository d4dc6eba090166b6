"""Where to compute: the device that a name stands for, and whether bfloat16 is faster on it."""

from __future__ import annotations

import time

import torch
from torch import Tensor, nn

from nin.config import ConfigError

_FASTER = 1.2  # less is not worth the lost digits
_ROUNDS = 3


def pick(name: str) -> torch.device:
    """The device of this name; for `auto` a CUDA device if there is one, then MPS, then the CPU.

    Raises:
        ConfigError: there is none of this name.
    """
    if name == "auto":
        name = next((found for found in ("cuda", "mps") if _available(found)), "cpu")
    if not _available(name):
        raise ConfigError(f"device: there is no {name} here; take auto or cpu")
    return torch.device(name)


def title(device: torch.device) -> str:
    """The device's name for people."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return {"cpu": "CPU", "mps": "Apple GPU"}[device.type]


def synchronise(device: torch.device) -> None:
    """Wait until the device has done what it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def trains_in_bfloat16(precision: str, device: torch.device) -> bool:
    """Whether training steps run in bfloat16, for a `TrainConfig.precision`."""
    return precision == "bfloat16" or (precision == "auto" and faster_in_bfloat16(device))


def faster_in_bfloat16(device: torch.device) -> bool:
    """Whether a convolution of a NiN's usual size trains faster under bfloat16 autocast.

    On a processor with bfloat16 instructions it takes less than half of the time, without them
    several times as long, so some 30 ms of trial are enough to tell. The trial counts processor
    time on one thread, which other programs do not disturb.
    """
    if device.type == "mps":
        return False  # autocast there came late and gains nothing on nets of this size
    if device.type == "cuda" and not torch.cuda.is_bf16_supported(including_emulation=False):
        return False
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return _trial(device)
    finally:
        torch.set_num_threads(threads)


def _trial(device: torch.device) -> bool:
    layer = nn.Conv2d(32, 64, 5, padding=2, device=device).to(memory_format=torch.channels_last)
    images = torch.zeros(8, 32, 14, 14, device=device)
    images = images.contiguous(memory_format=torch.channels_last)
    took: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(_ROUNDS + 1):  # the first round prepares kernels
        for low in took:
            took[low].append(_seconds(layer, images, low))
    return min(took[False][1:]) > _FASTER * min(took[True][1:])


def _available(name: str) -> bool:
    kind, _, index = name.partition(":")
    if kind == "cuda":
        return int(index or 0) < torch.cuda.device_count()
    return kind == "cpu" or torch.backends.mps.is_available()


def _seconds(layer: nn.Module, images: Tensor, low: bool) -> float:
    clock = time.thread_time if images.device.type == "cpu" else time.perf_counter
    synchronise(images.device)
    begin = clock()
    with torch.autocast(images.device.type, torch.bfloat16, enabled=low):
        loss = layer(images).float().sum()
    loss.backward()
    synchronise(images.device)
    return clock() - begin
