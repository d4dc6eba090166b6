"""How right a network is about test images that were moved."""

from __future__ import annotations

import torch

from nin.data import Dataset
from nin.results.belonging import check_belongs
from nin.results.robustness import moved, some_test_images
from nin.spec import Network
from nin.train.measure import Tested, evaluate
from nin.train.resident import Resident


def shifted_accuracy(
    network: Network,
    model: torch.nn.Sequential,
    dataset: Dataset,
    by: int,
    learnt: tuple[str, ...] | None = None,
) -> float:
    """The accuracy on test images that were moved `by` pixels: the mean of four directions.

    Args:
        network: What the model was built from.
        model: What is evaluated, where it is.
        dataset: Of its images to test on a thousand, always the same.
        by: Pixels of the data set's images; what leaves them is lost, and 0 comes in.
        learnt: As for `check_belongs`.

    Raises:
        EvaluationError: network and data set do not belong together.
    """
    check_belongs(network, dataset, learnt)
    device = next(model.parameters()).device
    images, labels = some_test_images(dataset)
    shares = []
    for changed in moved(images, by):
        resident = Resident(changed, labels, network, device)
        every = Tested(resident, resident.part(len(resident)))
        seen = evaluate(network, model, every, low=False, enough=lambda: False)
        shares.append(seen.accuracy)
    return sum(shares) / len(shares)
