"""What happens in a run, as plain frozen data: one event, one line of JSON.

In which order events come, `grammar` says. Lines are untrusted until validated: types, ranges,
finite numbers, well-formed text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Raw, Struct
from msgspec.json import Decoder

Number = Annotated[float, Meta(ge=-1e39, le=1e39)]  # finite, and beyond any float32
Count = Annotated[int, Meta(ge=0, le=10**15)]
Share = Annotated[float, Meta(ge=0, le=1)]
ClassMaps = tuple[tuple[tuple[Number, ...], ...], ...]  # (num_classes, H', W')
Changes = Mapping[Literal["batch_size", "lr", "seed"], Count | Number]


class EventError(ValueError):
    """A line that is no event, or an event out of order."""


class Health(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Something a learner should know about the network's state, why, and what to try.

    Attributes:
        kind: What it is, for programs.
        message: What was seen, with numbers, and why.
        remedy: What to try, in words.
        changes: The remedy as new values of `TrainConfig`; empty where it is something else.
    """

    kind: Literal["stuck", "unmoved", "dead", "not finite", "out of memory"]
    message: str
    remedy: str
    changes: Changes


class _Event(
    Struct, frozen=True, forbid_unknown_fields=True, gc=False, tag_field="event", tag=True
):
    """A line's field `event` names its class. Events form no cycles, so `gc` is not needed."""


class Started(_Event, frozen=True):
    """The first step is about to be taken.

    Attributes:
        network: The network's text.
        classes: Names, in the order of the logits.
        device: Its name for people.
        precision: Of the training steps, `bfloat16` or `float32`.
        largest_class: Name of the class that most test images are of, and its share of them:
            whoever always says it is so right. None in runs of before that was kept.
        held_out: How many training images the evaluations before the last are of, in place of the
            test images; 0 where all are of these.
        film: Index of the test image whose class maps each `EpochEnd` holds; None where they
            would be too many numbers, or the head is not GAP.
    """

    network: str
    dataset: str
    classes: tuple[str, ...]
    train_size: Count
    test_size: Count
    batch_size: Count
    steps_per_epoch: Count
    device: str
    precision: str
    threads: Count
    film: Count | None
    largest_class: tuple[str, Share] | None = None
    held_out: Count = 0


class Step(_Event, frozen=True):
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
        health: What was noticed in these steps; each kind once a run.
    """

    step: Count
    losses: tuple[Number, ...]
    accuracy: Share
    lr: Number
    progress: Share
    seconds: Number
    images_per_second: Number
    test_loss: Number | None = None
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


class EpochEnd(_Event, frozen=True):
    """The network, evaluated on images as they are, dropout off.

    Attributes:
        epoch: Its number, from 1.
        step: Training steps taken so far.
        train_loss: On a fixed part of the training images, without label smoothing.
        train_accuracy: On the same part, in [0, 1]; less `test_accuracy`, the train–test gap.
        tested: How many test images were evaluated: all, unless the run was stopped.
        dead: For each ReLU, the share of its channels that are 0 on a part of the test images;
            empty after a stop.
        accuracies: On the test images of each class, in the order of `Started.classes`; None for
            a class without any. Empty in runs of before that was kept.
        class_maps_json: `class_maps` as JSON, since Python's numbers take six times the memory.
        health: What was noticed; each kind once a run.
        peak_bytes: The most memory that the run took so far: of a CUDA device what its tensors
            took, else the size of its process. None in runs of before that was kept.
    """

    epoch: Count
    step: Count
    progress: Share
    seconds: Number
    train_loss: Number
    train_accuracy: Share
    test_loss: Number
    test_accuracy: Share
    tested: Count
    dead: Mapping[str, Share]
    accuracies: tuple[Share | None, ...] = ()
    class_maps_json: Raw = msgspec.field(name="class_maps", default=Raw(b"null"))
    health: tuple[Health, ...] = ()
    peak_bytes: Count | None = None

    def __post_init__(self) -> None:
        """Refuse class maps that are no numbers, or not all of one height and one width."""
        if (planes := self.class_maps) is not None:
            heights, widths = set(map(len, planes)), {len(row) for plane in planes for row in plane}
            if len(heights) != 1 or len(widths) != 1 or 0 in widths:
                raise EventError("class maps of several sizes, or of none")

    @property
    def class_maps(self) -> ClassMaps | None:
        """Of the test image `Started.film`, (num_classes, H', W'); decoded at each call."""
        return _CLASS_MAPS.decode(self.class_maps_json)

    @property
    def num_class_maps(self) -> int:
        """How many there are, without decoding them."""
        return len(_RAW_MAPS.decode(self.class_maps_json) or ())


class Finished(_Event, frozen=True):
    """The budget is used up; the accuracy is that of the last `EpochEnd`."""

    epochs: Count
    steps: Count
    seconds: Number
    test_accuracy: Share


class Stopped(_Event, frozen=True):
    """A user's order ended the run; the accuracy is that of the last `EpochEnd`."""

    epochs: Count
    steps: Count
    seconds: Number
    test_accuracy: Share


class Failed(_Event, frozen=True):
    """The run cannot go on. The weights are those of the last `EpochEnd`, if there was one.

    Attributes:
        reason: What happened, in one sentence.
        health: Why and what to try, where that is known.
    """

    reason: str
    health: tuple[Health, ...] = ()


Event = Started | Step | EpochEnd | Finished | Stopped | Failed

_EVENT: Decoder[Event] = Decoder(Event)
_CLASS_MAPS: Decoder[ClassMaps | None] = Decoder(ClassMaps | None)
_RAW_MAPS: Decoder[tuple[Raw, ...] | None] = Decoder(tuple[Raw, ...] | None)


def class_maps_json(maps: Sequence[Sequence[Sequence[float]]] | None) -> Raw:
    """Class maps as `EpochEnd` keeps them."""
    return Raw(msgspec.json.encode(maps))


def to_json(event: Event) -> str:
    """The event as one line, without its end.

    Raises:
        ValueError: a number is not finite.
    """
    values = msgspec.to_builtins(event, enc_hook=msgspec.json.decode)  # a `Raw` needs the hook
    return json.dumps(values, allow_nan=False)


def from_json(line: str | bytes) -> Event:
    """The event that a line holds.

    Raises:
        EventError: it is no event, a field is missing or unknown, or a value has another type.
    """
    try:
        return _EVENT.decode(line)
    except (ValueError, RecursionError):  # what msgspec raises, and Unicode, are ValueErrors
        start = line[:60] if isinstance(line, str) else line[:60].decode(errors="replace")
        raise EventError(f"not an event: {start!r}") from None
