"""Locks that the system releases when the process that holds them dies, however it dies.

They tell a living run from a dead one without process numbers, which are used again, and keep a
device for one run at a time, in whatever processes the runs are.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_RETRY_SECONDS = 0.01
_START_SECONDS = 30.0  # in which a new process should have taken its lock
_WAS_HELD = b"."  # what the first holder writes into the lock's file

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes], alone: bool) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes], alone: bool) -> None:
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """Hold the lock at `path`; waits for it by polling, so it is for short waits."""
    with holding_any([path]):
        yield


@contextmanager
def holding_any(paths: Sequence[Path]) -> Iterator[None]:
    """Hold whichever lock of these is free first; waits for it by polling."""
    while True:
        for path in paths:
            with trying(path) as held:
                if held:
                    yield
                    return
        time.sleep(_RETRY_SECONDS)


@contextmanager
def trying(path: Path, seconds: float = 0) -> Iterator[bool]:
    """Hold the lock at `path` if it is free; yields whether it was.

    Args:
        path: Where it is.
        seconds: How long to try again: somebody who looks with `is_held` has it for a moment.
    """
    deadline = time.monotonic() + seconds
    with path.open("ab") as file:  # closing it releases the lock
        file.seek(0)  # where Windows locks
        while True:
            try:
                _lock(file, alone=True)
            except OSError:
                if time.monotonic() < deadline:
                    time.sleep(_RETRY_SECONDS)
                    continue
                yield False
            else:
                _note_holder(file)
                yield True
            return


def _note_holder(file: IO[bytes]) -> None:
    with suppress(OSError):  # a full disk: then its end is seen half a minute late
        if not os.fstat(file.fileno()).st_size:
            os.write(file.fileno(), _WAS_HELD)


def is_held(path: Path) -> bool:
    """Whether a process holds the lock at `path`.

    Takes a shared one for a moment, in which nobody can become its holder.
    """
    try:
        with path.open("rb") as file:
            _lock(file, alone=False)
    except (FileNotFoundError, IsADirectoryError):
        return False
    except OSError:
        return True
    return False


def was_held(path: Path) -> bool:
    """Whether a process holds the lock at `path`, or did: its file alone is there before that."""
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def is_alive(lock: Path, born: Path) -> bool:
    """Whether the process that holds `lock` for as long as it lives is alive, or starts just now.

    Until it has taken the lock, it counts as starting for half a minute from the time of the file
    `born`.
    """
    return (not was_held(lock) and _is_young(born)) or is_held(lock)


def _is_young(file: Path) -> bool:
    try:
        # After the clock was set back, the file's time lies in the future.
        return abs(time.time() - file.stat().st_mtime) < _START_SECONDS
    except OSError:
        return False
