"""The names of the data sets, and the error that says why one cannot be had."""

from __future__ import annotations

VALIDATION = ":validation"  # after a data set's name: see `nin.data.dataset`
DATASETS = ("mnist5k", "mnist", "fashion-mnist", "cifar10")


class DataError(Exception):
    """A data set that cannot be had, and what to do, in one sentence."""


def is_text(name: str) -> bool:
    """Whether a name can be shown: one from a file system need not be Unicode."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
