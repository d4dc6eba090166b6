"""The argument CHECKPOINT, and which file it means."""

from __future__ import annotations

from pathlib import Path

from nin.bundled import names, shipped
from nin.commands.common import UsageError
from nin.files.paths import expanded
from nin.runs.folder import WEIGHTS


def description() -> str:
    """What CHECKPOINT may be, for a command's help."""
    bundled = " or ".join(names()) or "a name"
    return f"{bundled} for the bundled weights, a run's folder or a file"


def find(checkpoint: str) -> Path:
    """The file that a shipped name, a run's folder or a file's path means.

    Raises:
        UsageError: there is none.
    """
    if checkpoint in names():
        return shipped(checkpoint)
    path = expanded(checkpoint)
    if path.is_dir() and (path / WEIGHTS).is_file():
        return path / WEIGHTS
    if path.is_dir():
        raise UsageError(f"{checkpoint}: has no {WEIGHTS} yet; train longer or name another run")
    if not path.exists():
        bundled = ", ".join(names()) or "none"
        raise UsageError(
            f"{checkpoint}: is no file and no run's folder; the bundled weights: {bundled}"
        )
    return path
