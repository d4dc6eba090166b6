"""What a run came to, in a few figures: a row of the list of runs, a point of its plot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nin.analysis import trace
from nin.codec import dumps
from nin.runs.naming import network_words
from nin.spec import Network
from nin.train import EpochEnd, Event, Failed, Finished, Health, Started, Step, Stopped, TrainConfig


@dataclass(frozen=True, slots=True)
class Summary:
    """One run in figures.

    Attributes:
        network: The network's text.
        config: How it is trained.
        progress: Share of the budget used, in [0, 1].
        seconds: Since its start.
        images_per_second: In the last steps; None before the first.
        eta: Seconds to go; None where that is not known.
        train_accuracy: At the last evaluation; None before the first.
        test_accuracy: Likewise.
        reason: Why it failed, if it did.
        health: All that was reported, first to last.
    """

    network: str
    title: str
    config: TrainConfig
    params: int
    progress: float
    seconds: float
    images_per_second: float | None
    eta: float | None
    train_accuracy: float | None
    test_accuracy: float | None
    reason: str | None
    health: tuple[Health, ...]

    @property
    def gap(self) -> float | None:
        """By how much training images are classified better than test images: overfitting."""
        if self.train_accuracy is None or self.test_accuracy is None:
            return None
        return self.train_accuracy - self.test_accuracy


def summarise(network: Network, config: TrainConfig, events: Iterable[Event]) -> Summary:
    """The figures of a run, finished or not, from its events so far."""
    all_events = tuple(events)
    steps = [event for event in all_events if isinstance(event, Step)]
    evaluated = [event for event in all_events if isinstance(event, EpochEnd)]
    timed = [e for e in all_events if isinstance(e, Step | EpochEnd | Finished | Stopped)]
    step = steps[-1] if steps else None
    last = evaluated[-1] if evaluated else None
    return Summary(
        network=dumps(network),
        title=network_words(network),
        config=config,
        params=trace(network).params,
        progress=_progress(all_events),
        seconds=timed[-1].seconds if timed else 0.0,
        images_per_second=step.images_per_second if step else None,
        eta=step.eta if step else None,
        train_accuracy=last.train_accuracy if last else None,
        test_accuracy=last.test_accuracy if last else None,
        reason=next((e.reason for e in all_events if isinstance(e, Failed)), None),
        health=tuple(
            health
            for event in all_events
            if isinstance(event, Step | EpochEnd | Failed)
            for health in event.health
        ),
    )


def started_of(events: Iterable[Event]) -> Started | None:
    """How the run began; None where it has not yet."""
    return next((event for event in events if isinstance(event, Started)), None)


def filmed(events: Iterable[Event]) -> tuple[Started | None, tuple[EpochEnd, ...]]:
    """How the run began, and its evaluations that have a class map for each of its classes."""
    all_events = tuple(events)
    started = started_of(all_events)
    num_classes = len(started.classes) if started else 0
    ends = (event for event in all_events if isinstance(event, EpochEnd))
    return started, tuple(end for end in ends if end.num_class_maps == num_classes > 0)


def _progress(events: tuple[Event, ...]) -> float:
    for event in reversed(events):
        match event:
            case Finished():
                return 1.0
            case Step() | EpochEnd():
                return event.progress
            case _:
                pass
    return 0.0
