"""How fast a network trains on this machine: tried once by the warm process, and kept.

A page writes what is to be tried into the folder of a warm process, and finds the answer under the
root of the runs, in `.speeds`, a file for each network, batch and device.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from statistics import median

import msgspec
import numpy as np

from nin import codec
from nin.analysis import trace
from nin.data import Dataset
from nin.files import atomic
from nin.images.preparation import Preparation
from nin.runs import folder, queue, spawn
from nin.runs.folder import RunError
from nin.spec import Network
from nin.train import Step, TrainConfig, train
from nin.train.config import from_json, to_json

_SPEEDS = ".speeds"
_SECONDS = 1.0  # that a trial takes
_PATIENCE = 20.0  # seconds from a question to its answer; PyTorch may have to be loaded first
_MAX_MACS = 6e10  # of a step in a trial; one of d2l with 64 images has 5e10
_MAX_BYTES = 32_000_000  # of the images in a trial
FORWARD_SHARE = 1 / 3  # of the time of a training step: an image that is only classified
_EVALUATED_OF_TRAIN = 250  # training images, after each epoch

_Question = tuple[str, str]  # the network's text, and how it is to be trained


def known(root: Path, network: Network, config: TrainConfig) -> float | None:
    """Training images a second; 0 where it could not be tried, None before it was.

    Args:
        root: The folder of all runs.
        network: What is to be trained.
        config: How; of it batch, device and threads count.
    """
    try:
        speed = msgspec.json.decode(_answer(root, network, config).read_bytes(), type=float)
    except (OSError, ValueError):
        return None
    return max(0.0, speed)


def ask(root: Path, network: Network, config: TrainConfig) -> bool:
    """Have a warm process try it, unless it tries something already; whether one tries now."""
    for place in spawn.waiting(root):
        question = place / spawn.TRIAL
        with suppress(OSError):  # it has left just now
            if not question.exists():
                texts: _Question = codec.dumps(network), to_json(config)
                atomic.write(question, msgspec.json.encode(texts))
            break
    return is_tried(root)


def is_tried(root: Path) -> bool:
    """Whether a warm process tries something; one that takes too long does not count."""
    for place in spawn.waiting(root):
        with suppress(OSError):  # nothing was asked, or it has just been answered
            begin = (place / spawn.TRIAL).stat().st_mtime
            if abs(time.time() - begin) < _PATIENCE:
                return True
    return False


def answer(place: Path, is_ordered: Callable[[], bool]) -> None:
    """Try what was asked for, if anything was. In the warm process.

    Args:
        place: Its folder.
        is_ordered: Whether a run waits for this process; the trial then ends without an answer.
    """
    question = place / spawn.TRIAL
    try:
        text, settings = msgspec.json.decode(question.read_bytes(), type=_Question)
        network, config = codec.loads(text), from_json(settings)
    except FileNotFoundError:
        return
    except (OSError, ValueError):  # half a file, or a stranger's
        question.unlink(missing_ok=True)
        return
    root, speed = place.parent.parent, 0.0
    try:
        _keep(root, network, config, speed)  # of a trial that ends this process no second one
    except OSError:
        return  # nothing can be kept: the question stays, and ages
    with suppress(Exception):  # what fails here fails again in the run, which says it
        speed = measured(network, config, is_ordered)
    with suppress(OSError):
        if is_ordered():
            _answer(root, network, config).unlink()
        else:
            _keep(root, network, config, speed)
        question.unlink(missing_ok=True)


def learn(run: Path, speeds: Sequence[float]) -> None:
    """What a run came to is truer than a trial, which something may have disturbed.

    Args:
        run: Its folder; of one on a cluster nothing is learnt.
        speeds: Images a second in its steps, from reading to reading.
    """
    with suppress(RunError, OSError):  # of a damaged run, or without room: the next run then tells
        network, config = folder.network(run), folder.configuration(run)
        if queue.is_half(run) and not config.threads:
            config = replace(config, threads=queue.half_of_cores())
        if speeds and not queue.is_on_cluster(run):
            _keep(run.parent, network, config, median(speeds))


def measured(
    network: Network, config: TrainConfig, is_over: Callable[[], bool] = lambda: False
) -> float:
    """Images a second in a second's training on noise; 0 where there was no step.

    Raises:
        SpecError: the network cannot be built.
        ConfigError: the device is not there.
    """
    macs = max(1, trace(network).macs)
    batch_size = max(1, min(config.batch_size, int(_MAX_MACS / macs)))
    config = replace(config, batch_size=batch_size, epochs=1_000, seconds=None)
    speed, end = 0.0, float("inf")
    for event in train(network, config, dataset=_noise(network, batch_size)):
        if isinstance(event, Step):
            speed = event.images_per_second
            if event.step == 1:  # a cold one, which counts only if there is no other
                end = time.monotonic() + _SECONDS
        if is_over() or time.monotonic() > end:
            break
    return speed


def seconds(speed: float, config: TrainConfig, train_size: int, test_size: int) -> float:
    """How long a run of so many epochs takes, its evaluations included.

    Args:
        speed: Training images a second.
        config: How it is trained.
        train_size: Images a pass.
        test_size: Images that are classified after each.

    >>> seconds(1_000, TrainConfig(epochs=2), 2_500, 1_250)
    6.0
    """
    evaluated = FORWARD_SHARE * (test_size + min(train_size, _EVALUATED_OF_TRAIN))
    return config.epochs * (train_size + evaluated) / speed


def _noise(network: Network, batch_size: int) -> Dataset:
    shape = network.in_channels, network.image_size, network.image_size
    steps = max(1, min(64, int(_MAX_BYTES / (batch_size * np.prod(shape)))))
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (steps * batch_size, *shape), np.uint8)
    labels = random.integers(0, network.num_classes, len(images))
    classes = tuple(map(str, range(network.num_classes)))
    return Dataset("noise", images, labels, images[:1], labels[:1], classes, Preparation.WHOLE)


def _keep(root: Path, network: Network, config: TrainConfig, speed: float) -> None:
    path = _answer(root, network, config)
    path.parent.mkdir(exist_ok=True)
    atomic.write(path, msgspec.json.encode(speed))


def _answer(root: Path, network: Network, config: TrainConfig) -> Path:
    settings = config.batch_size, config.device, config.threads
    what = "|".join(map(str, (codec.dumps(network), *settings)))
    return root / _SPEEDS / hashlib.sha256(what.encode()).hexdigest()[:16]
