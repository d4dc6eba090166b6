"""How a network is to be trained, as plain frozen data: the second file of every run's folder.

Each value is checked when the description is made, with words that name a right one, so that a
run which starts does not fail over a typing error. Rates for `adamw` and `sgd` are at the top of
the one-cycle schedule; what they multiply is in `nin.train.optim`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import log
from types import MappingProxyType
from typing import Any

import msgspec

from nin.data import SETS
from nin.data.names import FOLDER, OWN, VALIDATION, is_text
from nin.limits import (
    MAX_BATCH,
    MAX_EPOCHS,
    MAX_FOLDER_IMAGES,
    MAX_OWN_DIGITS,
    MAX_SECONDS,
    MAX_SEED,
    MAX_STRANGERS,
    MAX_THREADS,
)

OPTIMIZERS = ("adamw", "sgd")
AUGMENTATIONS = ("none", "affine", "affine+flip")
PRECISIONS = ("auto", "float32", "bfloat16")
RECIPES = ("ours", "book")

# What Dive into Deep Learning leaves out, and its batch: what the book's recipe means to somebody
# who says nothing else.
BOOK: Mapping[str, Any] = MappingProxyType(
    {
        "optimizer": "sgd",
        "batch_size": 128,
        "weight_decay": 0.0,
        "augment": "none",
        "label_smoothing": 0.0,
    }
)

# Both lead d2l, mnist and tiny away from ln 10 from every seed tried; ten times as much does not.
DEFAULT_LR: Mapping[str, float] = MappingProxyType({"adamw": 0.005, "sgd": 0.1})

_MAX_LR = 1e9  # far beyond what any network survives, and a number that arithmetic can take

_DEVICE = re.compile("auto|cpu|mps|cuda(:[0-9])?")


class ConfigError(ValueError):
    """A description that cannot be used for training; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """How a run trains, whoever starts it: a page, an experiment or the command line.

    The same description gives the same losses, digit for digit, on one machine with one version of
    PyTorch, where `epochs` end the run and nobody changes its rate meanwhile. Another number of
    threads adds up in another order, another device or precision rounds otherwise, and `seconds`
    end when they end: then the losses differ, at first in the last digits. `auto` for a device or
    a precision and 0 for threads mean the same each time only on the same machine.

    Attributes:
        dataset: One of `nin.data.SETS`, or `folder:PATH` for images in one folder for each class;
            with `:validation` after it, a part of the training images is held out for testing.
        epochs: Passes over the training set; what ends the run unless `seconds` is given.
        seconds: Time to train for; then the number of epochs follows from the speed.
        batch_size: Images a step.
        optimizer: One of `OPTIMIZERS`.
        lr: Learning rate at the top of its cycle; None for the optimizer's default.
        weight_decay: Share of each weight, not of biases, taken away a step at rate 1.
        augment: One of `AUGMENTATIONS`: small random rotations, scales, shifts and shears.
        label_smoothing: Probability spread over all classes in the training targets.
        seed: Of the initial weights, the choice and order of images, augmentation and dropout.
        device: `auto` for the best one found, `cpu`, `cuda`, `cuda:N` or `mps`.
        precision: `bfloat16` autocast or `float32`; `auto` tries which is faster here.
        threads: Processor threads to use; 0 for one a core, on a Ray cluster for one.
        download: Whether the data set may be fetched if it is not there.
        drawings: How many drawings of one's own, from the run's folder, it learns from as well.
        strangers: How many digits as strangers give them it learns from as well; see
            `nin.data.strangers`.
        images: How many of the training images it learns from, drawn by the seed; 0 for all.
        until_accuracy: What ends the run before its budget does: this accuracy on a part of the
            training images that is held out. The test images are then looked at once, at the end.
        recipe: `ours`, or `book`: Xavier's initial weights and plain SGD at one rate throughout,
            as Zhang et al., Dive into Deep Learning, 2023, train their NiN.

    Raises:
        ConfigError: a value is out of range or unknown.
    """

    dataset: str = "digits"
    epochs: int = 8
    seconds: float | None = None
    batch_size: int = 64
    optimizer: str = "adamw"
    lr: float | None = None
    weight_decay: float = 0.01
    augment: str = "affine"
    label_smoothing: float = 0.05
    seed: int = 0
    device: str = "auto"
    precision: str = "auto"
    threads: int = 0
    download: bool = False
    drawings: int = 0
    strangers: int = 0
    images: int = 0
    until_accuracy: float | None = None
    recipe: str = RECIPES[0]

    def __post_init__(self) -> None:
        if not _is_dataset(self.dataset):
            names = ", ".join(SETS)
            raise ConfigError(f"dataset: {self.dataset!r} is not one of {names} or folder:PATH")
        _whole("epochs", self.epochs, 1, MAX_EPOCHS)
        if self.seconds is not None:
            _number("seconds", self.seconds, 1, MAX_SECONDS)
        _whole("batch_size", self.batch_size, 1, MAX_BATCH)
        _one_of("optimizer", self.optimizer, OPTIMIZERS)
        if self.lr is not None:
            check_lr(self.lr)
        _number("weight_decay", self.weight_decay, 0, 1)
        _one_of("augment", self.augment, AUGMENTATIONS)
        _number("label_smoothing", self.label_smoothing, 0, 0.5)
        _whole("seed", self.seed, 0, MAX_SEED)
        if not _is_device(self.device):
            raise ConfigError(f"device: {self.device!r} is not auto, cpu, cuda, cuda:N or mps")
        _one_of("precision", self.precision, PRECISIONS)
        _whole("threads", self.threads, 0, MAX_THREADS)
        if type(self.download) is not bool:
            raise ConfigError(f"download: must be true or false, got {self.download!r}")
        _whole("drawings", self.drawings, 0, MAX_OWN_DIGITS)
        _whole("strangers", self.strangers, 0, MAX_STRANGERS)
        _whole("images", self.images, 0, MAX_FOLDER_IMAGES)
        if self.until_accuracy is not None:
            _number("until_accuracy", self.until_accuracy, 0.01, 1)
        _one_of("recipe", self.recipe, RECIPES)
        if self.recipe == "book" and self.optimizer != "sgd":
            raise ConfigError(
                f"recipe: the book's is plain SGD, not {self.optimizer}; take sgd, or the recipe "
                "ours"
            )

    @property
    def peak_lr(self) -> float:
        """The learning rate at the top of the cycle, or throughout where the recipe has none."""
        return DEFAULT_LR[self.optimizer] if self.lr is None else self.lr

    def lowest_loss(self, num_classes: int) -> float:
        """The cross-entropy of the best answers there are to smoothed labels, in nats.

        >>> round(TrainConfig(label_smoothing=0.05).lowest_loss(10), 4)
        0.2824
        """
        others = self.label_smoothing / num_classes
        right = 1 - (num_classes - 1) * others
        return -sum(p * log(p) for p in (right, *[others] * (num_classes - 1)) if p > 0)


@dataclass(frozen=True, slots=True)
class Orders:
    """What a run can be told while it trains.

    Attributes:
        stop: Whether to end it, with a last evaluation.
        lr: The new top of the learning rate's cycle; None for the configured one.
    """

    stop: bool = False
    lr: float | None = None


def check_lr(lr: object) -> float:
    """The learning rate as a float, if it is one.

    Raises:
        ConfigError: it is not a number above 0, or far too large.
    """
    if type(lr) in (int, float) and lr > _MAX_LR:  # type: ignore[operator]  # a number by now
        raise ConfigError(f"lr: must be at most {_MAX_LR:g}; try 0.005")
    if type(lr) not in (int, float) or not lr > 0:  # type: ignore[operator]  # a number by now
        raise ConfigError(f"lr: must be a number above 0, got {lr!r}; try 0.005")
    return float(lr)  # type: ignore[arg-type]  # a number by now


def to_json(config: TrainConfig) -> str:
    """The description as JSON; `from_json` reads it back."""
    return msgspec.json.format(msgspec.json.encode(config), indent=2).decode()


def from_json(text: str) -> TrainConfig:
    """The description that a JSON object holds; what it leaves out keeps its default.

    Raises:
        ConfigError: it is no JSON object, a name is unknown, or a value is wrong.
    """
    try:
        values = msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.ValidationError:
        raise ConfigError(
            f'config: must be an object like {{"epochs": 8}}, got {text:.40}'
        ) from None
    except (ValueError, RecursionError):
        raise ConfigError('config: not JSON; write an object like {"epochs": 8}') from None
    names = {field.name for field in fields(TrainConfig)}
    if unknown := sorted(set(values) - names):
        raise ConfigError(
            f"config: {unknown[0]!r} is unknown; known are {', '.join(sorted(names))}"
        )
    return TrainConfig(**values)


def _is_dataset(name: object) -> bool:
    if not isinstance(name, str):
        return False
    name = name.removesuffix(VALIDATION)
    is_own = re.match(f"{FOLDER}.|{OWN}[0-9a-f]{{16}}$", name) is not None
    return name in SETS or (is_own and is_text(name))


def _is_device(name: object) -> bool:
    return isinstance(name, str) and _DEVICE.fullmatch(name) is not None


def _whole(name: str, value: object, low: int, high: int) -> None:
    if type(value) is not int or not low <= value <= high:
        raise ConfigError(f"{name}: must be a whole number from {low} to {high:,}, got {value!r}")


def _number(name: str, value: object, low: float, high: float) -> None:
    if type(value) not in (int, float) or not low <= value <= high:  # type: ignore[operator]  # a number by now
        raise ConfigError(f"{name}: must be a number from {low} to {high:,}, got {value!r}")


def _one_of(name: str, value: object, options: tuple[str, ...]) -> None:
    if value not in options:
        raise ConfigError(f"{name}: {value!r} is not one of {', '.join(options)}")
