"""In which order the events of a run come.

    Started (Step* EpochEnd)+ (Finished | Stopped)     or Failed at any point before the end

An epoch that is cut short, by a stop or by a budget in seconds, ends in `EpochEnd` all the same,
so that every run that ended well has its last accuracy there; after a stop it is that of as many
images as a moment is enough for.
"""

from __future__ import annotations

from collections.abc import Iterable

from nin.train.events import Event, EventError

_RUNNING = {"Started", "Step", "EpochEnd"}
_AFTER = {
    "Started": {"nothing"},
    "Step": _RUNNING,
    "EpochEnd": _RUNNING,
    "Finished": {"EpochEnd"},
    "Stopped": {"EpochEnd"},
    "Failed": {"nothing", *_RUNNING},
}


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
