"""Memory: what is kept from step to step or for good, and what to do when a batch does not fit."""

from __future__ import annotations

import ctypes
import gc
from functools import cache

import torch

from nin.analysis import trace, training_bytes
from nin.spec import Network

_ROOM = 0.9  # of the memory that looks free
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # glibc's numbers for what `mallopt` sets
_KEPT, _OLD_MOST = 1 << 30, 1 << 25  # bytes; an old glibc takes no more for the second


def keep_freed() -> None:
    """Have this process keep what it frees; does nothing where the C library is not glibc.

    A step frees its activations and the next one asks for as many. Left to itself, glibc hands
    them to the system in between, depending on how its heap happens to lie, and getting them back
    page by page takes up to half of a small network's time.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # macOS and musl have none, Windows no such name
        return
    mallopt(_TRIM_THRESHOLD, _KEPT)
    if not mallopt(_MMAP_THRESHOLD, _KEPT):
        mallopt(_MMAP_THRESHOLD, _OLD_MOST)


@cache
def keep_loaded() -> None:
    """Spare the garbage collector what this process has loaded by now; later objects it watches.

    A full collection looks at every object, and no other thread runs meanwhile: with PyTorch
    loaded for some 120 ms, which are spent on objects that stay anyway.
    """
    gc.collect()
    gc.freeze()


def ran_out(error: RuntimeError) -> bool:
    """Whether this is what PyTorch raises; its allocator for the CPU has no class of its own."""
    return isinstance(error, torch.OutOfMemoryError) or "DefaultCPUAllocator" in str(error)


def batch_that_fits(network: Network, failed: int, device: torch.device) -> int:
    """A power of two below the batch that failed; by closed form where free memory is known."""
    fits = failed // 2
    if device.type == "cuda":
        torch.cuda.empty_cache()
        rows, room = trace(network), _ROOM * torch.cuda.mem_get_info(device)[0]
        fixed = training_bytes(rows, 0)
        fits = min(fits, int((room - fixed) // (training_bytes(rows, 1) - fixed)))
    return 1 << max(0, fits.bit_length() - 1) if fits > 0 else 1
