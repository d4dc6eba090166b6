"""How right a network is about test images that were moved, or drawn with other pens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nin.data import Dataset
from nin.images.preparation import Preparation
from nin.interpret.many_images import Progress, no_progress
from nin.interpret.shifts import shifted
from nin.results.answers import IMAGES_AT_ONCE, scores_of
from nin.spec import Network
from nin.weights import Weights

SHIFTS = tuple(range(7))  # pixels
STROKES = (-2, -1, 0, 1, 2)  # pixels by which a stroke is wider
MOST_IMAGES = 1_000  # test images that are asked about again and again

Images = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Robustness:
    """Accuracies on changed test images, each in [0, 1].

    Attributes:
        images: Of how many test images.
        moved: For each of `SHIFTS` the mean of four directions.
        strokes: For each of `STROKES`; empty where images are no light ink on dark.
    """

    images: int
    moved: tuple[float, ...]
    strokes: tuple[float, ...]


def some_test_images(dataset: Dataset) -> tuple[Images, NDArray[np.int64]]:
    """A thousand test images and their labels, always the same, or all where there are fewer."""
    part = np.random.default_rng(0).permutation(len(dataset.test_labels))[:MOST_IMAGES]
    return dataset.test_images[part], dataset.test_labels[part]


def moved(images: Images, by: int) -> list[Images]:
    """The images (N, C, H, W) moved by so many pixels: to the right, the left, down and up."""
    return [shifted(images, dx, dy) for dx, dy in ((by, 0), (-by, 0), (0, by), (0, -by))]


def with_strokes(images: Images, wider: int) -> Images:
    """Digits (N, C, H, W), light on dark, whose strokes are so many pixels wider.

    Grey-scale dilation, below 0 erosion (Serra, 1982): each step takes the lightest, or the
    darkest, of a square of two by two pixels, once towards one corner and once towards the other,
    so that two steps move nothing.
    """
    lightest_or_darkest = np.maximum if wider > 0 else np.minimum
    for step in range(abs(wider)):
        by = 1 if step % 2 == 0 else -1
        images = lightest_or_darkest(images, shifted(images, by, 0))
        images = lightest_or_darkest(images, shifted(images, 0, by))
    return images


def looks(dataset: Dataset) -> int:
    """How many images `robustness` asks about."""
    kinds = 1 + 4 * (len(SHIFTS) - 1) + (len(STROKES) - 1) * _has_strokes(dataset)
    return kinds * min(MOST_IMAGES, len(dataset.test_labels))


def robustness(
    network: Network, weights: Weights, dataset: Dataset, progress: Progress = no_progress
) -> Robustness:
    """Ask about a thousand test images, moved and drawn anew.

    Args:
        network: That belongs to the data set, without a fault.
        weights: Its own.
        dataset: Its images are changed first, then fitted to the network's input.
        progress: Told after every hundred images.
    """
    images, labels = some_test_images(dataset)
    done, total = 0, looks(dataset)

    def accuracy(changed: Images) -> float:
        nonlocal done
        right = 0
        for part in _parts(len(labels)):
            scores = scores_of(network, weights, changed[part])
            right += int((scores.argmax(1) == labels[part]).sum())
            done += len(scores)
            progress(done, total)
        return right / max(1, len(labels))

    still = accuracy(images)
    by_shift = (sum(map(accuracy, moved(images, by))) / 4 if by else still for by in SHIFTS)
    by_stroke = (accuracy(with_strokes(images, wider)) if wider else still for wider in STROKES)
    return Robustness(
        len(labels), tuple(by_shift), tuple(by_stroke) if _has_strokes(dataset) else ()
    )


def _has_strokes(dataset: Dataset) -> bool:
    return dataset.preparation == Preparation.INK


def _parts(count: int) -> Iterator[slice]:
    return (slice(first, first + IMAGES_AT_ONCE) for first in range(0, count, IMAGES_AT_ONCE))
