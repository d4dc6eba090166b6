"""Decimal numbers in fields for text, since a browser's own field for numbers misreads a comma.

Of 0,01 Chromium makes 001, which is 1, and Firefox drops it without a word.
"""

from __future__ import annotations

import re

_DECIMAL = re.compile(r"([0-9]+[.,]?[0-9]*|[.,][0-9]+)(e[+-]?[0-9]{1,3})?", re.IGNORECASE)
_SHOWN = 40  # characters of what is no number, as many as are quoted


def read(text: str) -> float:
    """The number that was typed, with a point or a comma before its decimals.

    >>> read("0,01"), read(" .5 "), read("1e-3")
    (0.01, 0.5, 0.001)

    Raises:
        ValueError: it is no decimal number from 0 on; the message says what one looks like.
    """
    text = text.strip()
    if not _DECIMAL.fullmatch(text):
        raise ValueError(f"{text[:_SHOWN]!r} is no decimal number; write one like 0.01 or 0,01")
    return float(text.replace(",", "."))


def written(value: float) -> str:
    """A number as a field first shows it; `read` gives it back.

    >>> written(0.005), written(0.5)
    ('0.005', '0.5')
    """
    return f"{value:.15g}"
