"""Paths as people write them."""

from __future__ import annotations

from pathlib import Path


def expanded(text: str) -> Path:
    """The path, `~` and `~name` for homes; where there is no such home, as it is written."""
    path = Path(text)
    try:
        return path.expanduser()
    except RuntimeError:
        return path
