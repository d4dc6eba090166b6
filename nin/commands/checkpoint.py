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
    if not is_there(checkpoint):
        bundled = ", ".join(names()) or "none"
        raise UsageError(
            f"{checkpoint[:200]}: is no file and no run's folder; the bundled weights: {bundled}"
        )
    path = expanded(checkpoint)
    if not path.is_dir():
        return path
    if not (path / WEIGHTS).is_file():
        raise UsageError(f"{checkpoint}: has no {WEIGHTS} yet; train longer or name another run")
    return path / WEIGHTS


def is_there(path: str) -> bool:
    """Whether this is a file or a folder; what is too long for a path is none."""
    try:
        return expanded(path).exists()
    except OSError:
        return False
