"""What the commands share: their error, and their exit statuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

DONE, DOES_NOT_FIT, NOT_DONE = 0, 1, 2


class UsageError(Exception):
    """A command that cannot be carried out as given, said in one line."""


@contextmanager
def writing(path: str) -> Iterator[None]:
    """While a command writes to this path.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from None
