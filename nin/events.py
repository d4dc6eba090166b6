"""What happens in a run, as plain frozen data: one event, one line of JSON.

The grammar, which `check` follows:

    Started (Step* EpochEnd)+ (Finished | Stopped)     or Failed at any point before the end

An epoch that is cut short, by a stop or by a budget in seconds, ends in `EpochEnd` all the same,
so that every run that ended well has its last accuracy there. Numbers are finite.
"""

from __future__ import annotations

import json
import math
import types
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

ClassMaps = tuple[tuple[tuple[float, ...], ...], ...]  # (num_classes, H', W')


class EventError(ValueError):
    """A line that is no event, or an event out of order."""


@dataclass(frozen=True, slots=True)
class Health:
    """Something a learner should know about the network's state, why, and what to try.

    Attributes:
        kind: What it is, for programs.
        message: What was seen, with numbers, and why.
        remedy: What to try, in words.
        changes: The same as fields of `TrainConfig` with new values; empty where the remedy
            is another one.
    """

    kind: Literal["stuck", "dead", "not finite", "out of memory"]
    message: str
    remedy: str
    changes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Started:
    """The first step is about to be taken.

    Attributes:
        network: The network's text.
        classes: Names, in the order of the logits.
        device: Its name for people.
        precision: Of the training steps, `bfloat16` or `float32`.
        film: Index of the test image whose class maps each `EpochEnd` holds; None where they
            would be too many numbers, or the head is not GAP.
    """

    network: str
    dataset: str
    classes: tuple[str, ...]
    train_size: int
    test_size: int
    batch_size: int
    steps_per_epoch: int
    device: str
    precision: str
    threads: int
    film: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """One or more training steps since the event before.

    Attributes:
        step: Number of the last of them; the first is 1.
        losses: Mean cross-entropy of each step's batch: augmented, dropout on, labels smoothed.
        accuracy: On these batches, in [0, 1].
        lr: Learning rate of the last step.
        progress: Share of the budget that is used, in [0, 1].
        seconds: Since the start, evaluation counted.
        images_per_second: While these steps ran.
        test_loss: On a small fixed part of the test images, where it was just evaluated.
        test_accuracy: On the same part.
        health: What came up in these steps; each kind once a run.
    """

    step: int
    losses: tuple[float, ...]
    accuracy: float
    lr: float
    progress: float
    seconds: float
    images_per_second: float
    test_loss: float | None = None
    test_accuracy: float | None = None
    health: tuple[Health, ...] = ()

    @property
    def loss(self) -> float:
        """The mean of the losses; there is at least one."""
        return sum(self.losses) / max(1, len(self.losses))

    @property
    def eta(self) -> float:
        """Seconds to go, if it goes on as it did."""
        return self.seconds * (1 - self.progress) / self.progress if self.progress else 0.0


@dataclass(frozen=True, slots=True)
class EpochEnd:
    """The network, evaluated on images as they are, dropout off.

    Attributes:
        epoch: Its number, from 1.
        step: Training steps taken so far.
        train_loss: On a fixed part of the training images, without label smoothing.
        train_accuracy: On the same part, in [0, 1]; less `test_accuracy`, the train–test gap.
        tested: How many test images were evaluated: all, unless the run was stopped.
        dead: For each ReLU, the share of its channels that are 0 on a part of the test images.
        class_maps: Of the test image `Started.film`, (num_classes, H', W').
        health: What came up; each kind once a run.
    """

    epoch: int
    step: int
    progress: float
    seconds: float
    train_loss: float
    train_accuracy: float
    test_loss: float
    test_accuracy: float
    tested: int
    dead: Mapping[str, float]
    class_maps: ClassMaps | None = None
    health: tuple[Health, ...] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """The budget is used up; the accuracy is that of the last `EpochEnd`."""

    epochs: int
    steps: int
    seconds: float
    test_accuracy: float


@dataclass(frozen=True, slots=True)
class Stopped:
    """Somebody asked to stop; the accuracy is that of the last `EpochEnd`."""

    epochs: int
    steps: int
    seconds: float
    test_accuracy: float


@dataclass(frozen=True, slots=True)
class Failed:
    """The run cannot go on. The weights are those of the last `EpochEnd`, if there was one.

    Attributes:
        reason: What happened, in one sentence.
        health: Why and what to try, where that is known.
    """

    reason: str
    health: tuple[Health, ...] = ()


Event = Started | Step | EpochEnd | Finished | Stopped | Failed

_EVENTS = {kind.__name__: kind for kind in get_args(Event)}
_HINTS = {kind: get_type_hints(kind) for kind in (*get_args(Event), Health)}


def to_json(event: Event) -> str:
    """The event as one line, without its end."""
    return json.dumps({"event": type(event).__name__, **asdict(event)}, allow_nan=False)


def from_json(line: str) -> Event:
    """The event that a line holds.

    Raises:
        EventError: it is no event, a field is missing or unknown, or a value has another type.
    """
    try:
        values = json.loads(line, parse_constant=_refuse)
        kind = _EVENTS[values.pop("event")]
        event: Event = _record(kind, values)
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        raise EventError(f"not an event: {line[:60]!r}") from None
    return event


def check(events: Iterable[Event]) -> None:
    """Follow the grammar from the first event on; the run need not have ended.

    Raises:
        EventError: an event comes where it may not.
    """
    last = "nothing"
    for number, event in enumerate(events, 1):
        name = type(event).__name__
        if last not in _AFTER[name]:
            raise EventError(f"event {number}: {name} after {last}")
        last = name


_RUNNING = {"Started", "Step", "EpochEnd"}
_AFTER = {
    "Started": {"nothing"},
    "Step": _RUNNING,
    "EpochEnd": _RUNNING,
    "Finished": {"EpochEnd"},
    "Stopped": {"EpochEnd"},
    "Failed": {"nothing", *_RUNNING},
}


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _record(kind: type[Any], values: dict[str, Any]) -> Any:
    """An instance of a dataclass whose fields were checked against its annotations."""
    hints = _HINTS[kind]
    return kind(**{name: _value(hints[name], value) for name, value in values.items()})


def _value(hint: Any, value: Any) -> Any:
    """The value as the annotation wants it: lists as tuples, objects as dataclasses."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return None if value is None else _value(arguments[0], value)
    if origin is tuple and type(value) is list:
        return tuple(_value(arguments[0], item) for item in value)
    if origin is Literal and value in arguments:
        return value
    if origin is not None and issubclass(origin, Mapping) and type(value) is dict:
        return {name: _value(arguments[1], item) for name, item in value.items()}
    if hint is Health:
        return _record(Health, value)
    if hint is float and type(value) in (int, float) and math.isfinite(value):
        return value
    if type(value) is hint and hint is not float:
        return value
    raise ValueError(value)
