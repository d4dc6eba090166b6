"""A file of events as it grows: what was read is kept, so that a look costs what is new.

A page looks at its run every second, and the events of some minutes take longer than that to parse.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from nin.train import Event
from nin.train.events import from_json
from nin.limits import MAX_EVENTS_BYTES

_KEPT = MAX_EVENTS_BYTES  # of all files: the longest that is read; as objects eight times as many


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read of a file.

    Attributes:
        events: One a line.
        end: Bytes up to the end of the last line.
        last: That line, by which a file is known again.
    """

    events: tuple[Event, ...] = ()
    end: int = 0
    last: bytes = b""


_known: dict[Path, _Known] = {}  # the file that was read last stands last
_lock = Lock()


def read(path: Path, limit: int) -> tuple[Event, ...]:
    """All events of a file; a line without its end is no event yet.

    A file that does not go on from what is known of it, because it is another or was cut, is read
    from its start.

    Raises:
        OSError: the file cannot be read.
        EventError: a line is no event.
        ValueError: the file holds more bytes than `limit`.
    """
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size > limit:
            raise ValueError(f"over {limit:,} bytes")
        known = _known.get(path, _Known())
        if not _goes_on(file, known):
            known = _Known()
            file.seek(0)
        added, end, last = [], known.end, known.last
        # At once: a thread that reads line by line keeps the one that serves waiting for seconds.
        for line in file.readlines():
            if not line.endswith(b"\n"):
                break
            added.append(from_json(line.decode(errors="replace").removesuffix("\n")))
            end, last = end + len(line), line
    _keep(path, now := _Known((*known.events, *added), end, last))
    return now.events


def _goes_on(file: BinaryIO, known: _Known) -> bool:
    """Whether the file still holds the last known line where it was; then what follows is next."""
    file.seek(known.end - len(known.last))
    return file.read(len(known.last)) == known.last


def _keep(path: Path, known: _Known) -> None:
    forgotten: list[Event] = []
    with _lock:
        _known.pop(path, None)
        _known[path] = known
        while sum(each.end for each in _known.values()) > _KEPT:
            forgotten += _known.pop(next(iter(_known))).events
    while forgotten:  # one by one: freed at once they would keep all other threads waiting
        forgotten.pop()
