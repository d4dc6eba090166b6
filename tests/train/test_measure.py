"""How right a network is about moved images, against PyTorch's padding."""

from pathlib import Path

import pytest
import torch

from nin import checkpoints
from nin.results.robustness import SHIFTS, robustness
from nin.runs.folder import WEIGHTS
from nin.train.moved import shifted_accuracy
from tests.support.digits import DIGITS


@pytest.mark.parametrize("by", [0, 2, 4, 28])
def test_the_accuracy_on_moved_images_is_that_of_pytorchs_padding(trained: Path, by: int) -> None:
    network, model, _ = checkpoints.load(trained / WEIGHTS)
    images = torch.from_numpy(DIGITS.test_images).float() / 255
    labels = torch.from_numpy(DIGITS.test_labels)
    accuracies = []
    for left, top in ((by, 0), (by, 2 * by), (0, by), (2 * by, by)):
        padded = torch.nn.functional.pad(images, (by, by, by, by))
        moved = padded[:, :, top : top + 28, left : left + 28]
        with torch.inference_mode():
            accuracies.append((model(moved).argmax(1) == labels).float().mean().item())
    expected = sum(accuracies) / 4
    assert shifted_accuracy(network, model, DIGITS, by) == pytest.approx(expected, abs=1e-6)


def test_on_the_page_the_measure_is_the_same_as_where_runs_are_compared(trained: Path) -> None:
    checkpoint = checkpoints.read(trained / WEIGHTS)
    changed = robustness(checkpoint.network, checkpoint.weights, DIGITS)
    network, model, _ = checkpoints.load(trained / WEIGHTS)
    for by in (0, 3, 6):
        theirs = shifted_accuracy(network, model, DIGITS, by)
        assert changed.moved[SHIFTS.index(by)] == pytest.approx(theirs, abs=1e-6)
