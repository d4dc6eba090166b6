"""What the name of a data set may be, and the error that says why a set cannot be had."""

from __future__ import annotations

from pathlib import Path

from nin.files.paths import expanded

FOLDER = "folder:"  # before the path of one's own images
OWN = "own:"  # before the number of a set of one's own pictures: see `nin.data.own_sets`
VALIDATION = ":validation"  # after a data set's name: see `nin.data.dataset`


class DataError(Exception):
    """A data set that cannot be had, and what to do, in one sentence."""


def folder_path(name: str) -> Path:
    """The folder that a name `folder:PATH` means, `~` for one's own."""
    return expanded(name.removesuffix(VALIDATION).removeprefix(FOLDER))


def is_text(name: str) -> bool:
    """Whether a name can be shown: one from a file system need not be Unicode."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
