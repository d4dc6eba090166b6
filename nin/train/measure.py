"""What is measured of a network between training steps: loss, accuracy, dead channels, maps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    return Evaluation(*means, seen, shares(hits, sizes))


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
