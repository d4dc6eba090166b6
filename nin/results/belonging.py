"""Whether a network, what its weights learnt, and a data set belong together."""

from __future__ import annotations

from nin.data import Dataset
from nin.spec import Network


class EvaluationError(ValueError):
    """A network and a data set that do not belong together."""


def check_belongs(network: Network, dataset: Dataset, learnt: tuple[str, ...] | None) -> None:
    """Go on where the data set has the network's classes, and images that it can read.

    Args:
        network: Any.
        dataset: Of it the names of the classes and the channels of the test images count.
        learnt: The classes that the weights learnt, in the order of the logits; None if unknown.

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
