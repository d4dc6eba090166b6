"""What a check is given and what it tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import torch

from nin import data
from nin.train import TrainConfig

Figure = float | str | list[float]


@dataclass(frozen=True, slots=True)
class Setting:
    """The device that is looked at, and whether small sizes have to do."""

    device: torch.device
    quick: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The figures of a check; `passed` is None for a row, which claims nothing."""

    figures: Mapping[str, Figure]
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A sentence, and what measures whether it is so or which figures belong to it."""

    sentence: str
    measure: Callable[[Setting], Outcome]


class NotShownError(Exception):
    """Why this machine cannot show it, in words."""


def digits(train: int, test: int) -> data.Dataset:
    """The first images of the bundled digits, at most this many to learn from and to test on."""
    whole = data.load(TrainConfig().dataset)
    return replace(
        whole,
        train_images=whole.train_images[:train],
        train_labels=whole.train_labels[:train],
        test_images=whole.test_images[:test],
        test_labels=whole.test_labels[:test],
    )
