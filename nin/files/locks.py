"""Locks that the system releases when the process that holds them dies, however it dies.

They tell a living run from a dead one without process numbers, which are used again, and keep a
device for one run at a time, in whatever processes the runs are.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_RETRY_SECONDS = 0.01
_START_SECONDS = 30.0  # in which a new process should have taken its lock

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
        while True:
            try:
                _lock(file, alone=True)
            except OSError:
                if time.monotonic() < deadline:
                    time.sleep(_RETRY_SECONDS)
                    continue
                yield False
            else:
                yield True
            return


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


def is_alive(lock: Path, born: Path) -> bool:
    """Whether the process that holds `lock` for as long as it lives is alive, or starts just now.

    Until it has made the lock's file, it counts as starting for half a minute from the time of the
    file `born`.
    """
    if lock.exists():
        return is_held(lock)
    try:
        return abs(time.time() - born.stat().st_mtime) < _START_SECONDS
    except OSError:
        return False
