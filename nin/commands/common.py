"""What the commands share: their error, their exit statuses, and the argument NETWORK."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from nin.presets import PRESETS, find
from nin.spec import Network, SpecError

DONE, DOES_NOT_FIT, NOT_DONE = 0, 1, 2


class UsageError(Exception):
    """A command that cannot be carried out as given, said in one line."""


def add_network(parser: argparse.ArgumentParser) -> None:
    """The argument NETWORK."""
    parser.add_argument("network", metavar="NETWORK", help=network_words())


def network_words() -> str:
    """What NETWORK may be, for a command's help."""
    return f"a preset ({', '.join(PRESETS)}) or a text like '1x28x10 n96k5p2-64-10'"


def network_of(text: str) -> Network:
    """What NETWORK names. Whatever starts with a digit was meant as a text, all else as a name.

    Raises:
        UsageError: it is no preset's name.
        SpecError: it is no network's text.
    """
    try:
        return find(text)
    except SpecError:
        if text[:1].isdecimal():
            raise
    names = ", ".join(PRESETS)
    raise UsageError(
        f"{text[:40]!r} is neither a preset ({names}) nor a network's text, "
        "like '1x28x10 n96k5p2-64-10'"
    )


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
