"""Numbers as the pages write them, with a real minus sign.

The map view writes its numbers in the browser (`components/shared/numbers.js`). One table of
cases, tests/support/numbers.json, holds both languages to the same text.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal

_THREE_DIGITS = Context(prec=3, rounding=ROUND_HALF_UP)  # as JavaScript rounds


def three_digits(value: float) -> str:
    """A figure in three significant digits, or as a whole number up to five digits.

    >>> three_digits(-0.12345), three_digits(4.5), three_digits(12345.6), three_digits(0.0005)
    ('−0.123', '4.50', '12346', '5.00e−4')
    """
    return "0" if value == 0 else _signed(value, _digits)


def two_decimals(value: float) -> str:
    """A figure with two decimals.

    >>> two_decimals(-1234.5), two_decimals(-0.004)
    ('−1,234.50', '0.00')
    """
    return _signed(value, "{:,.2f}".format)


def percent(share: float, *, below: float | None = None) -> str:
    """A share in whole percent, rounded down where it would look like a limit that it is below.

    >>> percent(0.597), percent(0.597, below=0.6)
    ('60%', '59%')
    """
    text = _signed(share, "{:.0%}".format)
    if below is not None and share < below and text == percent(below):
        return f"{round(100 * below) - 1}%"
    return text


def hundredths(share: float) -> str:
    """A share in percent, or a difference of two in points, with one decimal and no unit.

    >>> hundredths(0.9734), hundredths(-0.0042)
    ('97.3', '−0.4')
    """
    return _signed(100 * share, "{:.1f}".format)


def short_count(count: int) -> str:
    """A count in three or four digits.

    >>> short_count(762_297_352), short_count(34_570)
    ('762.3 M', '34,570')
    """
    for size, unit in ((10**12, "T"), (10**9, "G"), (10**6, "M")):
        if count >= size:
            return f"{count / size:,.1f} {unit}"
    return f"{count:,}"


def byte_size(size: int) -> str:
    """A size in bytes in three or four digits.

    >>> byte_size(1_119_744)
    '1.1 MB'
    """
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= unit:
            return f"{size / unit:,.1f} {name}"
    return f"{size} B"


def _signed(value: float, write: Callable[[float], str]) -> str:
    """The text of a size, behind a minus sign unless only zeros are left of it."""
    if math.isnan(value):
        return "not a number"
    size = "∞" if math.isinf(value) else write(abs(value))
    is_zero = not size.strip("0.,%")
    return f"−{size}" if value < 0 and not is_zero else size


def _digits(size: float) -> str:
    exact = Decimal(float(size))  # NumPy has floats of its own
    rounded = _THREE_DIGITS.create_decimal(exact)
    if not 9.995e-4 <= size < 99_999.5:
        return f"{rounded:.2e}".replace("-", "−")
    last = 0 if size >= 999.5 else rounded.adjusted() - 2  # the power of ten of the last digit
    return f"{exact.quantize(Decimal(1).scaleb(last), ROUND_HALF_UP):f}"
