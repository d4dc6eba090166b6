"""Train a network, as a stream of events.

`train` is a plain generator: it neither prints, nor writes files, nor starts threads. Its caller
decides what to do with each event, and stops it by an order or by not iterating further. The
weights are those of the model that the caller passes; after every `EpochEnd` they are usable.

PyTorch is loaded with the first event, so that a run which waits for its turn does not hold it in
memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from nin.analysis import buildable
from nin.data import Dataset, load
from nin.spec import Network
from nin.train.config import ConfigError, Orders, TrainConfig
from nin.train.events import Event

if TYPE_CHECKING:
    from torch import nn


def train(
    network: Network,
    config: TrainConfig,
    *,
    model: nn.Sequential | None = None,
    dataset: Dataset | None = None,
    orders: Callable[[], Orders] = Orders,
) -> Iterator[Event]:
    """Train, and yield what happens; `nin.train.grammar` has their order.

    PyTorch's global random numbers are seeded at the start, and from then on the process keeps the
    memory that it frees (`devices.keep_freed`). `TrainConfig` says when the same arguments give
    the same losses.

    Args:
        network: What is trained.
        config: How.
        model: Its weights, changed in place and moved to the device; `model.initial` if None.
        dataset: The images; what `config.dataset` names if None.
        orders: Called several times a second for what the run is to do.

    Yields:
        The events of one run. After `Failed` the weights are those of the last `EpochEnd`, or
        the initial ones.

    Raises:
        SpecError: the network cannot be built.
        DataError: the data set cannot be read.
        ConfigError: the device is not there, or data and network differ in their classes.
    """
    buildable(network)
    dataset = dataset or load(config.dataset, download=config.download)
    if len(dataset.classes) != network.num_classes:
        raise ConfigError(
            f"{dataset.name}: has {len(dataset.classes)} classes, the network "
            f"{network.num_classes}; give the network as many"
        )
    from nin.model import initial
    from nin.train.loop import run

    model = model or initial(network, config.seed, config.recipe)
    yield from run(network, config, model, dataset, orders)
