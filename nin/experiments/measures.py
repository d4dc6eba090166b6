"""What a run of an experiment came to, in numbers: by one measure for all variants."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from pathlib import Path

from nin import data, runs
from nin.analysis import last_maps, trace
from nin.checkpoint_header import learnt_classes
from nin.runs.folder import WEIGHTS
from nin.spec import Gap, Network
from nin.train import EpochEnd, Event, Step

TESTED = ("test_accuracy", "train_test_gap", "shifted_4_accuracy")  # on which there is a verdict
SHIFTS = (2, 4)  # pixels by which test images are moved, up, down, left and right
_LEFT = 0.95  # of ln C, below which a loss has left it


def measure(run: Path) -> dict[str, float]:
    """All measures of a run that is over; none of one without an evaluation.

    Accuracies are in [0, 1], times in seconds. PyTorch is loaded.

    Raises:
        RunError: its folder is damaged.
        DataError: its data set is not there any more.
        CheckpointError: its weights cannot be read.
        ValueError: the data set has other classes or channels by now.
    """
    network, events = runs.network(run), runs.events(run)
    measures = of_events(network, events)
    return measures | _shifted(run) if measures else {}


def of_events(network: Network, events: Sequence[Event]) -> dict[str, float]:
    """What a run's own words say of it."""
    ends = [event for event in events if isinstance(event, EpochEnd)]
    if not ends:
        return {}
    last, steps = ends[-1], [event for event in events if isinstance(event, Step)]
    measures = {
        "test_accuracy": last.test_accuracy,
        "train_accuracy": last.train_accuracy,
        "train_test_gap": last.train_accuracy - last.test_accuracy,
        "train_loss": last.train_loss,
        "test_loss": last.test_loss,
        "left_ln_c": float(last.train_loss < _LEFT * log(max(2, network.num_classes))),
        "seconds": last.seconds,
    }
    if steps:
        measures["images_per_second"] = steps[-1].images_per_second
    if isinstance(network.head, Gap) and last.dead:
        maps = last_maps(trace(network).rows)
        measures["dead_class_maps"] = last.dead[maps.name] * network.num_classes
    return measures


def _shifted(run: Path) -> dict[str, float]:
    """Accuracy on test images that were moved, the mean of four directions."""
    from nin.checkpoints import load  # PyTorch
    from nin.train.moved import shifted_accuracy

    network, model, facts = load(run / WEIGHTS)
    dataset, learnt = data.load(runs.configuration(run).dataset), learnt_classes(network, facts)
    return {
        f"shifted_{by}_accuracy": shifted_accuracy(network, model, dataset, by, learnt)
        for by in SHIFTS
    }
