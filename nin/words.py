"""Numbers in words, as the library and the pages say them."""

from __future__ import annotations


def counted(count: int, noun: str) -> str:
    """A number of things whose plural ends in s.

    >>> counted(1, "cell"), counted(1024, "cell")
    ('1 cell', '1,024 cells')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def duration(seconds: float) -> str:
    """A time as people say it, no more exact than an estimate is.

    >>> duration(0.2), duration(8.7), duration(53), duration(437), duration(8_000)
    ('1 s', '9 s', '55 s', '7 min', '2.2 h')
    """
    if seconds < 20:
        return f"{max(1, round(seconds))} s"
    if seconds < 90:
        return f"{5 * round(seconds / 5)} s"
    if seconds < 5_400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
