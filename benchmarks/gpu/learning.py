"""Training on the device beside training on the CPU, twice from one seed, and its weights."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from benchmarks.gpu.check import Figure, NotShownError, Outcome, Setting, digits
from nin import checkpoints
from nin.data import Dataset
from nin.model import initial
from nin.presets import PRESETS
from nin.spec import Dropout, Network
from nin.train import EpochEnd, Step, TrainConfig, devices, train

# Of each of the first steps; two ways to compute a convolution on one CPU differ by up to 0.002.
LOSS_TOLERANCE = 0.01
# The devices draw other dropout masks, so that the runs differ as those of two seeds do.
ACCURACY_TOLERANCE = 0.03
LOGIT_TOLERANCE = 1e-4

_FIRST_STEPS = 10
_BATCH = 64
_FIRST_IMAGES = _FIRST_STEPS * _BATCH
_EPOCHS = {"tiny": 4, "mnist": 2}


def beside_the_cpu(setting: Setting, preset: str) -> Outcome:
    """Whether the first steps' losses and the final accuracy are the CPU's.

    The losses are compared without dropout, whose masks each device draws in its own way.
    """
    network, places = PRESETS[preset].network, ("cpu", str(setting.device))
    with full_float32():
        first = [
            losses(_without_dropout(network), _config(device), digits(_FIRST_IMAGES, _BATCH))
            for device in places
        ]
    difference = _largest_difference(*first)
    figures: dict[str, Figure] = {
        "first_losses_cpu": first[0],
        "first_losses_device": first[1],
        "largest_loss_difference": difference,
        "loss_tolerance": LOSS_TOLERANCE,
    }
    if setting.quick:
        figures["accuracy"] = "left out by --quick"
        return Outcome(figures, difference <= LOSS_TOLERANCE)
    here, there = (_accuracy(network, _config(device, _EPOCHS[preset])) for device in places)
    figures |= {
        "accuracy_cpu": here,
        "accuracy_device": there,
        "accuracy_tolerance": ACCURACY_TOLERANCE,
    }
    agree = difference <= LOSS_TOLERANCE and abs(here - there) <= ACCURACY_TOLERANCE
    return Outcome(figures, agree)


def same_seed_same_losses(setting: Setting, precision: str) -> Outcome:
    """Whether two runs of one configuration have the same losses, to the last digit told."""
    if precision == "bfloat16" and not devices.faster_in_bfloat16(setting.device):
        raise NotShownError("bfloat16 gains nothing on this device, so no run of it takes it")
    network, few = PRESETS["mnist"].network, digits(_FIRST_IMAGES, _BATCH)
    config = replace(_config(str(setting.device)), precision=precision)
    once, again = (losses(network, config, few) for _ in range(2))
    return Outcome(
        {"steps": len(once), "largest_difference": _largest_difference(once, again)},
        once == again,
    )


def kept_weights(setting: Setting) -> Outcome:
    """Whether weights learnt on the device answer alike after a file took them to the CPU."""
    network, few = PRESETS["tiny"].network, digits(_FIRST_IMAGES, _BATCH)
    model = initial(network, seed=0)
    list(train(network, _config(str(setting.device)), model=model, dataset=few))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "weights.safetensors")
        checkpoints.save(path, network, model, {})
        _, loaded, _ = checkpoints.load(path)
    images = torch.from_numpy(few.test_images).float() / 255
    with full_float32():
        difference = _logits(model.eval(), images.to(setting.device)) - _logits(loaded, images)
    largest = float(difference.abs().max())
    return Outcome(
        {"largest_logit_difference": largest, "tolerance": LOGIT_TOLERANCE},
        largest <= LOGIT_TOLERANCE,
    )


def losses(network: Network, config: TrainConfig, dataset: Dataset) -> list[float]:
    """The loss of each step of a run."""
    events = train(network, config, dataset=dataset)
    return [loss for event in events if isinstance(event, Step) for loss in event.losses]


@contextmanager
def full_float32() -> Iterator[None]:
    """Convolutions on an NVIDIA GPU with all digits; by default they are TF32, with three."""
    convolutions = torch.backends.cudnn.conv  # type: ignore[attr-defined]  # its module has no type
    before = convolutions.fp32_precision
    convolutions.fp32_precision = "ieee"
    try:
        yield
    finally:
        convolutions.fp32_precision = before


def _config(device: str, epochs: int = 1) -> TrainConfig:
    return TrainConfig(epochs=epochs, batch_size=_BATCH, device=device, precision="float32")


def _without_dropout(network: Network) -> Network:
    layers = tuple(layer for layer in network.layers if not isinstance(layer, Dropout))
    return replace(network, layers=layers)


def _accuracy(network: Network, config: TrainConfig) -> float:
    """The final accuracy on all of the bundled test digits."""
    events = train(network, config)
    return [event.test_accuracy for event in events if isinstance(event, EpochEnd)][-1]


def _largest_difference(some: list[float], others: list[float]) -> float:
    return max(abs(a - b) for a, b in zip(some, others, strict=True))


def _logits(model: nn.Sequential, images: Tensor) -> Tensor:
    with torch.inference_mode():
        logits: Tensor = model(images)
    return logits.cpu()
