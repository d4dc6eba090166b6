"""A file of events, one a line: written by a run's process, and read again and again as it grows.

A page looks at its run twice a second. So what was read of a file is kept, and a look costs no more
than the lines that are new.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from nin.limits import MAX_EVENTS_BYTES
from nin.train import Event
from nin.train.events import from_json, to_json

# Of lines, in all files together; what their events take in memory is up to twice as much.
MAX_CACHED_BYTES = MAX_EVENTS_BYTES

_READ_BYTES = 1 << 20  # at once: other threads get their turn at each read
_LAST_LINE_BYTES = (1 << 12, 1 << 20)  # what the last line lies in, nearly always and at most


class EventsTooLargeError(Exception):
    """A file of events that is over `MAX_EVENTS_BYTES`."""


class EventWriter:
    """Writes whole lines to a new file: after a write that failed, it ends where it did before.

    Raises:
        FileExistsError: the file is there already.
        OSError: it cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb", buffering=0)

    def __enter__(self) -> EventWriter:
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()

    def write(self, event: Event) -> None:
        """Append the event.

        Raises:
            OSError: there is no room for it.
        """
        end, line = self._file.tell(), f"{to_json(event)}\n".encode()
        try:
            while line:
                line = line[self._file.write(line) :]
        except OSError:
            self._file.truncate(end)
            self._file.seek(end)
            raise


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a file.

    Attributes:
        events: One a line.
        end: Bytes up to the end of the last line.
        last_line: By which the file is recognised.
    """

    events: tuple[Event, ...] = ()
    end: int = 0
    last_line: bytes = b""


_cache: dict[Path, _Read] = {}  # the file that was read last stands last
_cache_lock = Lock()


def read(path: Path) -> tuple[Event, ...]:
    """All events of a file; a line without its end is no event yet.

    A file that does not continue what was read of it, since it was replaced or cut, is read from
    its start.

    Raises:
        OSError: the file cannot be read.
        EventError: a line is no event.
        EventsTooLargeError: the file is over `MAX_EVENTS_BYTES`.
    """
    with path.open("rb", buffering=_READ_BYTES) as file:
        if os.fstat(file.fileno()).st_size > MAX_EVENTS_BYTES:
            raise EventsTooLargeError
        before = _cache.get(path, _Read())
        if not _continues(file, before):
            before = _Read()
            file.seek(0)
        new_events, end, last_line = [], before.end, before.last_line
        for line in file:
            if not line.endswith(b"\n"):
                break
            new_events.append(from_json(line[:-1]))
            end, last_line = end + len(line), line
    events = before.events + tuple(new_events)
    _keep(path, _Read(events, end, last_line))
    return events


def last(path: Path) -> Event | None:
    """The last event of a file, None where there is none yet; nothing before it is looked at.

    Raises:
        OSError: the file cannot be read.
        EventError: its last line is no event.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        lines: list[bytes] = []
        for tail in _LAST_LINE_BYTES:
            file.seek(max(0, size - tail))
            lines = file.read(tail).split(b"\n")
            if len(lines) > 2 or tail >= size:  # the line before the last line end is whole
                break
    return from_json(lines[-2]) if len(lines) > 1 else None


def _continues(file: BinaryIO, before: _Read) -> bool:
    """Whether the last line still stands where it was read; the file is then at its end."""
    file.seek(before.end - len(before.last_line))
    return file.read(len(before.last_line)) == before.last_line


def _keep(path: Path, now: _Read) -> None:
    dropped: list[Event] = []
    with _cache_lock:
        _cache.pop(path, None)
        _cache[path] = now
        while sum(read.end for read in _cache.values()) > MAX_CACHED_BYTES:
            dropped += _cache.pop(next(iter(_cache))).events
    while dropped:  # one by one: freed all at once they would keep other threads waiting
        dropped.pop()
