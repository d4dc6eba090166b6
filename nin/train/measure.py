"""What is measured of a network between training steps: loss, accuracy, dead channels, maps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
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
_DIGITS, _DIGITS_OF_MAPS = 6, 3  # that are kept of means and shares, and of a class map's values


class Evaluation(NamedTuple):
    """Mean cross-entropy and accuracy, of how many images, and the accuracy of each class."""

    loss: float
    accuracy: float
    images: int
    accuracies: tuple[float | None, ...]


def evaluate(
    network: Network,
    model: nn.Sequential,
    images: Resident,
    index: Tensor,
    *,
    low: bool,
    enough: Callable[[], bool],
) -> Evaluation:
    """Loss and accuracy on the images of this index, or on the first of them.

    Args:
        network: What the model was built from.
        model: What is evaluated.
        images: Its images.
        index: Of those to look at; at least one.
        low: Whether to compute in bfloat16.
        enough: Asked after each group of images whether to leave out the rest.
    """
    loss = torch.zeros((), device=index.device)
    counts = torch.zeros(2, network.num_classes, dtype=torch.int64, device=index.device)
    with evaluating(model, low):
        for chunk in index.tensor_split(-(-len(index) // _images_at_once(network))):
            logits, labels = model(images.plain(chunk)).float(), images.labels[chunk]
            loss += F.cross_entropy(logits, labels, reduction="sum")
            right = (logits.argmax(1) == labels)[:, None]
            ones = F.one_hot(labels, network.num_classes)
            counts += torch.stack(((right * ones).sum(0), ones.sum(0)))
            if enough():
                break
    hits, sizes = counts.tolist()
    seen = sum(sizes)
    means = round(loss.item() / seen, _DIGITS), round(sum(hits) / seen, _DIGITS)
    return Evaluation(*means, seen, _shares(hits, sizes))


def largest_class(classes: Sequence[str], sizes: NDArray[np.int64]) -> tuple[str, float]:
    """The class of the largest size, and its share: whoever always says it is so right."""
    return classes[int(sizes.argmax())], float(sizes.max()) / max(1, int(sizes.sum()))


def _shares(hits: Iterable[int], sizes: Iterable[int]) -> tuple[float | None, ...]:
    pairs = zip(hits, sizes, strict=True)
    return tuple(round(hit / size, _DIGITS) if size else None for hit, size in pairs)


def _images_at_once(network: Network) -> int:
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
    return tuple(
        tuple(tuple(round(x, _DIGITS_OF_MAPS) for x in row) for row in plane) for plane in planes
    )


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
        return largest_class(self.classes, self.counts.sum(1))

    @property
    def accuracies(self) -> tuple[float | None, ...]:
        """The share of each class's images that are answered right; None for a class without."""
        return _shares(self.counts.diagonal().tolist(), self.counts.sum(1).tolist())

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
    check_belongs(network, dataset, learnt)
    images = Resident(dataset.test_images, dataset.test_labels, network, torch.device("cpu"))
    counts = np.zeros((network.num_classes,) * 2, np.int64)
    for index in torch.arange(len(images)).split(_IMAGES_BETWEEN_REPORTS):
        with torch.inference_mode():
            answers = model(images.plain(index)).argmax(1)
        np.add.at(counts, (dataset.test_labels[index.numpy()], answers.numpy()), 1)
        yield Confusion(dataset.classes, counts.copy())


def check_belongs(network: Network, dataset: Dataset, learnt: tuple[str, ...] | None) -> None:
    """Go on where the data set has the network's classes, and images that it can read.

    Raises:
        EvaluationError: it does not.
    """
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
