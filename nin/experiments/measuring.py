"""Measuring a run that is over, in the process of an experiment: PyTorch is loaded for it."""

from __future__ import annotations

from pathlib import Path

from nin import checkpoints, data, runs
from nin.checkpoint_header import learnt_classes
from nin.experiments.measures import SHIFTS, of_events
from nin.runs.folder import WEIGHTS


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


def torch_version(run: Path) -> str:
    """The version of PyTorch that trained a run's weights; empty where they do not say.

    Raises:
        CheckpointError: its weights cannot be read.
    """
    return str(checkpoints.read(run / WEIGHTS).facts.get("torch", ""))


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
