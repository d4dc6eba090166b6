"""What happens in a run, as plain frozen data: one event, one line of JSON.

The grammar, which `check` follows:

    Started (Step* EpochEnd)+ (Finished | Stopped)     or Failed at any point before the end

An epoch that is cut short, by a stop or by a budget in seconds, ends in `EpochEnd` all the same,
so that every run that ended well has its last accuracy there. Numbers are finite, and what is
read is checked as a stranger's would be: its kinds, its ranges, and that its text is text.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal, NoReturn, Union, get_args, get_origin, get_type_hints

_LARGEST = 1e39  # more than any float32
_MOST = 10**15  # of whole numbers, which all count something


def _is_share(value: float) -> bool:
    return 0 <= value <= 1


def _is_stack(maps: tuple[tuple[tuple[float, ...], ...], ...]) -> bool:
    """Whether the maps are all of one height and one width, and of some."""
    shapes = {(len(plane), frozenset(map(len, plane))) for plane in maps}
    widths = {width for _, row_widths in shapes for width in row_widths}
    return len(shapes) == len(widths) == 1 and min(widths) > 0


# After the kind of a value, what else it must be to be read.
Share = Annotated[float, _is_share]
ClassMaps = Annotated[tuple[tuple[tuple[float, ...], ...], ...], _is_stack]  # (num_classes, H', W')
Changes = Mapping[Literal["batch_size", "lr", "seed"], float]


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
    changes: Changes


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
    accuracy: Share
    lr: float
    progress: Share
    seconds: float
    images_per_second: float
    test_loss: float | None = None
    test_accuracy: Share | None = None
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
    progress: Share
    seconds: float
    train_loss: float
    train_accuracy: Share
    test_loss: float
    test_accuracy: Share
    tested: int
    dead: Mapping[str, Share]
    class_maps: ClassMaps | None = None
    health: tuple[Health, ...] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """The budget is used up; the accuracy is that of the last `EpochEnd`."""

    epochs: int
    steps: int
    seconds: float
    test_accuracy: Share


@dataclass(frozen=True, slots=True)
class Stopped:
    """Somebody asked to stop; the accuracy is that of the last `EpochEnd`."""

    epochs: int
    steps: int
    seconds: float
    test_accuracy: Share


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
_HINTS = {kind: get_type_hints(kind, include_extras=True) for kind in (*get_args(Event), Health)}


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


def _refuse(value: str) -> NoReturn:
    raise ValueError(value)


def _record(kind: type[Any], values: dict[str, Any]) -> Any:
    """An instance of a dataclass whose fields were checked against its annotations."""
    hints = _HINTS[kind]
    return kind(**{name: _value(hints[name], value) for name, value in values.items()})


def _value(hint: Any, value: Any) -> Any:
    """The value as the annotation wants it: lists as tuples, objects as dataclasses."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        found = _value(arguments[0], value)
        return found if arguments[1](found) else _refuse(str(value))
    if origin in (Union, types.UnionType):
        return None if value is None else _value(arguments[0], value)
    if origin is tuple and type(value) is list:
        return tuple(_value(arguments[0], item) for item in value)
    if origin is Literal and value in arguments:
        return value
    if origin is not None and issubclass(origin, Mapping) and type(value) is dict:
        return {_value(arguments[0], k): _value(arguments[1], v) for k, v in value.items()}
    if hint is Health:
        return _record(Health, value)
    return value if _is_plain(hint, value) else _refuse(str(value))


def _is_plain(hint: Any, value: Any) -> bool:
    """Whether the value is a number or a text that everything which follows can take."""
    if hint is float:
        return type(value) in (int, float) and abs(value) <= _LARGEST
    if hint is int:
        return type(value) is int and 0 <= value <= _MOST
    if hint is str and type(value) is str:
        value.encode()  # half of a surrogate pair can be written in JSON, but shown nowhere
        return True
    return False
