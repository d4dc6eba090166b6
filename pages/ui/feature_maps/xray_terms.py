"""The sum of an X-ray as a table whose column adds up, and a pool in words."""

from __future__ import annotations

from html import escape
from math import floor, log10
from typing import NamedTuple

import streamlit as st

from nin.interpret.xray_steps import LinearStep, PoolStep, Term
from nin.ops import GlobalAvgPool
from nin.spec import Dropout, Pool
from nin.words import counted
from pages.ui.parts.numbers import three_digits

_ROWS = 7  # terms with a row of their own
_DIGITS = 4  # of the largest number in the column


class _Row(NamedTuple):
    """One line: where a number comes from, how it is made, what it adds, and its bar."""

    source: str
    product: str
    adds: str
    value: float
    kind: str = ""


def show_terms(step: LinearStep, channel: int) -> None:
    """The largest terms of the sum, what the others add, the bias, and what comes out.

    All are rounded alike, and the others take the rounding: the column adds up as it stands.
    """
    weighted = step.sum(channel)
    terms, rest = step.largest(channel, _ROWS)
    numbers = [*(term.product for term in terms), weighted.bias, weighted.total, rest]
    decimals = _decimals(max(map(abs, numbers)))
    written = [round(term.product, decimals) for term in terms]
    bias, total = round(weighted.bias, decimals), round(weighted.total, decimals)
    others = weighted.products.size - len(terms)
    rows = [
        _Row(
            _origin(step, term),
            f"{three_digits(term.value)} × {three_digits(term.weight)}",
            _signed(value, decimals),
            value,
        )
        for term, value in zip(terms, written, strict=True)
    ]
    if others:
        rounded = total - bias - sum(written)
        rows.append(_Row(_others(others), "together", _signed(rounded, decimals), rounded))
    own = f"own to channel {channel}"
    rows.append(_Row("bias", own, _signed(bias, decimals), bias))
    rows.append(_Row("sum", "", _plain(total, decimals), total, "total"))
    if step.relu:
        out = _plain(max(total, 0.0), decimals)
        rows.append(_Row("ReLU", "keeps what is above 0", out, 0.0, "output"))
    st.html(_table(rows))


def _table(rows: list[_Row]) -> str:
    most = max(abs(row.value) for row in rows) or 1.0
    body = "".join(
        f'<tr class="{row.kind}"><th scope="row">{escape(row.source)}</th><td>{row.product}</td>'
        f'<td class="nin-adds" style="--from: {min(0.0, row.value) / most:.3f}; '
        f'--size: {abs(row.value) / most:.3f}"><i class="{"minus" if row.value < 0 else ""}"></i>'
        f"</td><td>{row.adds}</td></tr>"
        for row in rows
    )
    return (
        '<div class="nin-scroll" tabindex="0" role="region" aria-label="Terms of the sum">'
        '<table class="nin-table nin-terms"><thead><tr><th scope="col" class="words">from</th>'
        '<th scope="col">value × weight</th><td></td><th scope="col">adds</th></tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _decimals(largest: float) -> int:
    """So many that the largest number has four digits."""
    if not 0 < largest < 1e12:
        return 3
    return min(9, max(0, _DIGITS - 1 - max(0, floor(log10(largest)))))


def _plain(value: float, decimals: int) -> str:
    text = f"{abs(value):,.{decimals}f}"
    return f"−{text}" if value < 0 and text.strip("0.,") else text


def _signed(value: float, decimals: int) -> str:
    text = _plain(value, decimals)
    return text if text.startswith("−") else f"+{text}"


def _others(count: int) -> str:
    return "1 other" if count == 1 else f"{count:,} others"


def _origin(step: LinearStep, term: Term) -> str:
    channel, cell = f"channel {term.cell.channel}", step.patch.cell(*term.cell)
    if step.weight.shape[-1] == 1:
        return channel
    return f"{channel}, {'padding' if cell is None else f'row {cell.row}, column {cell.column}'}"


def same_everywhere(step: LinearStep, pixels: int) -> str:
    """That the weights are the same at every pixel, with the numbers."""
    outputs, inputs, size, _ = step.weight.shape
    weights = inputs * size * size
    what = "1 weight" if weights == 1 else f"{weights:,} weights"
    return (
        f"**The same {weights + 1:,} numbers at all {pixels:,} pixels.** {what} + 1 bias make a "
        f"channel; {counted(outputs, 'channel')} need {outputs:,} · {weights + 1:,} = "
        f"**{outputs * (weights + 1):,}** parameters, whatever the size of the image."
    )


def pool_text(step: PoolStep) -> str:
    """How a pool, GAP or dropout makes its cell."""
    value, count = three_digits(step.value), int((step.shares > 0).sum())
    mean = f"The mean of {counted(count, 'cell')}"
    match step.op:
        case Dropout():
            return "Dropout hands its cell on as it is: it drops values only while training."
        case GlobalAvgPool():
            total = three_digits(float(step.patch.values.sum()))
            return f"{mean}: {total} ÷ {count} = **{value}**."
        case Pool(kind):
            return _maximum_text(step) if kind == "max" else f"{mean} of its window: **{value}**."


def _maximum_text(step: PoolStep) -> str:
    row, column = step.winner[1:] if step.winner else (0, 0)
    return (
        f"The largest of its window, **{three_digits(step.value)}**, from row {row}, column "
        f"{column}; the other cells are dropped. Each channel is pooled by itself."
    )
