"""Words and figures as the pages write them."""

from __future__ import annotations


def plain(sentence: str) -> str:
    """A sentence that may quote a log or a link, with nothing left for Markdown to interpret."""
    return "".join("\\" + c if c in r"\`*_{}[]()#+-.!<>|~$:&" else c for c in sentence)


def three_digits(number: float) -> str:
    """A figure in three digits or more, with a real minus sign, as the map view says it.

    >>> three_digits(-0.12345), three_digits(4.5), three_digits(12345.6)
    ('−0.123', '4.50', '12346')
    """
    if number == 0:
        return "0"
    digits = f"{number:.0f}" if 999.5 <= abs(number) < 1e5 else f"{number:#.3g}".rstrip(".")
    return digits.replace("-", "−")


def number(value: float) -> str:
    """A figure with two decimals and a real minus sign.

    >>> number(-1.234)
    '−1.23'
    """
    return f"{value:,.2f}".replace("-", "−")
