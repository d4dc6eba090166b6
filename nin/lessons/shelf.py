"""The lessons that there are: those that come along, and a teacher's own."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nin.bundled import ASSETS
from nin.files.paths import expanded, file_state
from nin.lessons.lesson import Lesson, LessonError
from nin.lessons.reading import read

BUNDLED = ASSETS / "lessons"
_MOST = 100  # lessons of a folder


@dataclass(frozen=True, slots=True)
class Damaged:
    """A file that is no lesson, and why."""

    name: str
    reason: str


def folders() -> tuple[Path, ...]:
    """Where lessons lie: where those are that come along, and where `NIN_LESSONS` says."""
    own = os.environ.get("NIN_LESSONS")
    return (BUNDLED, expanded(own)) if own else (BUNDLED,)


def shelf() -> list[Lesson | Damaged]:
    """All lessons, those that come along first, in the order of their files' names.

    Of two of one name the first counts; a file that is no lesson says why, and harms no other.
    """
    there: dict[str, Lesson | Damaged] = {}
    for folder in folders():
        for path in _files(folder):
            there.setdefault(path.stem, _read(path, file_state(path)))
    return list(there.values())


def find(name: str) -> Lesson | None:
    """The lesson of this name; None where there is none. A stranger's word, and no path."""
    return next((one for one in shelf() if isinstance(one, Lesson) and one.name == name), None)


def _files(folder: Path) -> list[Path]:
    try:
        files = [path for path in folder.glob("*.toml") if not path.name.startswith(".")]
    except OSError:  # a folder that may not be entered has none
        return []
    return sorted(files)[:_MOST]


@lru_cache(maxsize=2 * _MOST)
def _read(path: Path, state: tuple[int, int]) -> Lesson | Damaged:
    """Read again only after something was written: all answers of a file are computed."""
    try:
        return read(path)
    except LessonError as error:
        return Damaged(path.stem, str(error))
