"""What goes wrong around a run: no room on the disk, no right to write, a clock set back."""

from __future__ import annotations

import ctypes
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

_NOBODY = 65534  # the user without rights


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size` bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def public_folder() -> Iterator[Path]:
    """A folder that others may enter, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def without_rights(*folders: Path, mode: int = 0o555) -> Iterator[None]:
    """Folders with these rights alone, for this thread even if it is root's.

    By default nothing can be made or removed in them. Root may do everything, so meanwhile this
    thread is another user to the file system, and only there; it cannot import anything then.
    """
    modes = {folder: folder.stat().st_mode for folder in folders}
    for folder in folders:
        folder.chmod(mode)
    as_root = os.geteuid() == 0
    try:
        if as_root:
            ctypes.CDLL(None).setfsuid(_NOBODY)
        yield
    finally:
        if as_root:
            ctypes.CDLL(None).setfsuid(0)
        for folder, mode in modes.items():
            folder.chmod(mode)


def set_back(patch: pytest.MonkeyPatch, seconds: float) -> None:
    """From now on the time of day runs backwards, by this many seconds at every call."""
    begin, calls = time.time(), count(1)
    patch.setattr(time, "time", lambda: begin - seconds * next(calls))
