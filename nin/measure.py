"""What is measured of a network between training steps: loss, accuracy, dead channels, maps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import prod

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from nin import channels, maps
from nin.analysis import trace
from nin.augment import Resident
from nin.events import ClassMaps
from nin.spec import Gap, Network

_CHUNK = 256  # images at once
_FILM_NUMBERS = 1_000
_DIGITS = 3  # of a class map's values


def evaluate(
    model: nn.Sequential, images: Resident, index: Tensor, *, low: bool
) -> tuple[float, float]:
    """Mean cross-entropy and accuracy on the images of this index; `low`: in bfloat16."""
    totals = torch.zeros(2, device=index.device)
    with evaluating(model, low):
        for chunk in index.tensor_split(-(-len(index) // _CHUNK)):
            logits = model(images.plain(chunk)).float()
            wanted = images.labels[chunk]
            totals[0] += F.cross_entropy(logits, wanted, reduction="sum")
            totals[1] += (logits.argmax(1) == wanted).sum()
    loss, hits = totals.tolist()
    return loss / len(index), hits / len(index)


def dead_shares(model: nn.Sequential, images: Tensor, *, low: bool) -> dict[str, float]:
    """For each ReLU, by name, the share of its channels that are 0 for all of these images."""
    with evaluating(model, low):
        dead = channels.dead_channels(model, images)
    return {name: round(float(found.mean()), 4) for name, found in dead.items()}


def has_film(network: Network) -> bool:
    """Whether an image's class maps exist and are few enough numbers to go with every epoch."""
    return network.head == Gap() and prod(trace(network).rows[-1].in_shape) <= _FILM_NUMBERS


def film_frame(model: nn.Sequential, image: Tensor) -> ClassMaps:
    """The class maps of one image (1, C, H, W) as plain rounded numbers, (num_classes, H', W')."""
    with evaluating(model, low=False):
        found = maps.class_maps(model, image)[0].tolist()
    return tuple(tuple(tuple(round(x, _DIGITS) for x in row) for row in plane) for plane in found)


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
