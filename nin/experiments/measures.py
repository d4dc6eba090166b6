"""What the runs of an experiment are measured by, and what follows from a run's own events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from pathlib import Path

from nin import runs
from nin.analysis import last_maps, trace
from nin.spec import Gap, Network
from nin.train import EpochEnd, Event, Started, Step

TESTED = ("test_accuracy", "train_test_gap", "shifted_4_accuracy")  # on which there is a verdict
SHIFTS = (2, 4)  # pixels by which test images are moved, up, down, left and right
_LEFT = 0.95  # of ln C, below which a loss has left it


def curve(run: Path) -> tuple[tuple[float, float], ...]:
    """How far each evaluation after an epoch was, in epochs, and the accuracy that it told.

    Raises:
        RunError: the run's folder is damaged.
    """
    steps, points = 1, []
    for event in runs.events(run):
        if isinstance(event, Started):
            steps = max(1, event.steps_per_epoch)
        elif isinstance(event, EpochEnd):
            points.append((round(event.step / steps, 3), event.test_accuracy))
    return tuple(points)


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
    if last.peak_bytes is not None:
        measures["peak_megabytes"] = last.peak_bytes / 1e6
    if steps:
        measures["images_per_second"] = steps[-1].images_per_second
    if last.dead:
        measures["dead_channels"] = _dead_channels(network, last.dead)
    if isinstance(network.head, Gap) and last.dead:
        maps = last_maps(trace(network).rows)
        measures["dead_class_maps"] = last.dead[maps.name] * network.num_classes
    return measures


def _dead_channels(network: Network, dead: Mapping[str, float]) -> float:
    """The share of all channels behind a ReLU that were 0 in every place of every image."""
    channels = {row.name: row.out_shape[0] for row in trace(network).rows if row.name in dead}
    return sum(dead[name] * count for name, count in channels.items()) / max(
        1, sum(channels.values())
    )
