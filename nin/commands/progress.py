"""Long work in the terminal: a live progress line, and for a run a permanent line per epoch."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO, TypeVar

from nin.train import EpochEnd, Event, Failed, Finished, Health, Started, Step, Stopped

_BAR_WIDTH = 20  # characters
_CLEAR = "\r\033[K"  # the line
_BALANCED = 1.5  # times the share of a class among equal ones, which the largest one may have
_LISTED_CLASSES = 10

Part = TypeVar("Part")


def shown(events: Iterable[Event], stream: TextIO) -> Iterator[Event]:
    """Pass the events on, and show them; where `stream` is no terminal, nothing moves."""
    moves = stream.isatty()
    started: Started | None = None
    last: EpochEnd | None = None
    for event in events:
        started = event if isinstance(event, Started) else started
        last = event if isinstance(event, EpochEnd) else last
        if isinstance(event, Step):
            if moves:
                width = shutil.get_terminal_size().columns - 1
                stream.write(f"{_CLEAR}{_moving(event)[:width]}")
        else:
            classes = _classes(started, last) if isinstance(event, Finished | Stopped) else ""
            stream.write(f"{_CLEAR if moves else ''}{_line(event)}{classes}\n")
        if isinstance(event, Step | EpochEnd):
            for symptom in event.health:
                stream.write(f"{_CLEAR if moves else ''}{_advice(symptom)}\n")
        stream.flush()
        yield event


def download(stream: TextIO, filename: str, done: int, size: int) -> None:
    """Show how far a download is."""
    if stream.isatty():
        share = f" of {size / 1e6:.1f}" if size else ""
        stream.write(f"{_CLEAR}{filename}: {done / 1e6:.1f}{share} MB")
        stream.write("\n" if done == size else "")
        stream.flush()


def counted(
    parts: Iterable[Part], done: Callable[[Part], int], total: int, stream: TextIO
) -> Iterator[Part]:
    """Pass the parts on, and show in a terminal how many of `total` are done."""
    for part in parts:
        if stream.isatty():
            share = done(part) / total
            stream.write(f"{_CLEAR}{_bar(share)}  {done(part):,} of {total:,} images")
            stream.flush()
        yield part
    if stream.isatty():
        stream.write(_CLEAR)


def _bar(share: float) -> str:
    done = round(_BAR_WIDTH * share)
    return f"{'█' * done}{'░' * (_BAR_WIDTH - done)} {share:4.0%}"


def _moving(step: Step) -> str:
    return (
        f"{_bar(step.progress)}  loss {step.loss:.3f}  train {step.accuracy:.1%}  "
        f"{step.images_per_second:,.0f} images/s  {_time(step.eta)} to go"
    )


def _line(event: Event) -> str:
    match event:
        case Started():
            held_out = f" once, {event.held_out:,} until then" if event.held_out else ""
            return (
                f"{event.train_size:,} images of {event.dataset} to learn from, "
                f"{event.test_size:,} to test on{held_out}, {event.device}, {event.precision}"
            )
        case EpochEnd():
            accuracies = f"train {event.train_accuracy:.1%}  test {event.test_accuracy:.2%}"
            time = _time(event.seconds)
            return f"epoch {event.epoch:3}  {accuracies}  loss {event.test_loss:.3f}  {time}"
        case Finished() | Stopped():
            end = "finished" if isinstance(event, Finished) else "stopped"
            return (
                f"{end} after {_time(event.seconds)}: {event.test_accuracy:.2%} of the test images"
            )
        case Failed(reason):
            return f"failed: {reason}" + "".join(f"; {symptom.remedy}" for symptom in event.health)
        case Step():
            return _moving(event)


def _classes(started: Started | None, last: EpochEnd | None) -> str:
    """What accuracy alone does not say where one class has many more test images than others."""
    if started is None or last is None or started.largest_class is None:
        return ""
    largest, share = started.largest_class
    if share * len(started.classes) <= _BALANCED:
        return ""
    by_class = sorted(
        (accuracy, name)
        for name, accuracy in zip(started.classes, last.accuracies, strict=False)
        if accuracy is not None
    )
    listed = ", ".join(f"{name} {accuracy:.1%}" for accuracy, name in by_class[:_LISTED_CLASSES])
    return f"; always saying {largest} gives {share:.2%}; by class, the least right first: {listed}"


def _advice(symptom: Health) -> str:
    return f"! {symptom.message}; {symptom.remedy}"


def _time(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
