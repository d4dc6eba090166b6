"""Paths as people write them, and what tells that a file has changed."""

from __future__ import annotations

from pathlib import Path


def expanded(text: str) -> Path:
    """The path, `~` and `~name` for homes; where there is no such home, as it is written."""
    path = Path(text)
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def file_state(file: Path) -> tuple[int, int]:
    """Size and time of the last change; zeros where the file cannot be looked at."""
    try:
        state = file.stat()
    except OSError:
        return 0, 0
    return state.st_size, state.st_mtime_ns
