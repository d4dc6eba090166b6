"""How fast the device trains, and how soon enough of the test images are right."""

from __future__ import annotations

import os

from benchmarks.gpu.check import NotShownError, Outcome, Setting, digits
from nin import data
from nin.presets import PRESETS
from nin.train import EpochEnd, Started, Step, TrainConfig, train

_SECONDS, _QUICK_SECONDS = 10.0, 1.0  # of training for each rate
_IMAGES, _TEST_IMAGES = 4_000, 64
_ENOUGH = 0.98  # of the test images
_MOST_EPOCHS = 8


def images_per_second(setting: Setting, preset: str, batch: int) -> Outcome:
    """The rate of training with the defaults, evaluation and the first step left out."""
    network = PRESETS[preset].network
    seconds = _QUICK_SECONDS if setting.quick else _SECONDS
    config = TrainConfig(seconds=seconds, batch_size=batch, device=str(setting.device))
    images, took, precision = 0, 0.0, ""
    for event in train(network, config, dataset=digits(_IMAGES, _TEST_IMAGES)):
        if isinstance(event, Started):
            precision = event.precision
        elif isinstance(event, Step) and event.step > 1:
            count = len(event.losses) * batch
            images, took = images + count, took + count / event.images_per_second
    if not images:
        raise NotShownError(f"{seconds:g} s are one step here")
    return Outcome(
        {
            "images_per_second": round(images / took, 1),
            "precision": precision,
            "batch_size": batch,
            "seconds": round(took, 2),
        }
    )


def seconds_to_enough(setting: Setting, dataset: str) -> Outcome:
    """Seconds until the authors' MNIST network has enough of the test images right."""
    if setting.quick:
        raise NotShownError("left out by --quick")
    config = TrainConfig(dataset=dataset, epochs=_MOST_EPOCHS, device=str(setting.device))
    try:
        images = data.load(dataset)
    except data.DataError as error:
        raise NotShownError(f"{error}; NIN_DATA is {os.environ.get('NIN_DATA')}") from None
    for event in train(PRESETS["mnist"].network, config, dataset=images):
        if isinstance(event, EpochEnd) and event.test_accuracy >= _ENOUGH:
            break
    if not isinstance(event, EpochEnd):
        raise NotShownError(f"{_ENOUGH:.0%} were not reached in {_MOST_EPOCHS} epochs")
    return Outcome(
        {"seconds": event.seconds, "epochs": event.epoch, "test_accuracy": event.test_accuracy}
    )
