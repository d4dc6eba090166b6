"""A step of an X-ray in words and numbers: what it is, its formula, the table of its terms."""

from __future__ import annotations

from nin.interpret.xray_steps import LinearStep, PoolStep, Step, Term
from nin.ops import GlobalAvgPool
from nin.spec import Dropout, Pool
from nin.words import counted
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.numbers import three_digits

_ROWS = 12  # terms with a row of their own in the table
_IN_FORMULA = 3  # terms that are written out
_COLUMNS = (
    Column("Input", words=True),
    Column("Value"),
    Column("Weight"),
    Column("Value × weight", "contribution"),
)


def what_it_is(step: Step) -> str:
    """What this kind of step is in the paper's idea."""
    if isinstance(step, PoolStep):
        return "" if isinstance(step.op, Dropout) else "No weights: each channel by itself."
    outputs, inputs, size, _ = step.weight.shape
    if size > 1:
        each = "its channel" if outputs == 1 else f"each of its {outputs} channels"
        return (
            f"A {size}×{size} convolution: {each} weighs a window of "
            f"{size}×{size} cells of {counted(inputs, 'channel')}. That is a linear filter."
        )
    new = "1 new one" if outputs == 1 else f"{outputs} new ones"
    return (
        f"A 1×1 convolution: it weighs the {counted(inputs, 'channel')} of this one pixel into "
        f"{new}, with the same weights at every pixel. That is one layer of a perceptron that "
        "slides over the map: with a ReLU between, it answers to combinations of what the filters "
        "found, which no filter alone can."
    )


def formula(step: LinearStep, channel: int) -> str:
    """The sum written out with its own numbers, as value × weight."""
    weighted = step.sum(channel)
    terms, rest = step.largest(channel, _IN_FORMULA)
    others = weighted.products.size - len(terms)
    parts = [f"{three_digits(term.value)} × {_signed(term.weight)}" for term in terms]
    if others:
        parts.append(f"{_signed(rest)} from the other {_number(others)}")
    parts.append(f"{_signed(weighted.bias)}, the bias")
    total, output = three_digits(weighted.total), three_digits(weighted.output)
    line = f"**{step.name}, channel {channel}** = {' + '.join(parts)} = {total}"
    if step.relu:
        line += f". ReLU makes that max(0, {total}) = **{output}**"
    return line + "."


def _number(count: int) -> str:
    return "one" if count == 1 else f"{count:,}"


def _signed(value: float) -> str:
    """A figure that follows a sign: one below 0 stands in brackets."""
    return f"({three_digits(value)})" if value < 0 else three_digits(value)


def show_terms(step: LinearStep, channel: int) -> None:
    """The largest terms of the sum, what the others add, and what comes out."""
    weighted = step.sum(channel)
    terms, rest = step.largest(channel, _ROWS)
    most = max(abs(term.product) for term in terms) or 1.0
    rows: list[tuple[Cell, ...]] = [
        (
            Cell(_origin(step, term)),
            Cell(three_digits(term.value)),
            Cell(three_digits(term.weight)),
            Cell(three_digits(term.product), share=abs(term.product) / most),
        )
        for term in terms
    ]
    others = weighted.products.size - len(terms)
    ends = [(f"The other {_number(others)}", rest)] if others else []
    ends += [("Bias", weighted.bias), ("Sum", weighted.total)]
    if step.relu:
        ends.append(("After ReLU", weighted.output))
    rows += [(Cell(name), Cell(""), Cell(""), Cell(three_digits(value))) for name, value in ends]
    show_html_table("Terms of the sum", _COLUMNS, rows)


def _origin(step: LinearStep, term: Term) -> str:
    channel, cell = f"channel {term.cell.channel}", step.patch.cell(*term.cell)
    if step.weight.shape[-1] == 1:
        return channel
    return f"{channel}, {'padding' if cell is None else f'row {cell.row}, column {cell.column}'}"


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
