"""Writing a file so that it is there whole or not at all, whenever the process or power fails."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Put `data` at `path`, durably; on any error what was there stays as it was.

    The temporary file lies in the same folder, since a rename does not cross file systems, has a
    name of its own, since several processes may write, and the usual access rights.

    Raises:
        OSError: it cannot be written; nothing is left behind.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself last through a power cut."""
    if sys.platform == "win32":
        return  # folders cannot be opened there
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
