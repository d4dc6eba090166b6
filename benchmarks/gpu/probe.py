"""What `auto` and `cuda` come to in this process, as one line of JSON.

`python -m benchmarks.gpu.probe [failing]`; with `failing` the driver cannot start, though the GPU
is still counted: it reserves many GiB of addresses, and the process is left with few.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch

from benchmarks.gpu.check import digits
from nin.presets import PRESETS
from nin.train import ConfigError, TrainConfig, train

_SPARE_ADDRESSES = 4 * 2**30  # bytes: room to train in, and a fraction of what a driver reserves


def main() -> None:
    """Print what became of a short run on each of the two devices."""
    reason = _break_driver() if "failing" in sys.argv[1:] else None
    answers = {device: _outcome(device) for device in ("auto", "cuda")} if reason is None else {}
    print(json.dumps({"not shown here": reason} | answers))


def _outcome(device: str) -> str:
    """The name of the run's last event, or the words of the error."""
    config = TrainConfig(epochs=1, device=device, precision="float32")
    try:
        *_, last = train(PRESETS["tiny"].network, config, dataset=digits(64, 64))
    except ConfigError as error:
        return str(error)
    except RuntimeError as error:
        return f"{type(error).__name__}: {error}"[:300]
    return type(last).__name__


def _break_driver() -> str | None:
    """Leave no room for the driver; returns why that did not do, or None."""
    if sys.platform != "linux":
        return "addresses can be limited on Linux only"
    import resource

    if not torch.cuda.device_count():
        return "no GPU is counted"
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + _SPARE_ADDRESSES
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        torch.zeros(1, device="cuda")
    except RuntimeError:
        return None
    return "the driver starts all the same"


if __name__ == "__main__":
    main()
