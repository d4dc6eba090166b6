"""The table of a network and its totals; every figure can show its own arithmetic."""

from __future__ import annotations

from collections.abc import Callable

from nin.analysis import Row, Trace
from nin.analysis.explain import Figure, explain, op_text, shape_text
from nin.ops import ReLU, windowed
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.key_figures import KeyFigure, show_key_figures
from pages.ui.parts.numbers import byte_size, short_count

_COLUMNS = (
    Column("Layer", words=True),
    Column("Does", words=True),
    Column("Output", "shape"),
    Column("Stride", "stride"),
    Column("Padding", "padding"),
    Column("Parameters", "parameters"),
    Column("MACs", "macs"),
    Column("Activations", "activations"),
    Column("Field", "receptive_field"),
)


def show_totals(trace: Trace, image_size: int, baseline: Trace) -> None:
    """Four totals, each with its change against the baseline's."""
    field, before = _field(trace), _field(baseline)
    show_key_figures(
        (
            _total("Parameters", "parameters", trace.params, baseline.params),
            _total("MACs", "macs", trace.macs, baseline.macs, short_count),
            _total(
                "Activations",
                "activations",
                trace.activation_bytes,
                baseline.activation_bytes,
                byte_size,
            ),
            KeyFigure(
                "Receptive field",
                f"{field} of {image_size} px",
                "receptive_field",
                _change(field - before),
            ),
        )
    )


def _field(trace: Trace) -> int:
    """Of one value of the last maps; the head sees all of them."""
    return max((row.receptive_field for row in trace.rows if len(row.out_shape) == 3), default=1)


def _total(
    label: str, term: str, total: int, before: int, text: Callable[[int], str] = "{:,}".format
) -> KeyFigure:
    return KeyFigure(label, text(total), term, _change(total - before, text))


def _change(change: int, text: Callable[[int], str] = "{:,}".format) -> str:
    return f"{'+' if change > 0 else '−'}{text(abs(change))}" if change else ""


def show_table(trace: Trace, *, with_relu: bool) -> None:
    """The rows, shaded by each one's share of parameters and MACs, and the totals."""
    rows = [row for row in trace.rows if with_relu or not isinstance(row.op, ReLU)]
    totals = f"{trace.params:,}", f"{trace.macs:,}", byte_size(trace.activation_bytes)
    total = tuple(map(Cell, ("Total", "", "", "", "", *totals, "")))
    show_html_table(
        "Table of layers",
        _COLUMNS,
        [*(_cells(row, trace) for row in rows), total],
        breaks=frozenset(
            number
            for number, (above, row) in enumerate(zip([None, *rows], rows, strict=False))
            if above is None or above.layer != row.layer
        ),
        last_is_total=True,
    )


def show_arithmetic(row: Row) -> None:
    """Each figure of a row with its rule, in letters and in the row's own numbers."""
    show_html_table(
        f"Arithmetic of {row.name}",
        (Column("Figure", words=True), Column("Rule", words=True), Column("Here", words=True)),
        [
            (Cell(formula.figure.value), Cell(formula.rule), Cell(formula.numbers))
            for formula in explain(row)
        ],
    )


def _cells(row: Row, trace: Trace) -> tuple[Cell, ...]:
    numbers = {formula.figure: formula.numbers for formula in explain(row)}
    op = windowed(row.op)
    stride, padding = (str(op.stride), str(op.padding)) if op else ("", "")
    params, macs = row.params / max(1, trace.params), row.macs / max(1, trace.macs)
    return (
        Cell(row.name),
        Cell(op_text(row)),
        Cell(shape_text(row.out_shape), numbers.get(Figure.SIDE, "")),
        Cell(stride),
        Cell(padding),
        Cell(_or_dash(row.params), numbers.get(Figure.PARAMS, ""), params),
        Cell(_or_dash(row.macs), numbers.get(Figure.MACS, ""), macs),
        Cell(byte_size(row.activation_bytes), numbers[Figure.MEMORY]),
        Cell(str(row.receptive_field), numbers.get(Figure.RECEPTIVE_FIELD, "")),
    )


def _or_dash(number: int) -> str:
    return f"{number:,}" if number else "–"
