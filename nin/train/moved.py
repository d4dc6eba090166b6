"""How right a network is about test images that were moved."""

from __future__ import annotations

import numpy as np
import torch

from nin.data import Dataset
from nin.interpret.shifts import shifted
from nin.spec import Network
from nin.train.measure import check_belongs, evaluate
from nin.train.resident import Resident

_MOST = 1_000  # test images, four times


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
    part = np.random.default_rng(0).permutation(len(dataset.test_labels))[:_MOST]
    images, labels = dataset.test_images[part], dataset.test_labels[part]
    shares = []
    for dx, dy in ((by, 0), (-by, 0), (0, by), (0, -by)):
        moved = Resident(shifted(images, dx, dy), labels, network, device)
        every = moved.part(len(moved))
        seen = evaluate(network, model, moved, every, low=False, enough=lambda: False)
        shares.append(seen.accuracy)
    return sum(shares) / len(shares)
