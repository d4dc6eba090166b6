"""What is measured of a network between training steps: loss, accuracy, dead channels, maps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from nin import maps
from nin.analysis import trace
from nin.data import Dataset
from nin.limits import MAX_FILM_NUMBERS
from nin.spec import Gap, Network
from nin.train.events import ClassMaps
from nin.train.resident import Resident

_MOST_AT_ONCE, _MACS_AT_ONCE = 256, 12_000_000_000
_IMAGES_BETWEEN_REPORTS = 100  # a third of a second for the slowest preset on two cores
_DIGITS = 3  # of a class map's values


class Evaluation(NamedTuple):
    """Mean cross-entropy and accuracy, and of how many images."""

    loss: float
    accuracy: float
    images: int


def evaluate(
    model: nn.Sequential,
    images: Resident,
    index: Tensor,
    *,
    low: bool,
    at_once: int,
    enough: Callable[[], bool],
) -> Evaluation:
    """Loss and accuracy on the images of this index, or on the first of them.

    Args:
        model: What is evaluated.
        images: Its images.
        index: Of those to look at; at least one.
        low: Whether to compute in bfloat16.
        at_once: How many go through the network together.
        enough: Asked after each of these groups whether to leave out the rest.
    """
    totals, seen = torch.zeros(2, device=index.device), 0
    with evaluating(model, low):
        for chunk in index.tensor_split(-(-len(index) // at_once)):
            logits = model(images.plain(chunk)).float()
            labels = images.labels[chunk]
            totals[0] += F.cross_entropy(logits, labels, reduction="sum")
            totals[1] += (logits.argmax(1) == labels).sum()
            seen += len(chunk)
            if enough():
                break
    loss, hits = totals.tolist()
    return Evaluation(loss / seen, hits / seen, seen)


def images_at_once(network: Network) -> int:
    """How many images to evaluate together: at most a quarter of a second's work on two cores.

    The number follows from the network alone, so that rounding is the same on every run.
    """
    return max(1, min(_MOST_AT_ONCE, _MACS_AT_ONCE // trace(network).macs))


def dead_shares(model: nn.Sequential, images: Tensor, *, low: bool) -> dict[str, float]:
    """For each ReLU, by name, the share of its channels that are 0 for all of these images."""
    shares, x = {}, images
    with evaluating(model, low):
        for name, module in model.named_children():
            x = module(x)
            if isinstance(module, nn.ReLU):
                largest = x.amax([axis for axis in range(x.ndim) if axis != 1])
                shares[name] = (largest == 0).float().mean()
    at_once = torch.stack(list(shares.values())).tolist()  # a GPU is waited for once
    return {name: round(share, 4) for name, share in zip(shares, at_once, strict=True)}


def has_film(network: Network) -> bool:
    """Whether an image's class maps exist and are few enough numbers to go with every epoch."""
    return network.head == Gap() and prod(trace(network).rows[-1].in_shape) <= MAX_FILM_NUMBERS


def film_frame(model: nn.Sequential, image: Tensor) -> ClassMaps:
    """The class maps of one image (1, C, H, W) as plain rounded numbers, (num_classes, H', W')."""
    with evaluating(model, low=False):
        planes = maps.class_maps(model, image)[0].tolist()
    return tuple(tuple(tuple(round(x, _DIGITS) for x in row) for row in plane) for plane in planes)


def copy_of(model: nn.Sequential) -> dict[str, Tensor]:
    """The weights as they are now, on their device."""
    return {name: value.detach().clone() for name, value in model.state_dict().items()}


def is_finite(model: nn.Sequential) -> bool:
    """Whether all weights are finite numbers."""
    return bool(torch.stack([p.detach().sum() for p in model.parameters()]).isfinite().all())


@contextmanager
def evaluating(model: nn.Sequential, low: bool) -> Iterator[None]:
    """Without dropout and gradients, and under bfloat16 autocast if `low`."""
    kind = next(model.parameters()).device.type
    model.eval()
    try:
        with torch.inference_mode(), torch.autocast(kind, torch.bfloat16, enabled=low):
            yield
    finally:
        model.train()


class EvaluationError(ValueError):
    """A network and a data set that do not belong together."""


@dataclass(frozen=True, slots=True, eq=False)
class Confusion:
    """How often each class was taken for each.

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
    def largest_class(self) -> tuple[str, float]:
        """The class that most images are of, and its share: whoever always says it is so right."""
        sizes = self.counts.sum(1)
        return self.classes[sizes.argmax()], float(sizes.max()) / max(1, self.images)

    @property
    def accuracies(self) -> tuple[float | None, ...]:
        """The share of each class's images that are answered right; None for a class without."""
        sizes = self.counts.sum(1).tolist()
        hits = self.counts.diagonal().tolist()
        return tuple(hit / size if size else None for hit, size in zip(hits, sizes, strict=True))

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


def confusions(
    network: Network,
    model: nn.Sequential,
    dataset: Dataset,
    learnt: tuple[str, ...] | None = None,
) -> Iterator[Confusion]:
    """The confusion over ever more of the test images; the last is over all of them.

    Args:
        network: What the model was built from.
        model: In `eval` mode, on the CPU; nothing is written to it.
        dataset: Its images are fitted to the network's input as in training.
        learnt: The classes that the model learnt, in the order of its logits; None if unknown.

    Raises:
        EvaluationError: the classes or the channels differ.
    """
    _check(network, dataset, learnt)
    images = Resident(dataset.test_images, dataset.test_labels, network, torch.device("cpu"))
    counts = np.zeros((network.num_classes,) * 2, np.int64)
    for index in torch.arange(len(images)).split(_IMAGES_BETWEEN_REPORTS):
        with torch.inference_mode():
            answers = model(images.plain(index)).argmax(1)
        np.add.at(counts, (dataset.test_labels[index.numpy()], answers.numpy()), 1)
        yield Confusion(dataset.classes, counts.copy())


def _check(network: Network, dataset: Dataset, learnt: tuple[str, ...] | None) -> None:
    if len(dataset.classes) != network.num_classes:
        raise EvaluationError(
            f"{dataset.name}: has {len(dataset.classes)} classes, the network "
            f"{network.num_classes}; evaluate it on what it was trained on"
        )
    if learnt is not None and learnt != dataset.classes:
        raise EvaluationError(
            f"{dataset.name}: its classes are {_listed(dataset.classes)}, the weights learnt "
            f"{_listed(learnt)}; evaluate them on what they were trained on"
        )
    channels = dataset.test_images.shape[1]
    if network.in_channels not in (1, channels) and channels != 1:
        raise EvaluationError(
            f"{dataset.name}: its images have {channels} channels, the network reads "
            f"{network.in_channels}; evaluate it on what it was trained on"
        )


def _listed(classes: tuple[str, ...]) -> str:
    return ", ".join(classes[:3]) + (" …" if len(classes) > 3 else "")
