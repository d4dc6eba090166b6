"""What is measured of a network between training steps: loss, accuracy, dead channels, maps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from math import prod
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from nin import maps
from nin.analysis import trace
from nin.limits import MAX_FILM_NUMBERS
from nin.results.confusion import shares
from nin.spec import Gap, Network
from nin.train.events import ClassMaps
from nin.train.resident import Resident

_MOST_AT_ONCE, _MACS_AT_ONCE = 256, 12_000_000_000
_DIGITS, _DIGITS_OF_MAPS = 6, 3  # that are kept of means and shares, and of a class map's values


class Evaluation(NamedTuple):
    """What an evaluation found.

    Attributes:
        loss: Mean cross-entropy.
        accuracy: Share of right answers.
        images: How many were looked at.
        accuracies: Of each class; None of one without images.
        dead: For each ReLU, by name, the share of its channels that are 0 for all of the images
            that were watched.
    """

    loss: float
    accuracy: float
    images: int
    accuracies: tuple[float | None, ...]
    dead: dict[str, float]


class Tested(NamedTuple):
    """What is evaluated.

    Attributes:
        images: Where they are from.
        places: Which of them; at least one.
        watched: In how many of the first dead channels are looked for.
    """

    images: Resident
    places: Tensor
    watched: int = 0


def evaluate(
    network: Network, model: nn.Sequential, tested: Tested, *, low: bool, enough: Callable[[], bool]
) -> Evaluation:
    """Loss and accuracy on these images, or on the first of them.

    Args:
        network: What the model was built from.
        model: What is evaluated.
        tested: What it is asked.
        low: Whether to compute in bfloat16.
        enough: Asked after each group of images whether to leave out the rest.
    """
    images, places, watched = tested
    loss = torch.zeros((), device=places.device)
    counts = torch.zeros(2, network.num_classes, dtype=torch.int64, device=places.device)
    largest: dict[str, Tensor] = {}
    with evaluating(model, low):
        for chunk in _chunks(places, watched, _images_at_once(network)):
            is_watched = watched > 0 and not largest
            pixels, labels = images.plain(chunk), images.labels[chunk]
            logits = (_watched(model, pixels, largest) if is_watched else model(pixels)).float()
            loss += F.cross_entropy(logits, labels, reduction="sum")
            right = (logits.argmax(1) == labels)[:, None]
            ones = F.one_hot(labels, network.num_classes)
            counts += torch.stack(((right * ones).sum(0), ones.sum(0)))
            if enough():
                break
    hits, sizes = counts.tolist()
    seen = sum(sizes)
    means = round(loss.item() / seen, _DIGITS), round(sum(hits) / seen, _DIGITS)
    return Evaluation(*means, seen, shares(hits, sizes), _dead_shares(largest))


def _chunks(places: Tensor, watched: int, at_once: int) -> Iterator[Tensor]:
    """The images that are watched, and then the others in equal parts."""
    if watched:
        yield places[:watched]
    if len(rest := places[watched:]):
        yield from rest.tensor_split(-(-len(rest) // at_once))


def _images_at_once(network: Network) -> int:
    """How many images to evaluate together: at most a quarter of a second's work on two cores.

    The number follows from the network alone, so that rounding is the same on every run.
    """
    return max(1, min(_MOST_AT_ONCE, _MACS_AT_ONCE // trace(network).macs))


def _watched(model: nn.Sequential, images: Tensor, largest: dict[str, Tensor]) -> Tensor:
    """What the model answers; `largest` gets the largest value of each channel of each ReLU."""
    x = images
    for name, module in model.named_children():
        x = module(x)
        if isinstance(module, nn.ReLU):
            # Pooling is some twenty times as fast here as `amax` over the same axes.
            largest[name] = (F.adaptive_max_pool2d(x, 1).flatten(1) if x.ndim == 4 else x).amax(0)
    return x


def _dead_shares(largest: Mapping[str, Tensor]) -> dict[str, float]:
    if not largest:
        return {}
    shares = torch.stack([(values == 0).float().mean() for values in largest.values()])
    at_once = shares.tolist()  # a GPU is waited for once
    return {name: round(share, 4) for name, share in zip(largest, at_once, strict=True)}


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
