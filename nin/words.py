"""Numbers in words, as the library and the pages say them."""

from __future__ import annotations


def counted(count: int, noun: str) -> str:
    """A number of things whose plural ends in s.

    >>> counted(1, "cell"), counted(1024, "cell")
    ('1 cell', '1,024 cells')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
