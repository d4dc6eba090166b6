"""What `nin.train.train` is, for modules that are handed it: they need no PyTorch to be loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

from nin.config import Orders, TrainConfig
from nin.data import Dataset
from nin.events import Event
from nin.spec import Network

if TYPE_CHECKING:
    from torch import nn


class Trainer(Protocol):
    """Trains a network and yields what happens."""

    def __call__(
        self,
        network: Network,
        config: TrainConfig,
        *,
        model: nn.Sequential | None = None,
        dataset: Dataset | None = None,
        orders: Callable[[], Orders] = Orders,
    ) -> Iterator[Event]:
        """The events of one run."""
        ...
