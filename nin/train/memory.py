"""How much memory a run takes: what was measured, beside the figure that was computed before."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import torch

_PROCESS = Path("/proc/self")  # Linux
_FORGET_PEAK = "5"  # to `clear_refs`: the largest resident size begins again at what it is now


def forget_peak(device: torch.device) -> None:
    """Have what is taken from here on count for `peak_bytes`, where the system can."""
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    with suppress(OSError):
        (_PROCESS / "clear_refs").write_text(_FORGET_PEAK, encoding="ascii")


def peak_bytes(device: torch.device) -> int | None:
    """The most memory that was taken; None where the system does not say.

    Of a CUDA device it is what PyTorch's tensors took there; on all others the resident size of
    this process, PyTorch and the images included.
    """
    if device.type == "cuda":
        return int(torch.cuda.max_memory_allocated(device))
    with suppress(OSError):
        for line in (_PROCESS / "status").read_text(encoding="ascii", errors="replace").split("\n"):
            if line.startswith("VmHWM:"):
                return 1024 * int(line.split()[1])
    if sys.platform == "win32":
        return None
    import resource

    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(largest) if sys.platform == "darwin" else 1024 * int(largest)
