"""Which file the word CHECKPOINT of a command means."""

from __future__ import annotations

from pathlib import Path

from nin.bundled import names, shipped
from nin.runs.folder import WEIGHTS


class WeightsError(ValueError):
    """Words that name no weights, in words that say what would."""


def find(wanted: str) -> Path:
    """The file that a shipped name, a run's folder or a file's path means.

    Raises:
        WeightsError: there is none.
    """
    if wanted in names():
        return shipped(wanted)
    path = Path(wanted)
    if path.is_dir() and (path / WEIGHTS).is_file():
        return path / WEIGHTS
    if path.is_dir():
        raise WeightsError(f"{wanted}: has no {WEIGHTS} yet; train longer or name another run")
    if not path.exists():
        known = ", ".join(names()) or "none"
        raise WeightsError(
            f"{wanted}: is no file and no run's folder; the bundled weights: {known}"
        )
    return path
