"""The answer of a network to each test image, and how sure it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nin.data import Dataset
from nin.images.fitting import fitted
from nin.interpret.logit_ledger import softmax
from nin.interpret.many_images import logits
from nin.results.belonging import check_belongs
from nin.results.confusion import Confusion
from nin.spec import Network
from nin.weights import Array, Weights

IMAGES_AT_ONCE = 100  # between two reports; a third of a second for the slowest digits network


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What was answered to some test images, in the order of the data set.

    Attributes:
        classes: Their names, in the order of the logits.
        truths: int64 (N,): the class of each image.
        chosen: int64 (N,): the class with the highest logit.
        confidences: float32 (N,): the softmax probability of that class.
    """

    classes: tuple[str, ...]
    truths: NDArray[np.int64]
    chosen: NDArray[np.int64]
    confidences: NDArray[np.float32]

    @property
    def images(self) -> int:
        """How many were looked at."""
        return len(self.truths)

    @property
    def is_right(self) -> NDArray[np.bool_]:
        """Bool (N,)."""
        is_right: NDArray[np.bool_] = self.truths == self.chosen
        return is_right

    @property
    def confusion(self) -> Confusion:
        """How often each class was taken for each."""
        counts = np.zeros((len(self.classes),) * 2, np.int64)
        np.add.at(counts, (self.truths, self.chosen), 1)
        return Confusion(self.classes, counts)

    def members(self, truth: int, answer: int) -> NDArray[np.int64]:
        """The images of one cell of the confusion, by their places, the surest answers first."""
        places = np.flatnonzero((self.truths == truth) & (self.chosen == answer))
        return places[np.argsort(-self.confidences[places], kind="stable")]


def answers(
    network: Network,
    weights: Weights,
    dataset: Dataset,
    learnt: tuple[str, ...] | None = None,
) -> Iterator[Answers]:
    """The answers to ever more of the test images; the last are those to all of them.

    Args:
        network: Without a fault.
        weights: Its own.
        dataset: Its images are fitted to the network's input as in training.
        learnt: As for `check_belongs`.

    Raises:
        EvaluationError: network and data set do not belong together.
    """
    check_belongs(network, dataset, learnt)
    count = len(dataset.test_labels)
    chosen, confidences = np.empty(count, np.int64), np.empty(count, np.float32)
    for first in range(0, count, IMAGES_AT_ONCE):
        part = slice(first, first + IMAGES_AT_ONCE)
        scores = scores_of(network, weights, dataset.test_images[part])
        chosen[part], confidences[part] = scores.argmax(1), softmax(scores).max(1)
        end = min(part.stop, count)
        yield Answers(dataset.classes, dataset.test_labels[:end], chosen[:end], confidences[:end])


def scores_of(network: Network, weights: Weights, images: NDArray[np.uint8]) -> Array:
    """The logits of a data set's images uint8 (N, C, H, W): float32 (N, num_classes)."""
    return logits(network, weights, fitted(images, network))
