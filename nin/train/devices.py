"""Where to compute: the device that a name stands for, whether bfloat16 is faster on it, memory."""

from __future__ import annotations

import ctypes
import time

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from nin.analysis import trace, training_bytes
from nin.spec import Network
from nin.train.config import ConfigError

_MIN_SPEEDUP = 1.2  # less is not worth the lost digits
_TRIAL_ROUNDS = 3
_FAULT_LETTERS = 200  # of an error's first line, as many as are quoted
_USABLE_SHARE = 0.9  # of the memory that is reported as free
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # glibc's numbers for what `mallopt` sets
_KEPT_BYTES, _OLD_GLIBC_MAX_BYTES = 1 << 30, 1 << 25  # the latter for _MMAP_THRESHOLD


def pick(name: str) -> tuple[torch.device, str]:
    """The device of this name, and what to call it before people.

    For `auto` a CUDA device that works, else MPS, else the CPU; a device that was found and does
    not work is named beside the one that is taken for it.

    Raises:
        ConfigError: there is none of this name, or it does not work.
    """
    faults: list[str] = []
    for kind in ("cuda", "mps", "cpu") if name == "auto" else (name,):
        if not _available(kind):
            continue
        if not (fault := _fault(kind)):
            return torch.device(kind), "; ".join([title(torch.device(kind)), *faults])
        faults.append(f"{kind} does not work here: {fault}")
    if faults:
        raise ConfigError(
            f"device: {faults[0]}; take auto or cpu, or install a driver and a PyTorch that fit "
            "the device"
        )
    raise ConfigError(f"device: there is no {name} here; take auto or cpu")


def title(device: torch.device) -> str:
    """The device's name for people."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return {"cpu": "CPU", "mps": "Apple GPU"}[device.type]


def _fault(name: str) -> str:
    """What PyTorch says of a small convolution there and back; nothing where that works.

    A device may be counted and yet have no kernels in this PyTorch, or a driver that fails.
    """
    try:
        images = torch.ones(1, 1, 3, 3, device=name, requires_grad=True)
        F.conv2d(images, images).sum().backward()
        synchronise(torch.device(name))
    except RuntimeError as error:
        words = str(error).strip() or type(error).__name__
        return words.splitlines()[0][:_FAULT_LETTERS].rstrip(".")  # then come hints on debugging
    return ""


def synchronise(device: torch.device) -> None:
    """Wait until the device has finished its work."""
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
    for _ in range(_TRIAL_ROUNDS + 1):  # the first round prepares kernels
        for low in took:
            took[low].append(_seconds(layer, images, low))
    return min(took[False][1:]) > _MIN_SPEEDUP * min(took[True][1:])


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


def keep_freed() -> None:
    """Have this process keep what it frees; does nothing where the C library is not glibc.

    A step frees its activations and the next one allocates as many. By default glibc may return
    the memory to the system in between, depending on the state of its heap, and getting it back
    page by page takes up to half of a small network's time.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # macOS and musl have none, Windows no such name
        return
    mallopt(_TRIM_THRESHOLD, _KEPT_BYTES)
    if not mallopt(_MMAP_THRESHOLD, _KEPT_BYTES):
        mallopt(_MMAP_THRESHOLD, _OLD_GLIBC_MAX_BYTES)


def ran_out(error: RuntimeError) -> bool:
    """Whether PyTorch lacked memory; its allocator for the CPU has no error class of its own."""
    return isinstance(error, torch.OutOfMemoryError) or "DefaultCPUAllocator" in str(error)


def batch_that_fits(network: Network, failed: int, device: torch.device) -> int:
    """A power of two below the batch that failed; computed where free memory can be asked for."""
    fits = failed // 2
    if device.type == "cuda":
        torch.cuda.empty_cache()
        table, free = trace(network), torch.cuda.mem_get_info(device)[0]
        fixed = training_bytes(table, 0)
        one_image = training_bytes(table, 1) - fixed
        fits = min(fits, int((_USABLE_SHARE * free - fixed) // one_image))
    return 1 << max(0, fits.bit_length() - 1) if fits > 0 else 1
