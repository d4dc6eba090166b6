"""A batch that is too large for the GPU: the run says so, and the batch it advises does train."""

from __future__ import annotations

import numpy as np
import torch

from benchmarks.gpu.check import NotShownError, Outcome, Setting
from nin import codec
from nin.analysis import trace, training_bytes
from nin.data import Dataset
from nin.images.preparation import Preparation
from nin.limits import MAX_BATCH
from nin.spec import Network
from nin.train import Event, Failed, Finished, TrainConfig, train

# Some 50 MB of activations an image, no tensor of a batch above 2³¹ numbers, and little to compute.
DEEP = codec.loads("1x28x10 " + "n300k1-300-300-300-300-300-300-300-300 " * 6 + "n10k1")
_EXCESS = 1.25  # times the device's memory
_TEST_IMAGES = 64


def out_of_memory(setting: Setting) -> Outcome:
    """Whether a batch over the device's memory fails with advice that holds."""
    if setting.device.type != "cuda":
        raise NotShownError("only a CUDA device refuses memory instead of swapping")
    memory = torch.cuda.get_device_properties(setting.device).total_memory
    batch = oversized_batch(DEEP, memory)
    failure = _train(batch, setting)
    if not (isinstance(failure, Failed) and failure.health):
        return Outcome({"batch": batch, "event": repr(failure)}, passed=False)
    advice = failure.health[0]
    fitting = int(advice.changes.get("batch_size", 0))
    end = _train(fitting, setting) if fitting else None
    return Outcome(
        {
            "memory_gib": round(memory / 2**30, 1),
            "batch": batch,
            "reason": failure.reason,
            "remedy": advice.remedy,
            "batch_advised": fitting,
            "event_with_it": type(end).__name__,
        },
        advice.kind == "out of memory" and isinstance(end, Finished),
    )


def oversized_batch(network: Network, memory: int) -> int:
    """The least power of two of images whose training step needs well over `memory` bytes.

    Raises:
        NotShownError: even the largest batch that a run may have would fit.
    """
    table = trace(network)
    batch = 1
    while training_bytes(table, batch) < _EXCESS * memory:
        batch *= 2
    if batch > MAX_BATCH:
        raise NotShownError(f"{memory / 2**30:.0f} GiB hold the largest batch, {MAX_BATCH}")
    return batch


def _train(batch: int, setting: Setting) -> Event:
    """The last event of a run of one step."""
    device = str(setting.device)
    config = TrainConfig(
        epochs=1, batch_size=batch, device=device, precision="float32", augment="none"
    )
    *_, last = train(DEEP, config, dataset=_noise(batch))
    return last


def _noise(count: int) -> Dataset:
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (count + _TEST_IMAGES, 1, 28, 28), np.uint8)
    labels = random.integers(0, 10, count + _TEST_IMAGES)
    return Dataset(
        "noise",
        images[:count],
        labels[:count],
        images[count:],
        labels[count:],
        tuple("0123456789"),
        Preparation.INK,
    )
