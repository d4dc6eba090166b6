"""A network on test images: how many it gets wrong, and which classes it takes for which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from nin.augment import Resident
from nin.data import Dataset
from nin.spec import Network

_CHUNK = 100  # images at once: a third of a second for the slowest preset on two cores


class EvaluationError(ValueError):
    """A network and a data set that do not belong together."""


@dataclass(frozen=True, slots=True, eq=False)
class Confusion:
    """What was answered for images of each class.

    Attributes:
        classes: Their names.
        counts: int64 (num_classes, num_classes): a row for each true class, a column for each
            answer.
    """

    classes: tuple[str, ...]
    counts: NDArray[np.int64]

    @property
    def images(self) -> int:
        """How many were looked at."""
        return int(self.counts.sum())

    @property
    def wrong(self) -> int:
        """How many were answered wrong."""
        return self.images - int(self.counts.trace())

    @property
    def error(self) -> float:
        """The share of wrong answers, in [0, 1]."""
        return self.wrong / max(1, self.images)

    def most_frequent(self, count: int) -> list[tuple[str, str, int]]:
        """The commonest mistakes as (true class, answer, how often), at most `count` of them."""
        mistakes = self.counts - np.diag(self.counts.diagonal())
        order = np.argsort(-mistakes, axis=None, kind="stable")[:count]
        pairs = zip(*np.unravel_index(order, mistakes.shape), strict=True)
        return [
            (self.classes[true], self.classes[answer], int(mistakes[true, answer]))
            for true, answer in pairs
            if mistakes[true, answer]
        ]


def evaluate(network: Network, model: nn.Sequential, dataset: Dataset) -> Iterator[Confusion]:
    """The confusion over ever more of the test images; the last is over all of them.

    Args:
        network: What the model was built from.
        model: In `eval` mode, on the CPU; nothing is written to it.
        dataset: Its images are fitted to the network's input as in training.

    Raises:
        EvaluationError: the classes or the channels differ.
    """
    _check(network, dataset)
    images = Resident(dataset.test_images, dataset.test_labels, network, torch.device("cpu"))
    counts = np.zeros((network.num_classes,) * 2, np.int64)
    for index in torch.arange(len(images)).split(_CHUNK):
        with torch.inference_mode():
            answers = model(images.plain(index)).argmax(1)
        np.add.at(counts, (dataset.test_labels[index.numpy()], answers.numpy()), 1)
        yield Confusion(dataset.classes, counts.copy())


def _check(network: Network, dataset: Dataset) -> None:
    if len(dataset.classes) != network.num_classes:
        raise EvaluationError(
            f"{dataset.name}: has {len(dataset.classes)} classes, the network "
            f"{network.num_classes}; evaluate it on what it was trained on"
        )
    channels = dataset.test_images.shape[1]
    if network.in_channels not in (1, channels) and channels != 1:
        raise EvaluationError(
            f"{dataset.name}: its images have {channels} channels, the network reads "
            f"{network.in_channels}; evaluate it on what it was trained on"
        )
