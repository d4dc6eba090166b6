"""When a batch does not fit the memory of its device."""

from __future__ import annotations

import torch

from nin.analysis import trace, training_bytes
from nin.spec import Network

_ROOM = 0.9  # of the memory that looks free


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
