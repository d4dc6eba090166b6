"""Locks that the system itself lets go when their holder dies, however it dies.

They tell a living run from a dead one without process numbers, which are used again, and keep a
device for one run at a time, in whatever processes the runs are.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_AGAIN = 0.01  # seconds between two tries
_YOUNG = 30.0  # seconds in which a new process should have got to its lock

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
    """Hold the lock at `path`, waiting for it if need be; for short waits."""
    while True:
        with trying(path) as held:
            if held:
                yield
                return
        time.sleep(_AGAIN)


@contextmanager
def trying(path: Path) -> Iterator[bool]:
    """Hold the lock at `path` if it is free; gives whether it was."""
    with path.open("ab") as file:  # closing it lets the lock go
        try:
            _lock(file, alone=True)
        except OSError:
            yield False
        else:
            yield True


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock at `path`; the question disturbs nobody."""
    try:
        with path.open("rb") as file:
            _lock(file, alone=False)
    except (FileNotFoundError, IsADirectoryError):
        return False
    except OSError:
        return True
    return False


def is_alive(lock: Path, born: Path) -> bool:
    """Whether a process that holds `lock` for life lives, or is about to.

    Until it has come to its lock, the age of the file `born` has to do.
    """
    if lock.exists():
        return is_held(lock)
    try:
        return abs(time.time() - born.stat().st_mtime) < _YOUNG
    except OSError:
        return False
