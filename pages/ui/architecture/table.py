"""The table of a network and its totals; every figure can show its own arithmetic.

A row tells by its data which layer it is of, and the diagram listens: a click chooses the layer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from nin.analysis import Row, Trace
from nin.analysis.explain import Figure, explain, op_text, shape_text
from nin.ops import Conv2d, ReLU, windowed
from nin.spec import Network
from pages.ui.architecture.chosen import title
from pages.ui.parts.html_table import Cell, Column, Mark, show_html_table
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
    Column("Sees", "receptive_field"),
)


COVERED = "?"  # in the place of a figure that is to be guessed first
Text = Callable[[int], str]
_plain: Text = "{:,}".format


class Shown(NamedTuple):
    """How the table is shown.

    Attributes:
        chosen: The layer whose rows are marked.
        with_relu: Whether ReLUs have rows.
        hidden: The terms of the columns that are covered.
    """

    chosen: int
    with_relu: bool
    hidden: frozenset[str]


def show_totals(network: Network, trace: Trace, baseline: Trace, hidden: frozenset[str]) -> None:
    """Four totals, each with its change against the baseline's; of a part they say so.

    Args:
        network: The network.
        trace: Its rows.
        baseline: The rows that were started from.
        hidden: The terms of those that are covered.
    """
    field, before = field_of(trace), field_of(baseline)
    so_far = " so far" if trace.fault else ""
    stop = f"stops before {title(network, trace.fault.layer)}" if trace.fault else ""

    def total(label: str, term: str, value: int, start: int, text: Text = _plain) -> KeyFigure:
        change = stop or _change(value - start, text)
        return KeyFigure(f"{label}{so_far}", text(value), term, change)

    figures = (
        total("Parameters", "parameters", trace.params, baseline.params),
        total("MACs", "macs", trace.macs, baseline.macs, short_count),
        total(
            "Activations",
            "activations",
            trace.activation_bytes,
            baseline.activation_bytes,
            byte_size,
        ),
        KeyFigure(
            f"Receptive field{so_far}",
            f"{field} of {network.image_size} px",
            "receptive_field",
            stop or _change(field - before),
        ),
    )
    show_key_figures(
        KeyFigure(each.label, COVERED, each.term) if each.term in hidden else each
        for each in figures
    )


def field_of(trace: Trace) -> int:
    """Of one value of the last maps; the head sees all of them."""
    return max((row.receptive_field for row in trace.rows if len(row.out_shape) == 3), default=1)


def _change(change: int, text: Text = _plain) -> str:
    return f"{'+' if change > 0 else '−'}{text(abs(change))}" if change else "unchanged"


def show_table(network: Network, trace: Trace, baseline: Trace, shown: Shown) -> None:
    """The rows, shaded by each one's share of parameters and MACs, and the totals.

    Args:
        network: The network.
        trace: Its rows.
        baseline: The rows that were started from; what differs from them stands out.
        shown: What of them.
    """
    rows = [row for row in trace.rows if shown.with_relu or not isinstance(row.op, ReLU)]
    totals = f"{trace.params:,}", f"{trace.macs:,}", byte_size(trace.activation_bytes)
    total = tuple(map(Cell, ("Total", "", "", "", "", *totals, "")))
    before = {row.name: _texts(row) for row in baseline.rows}
    cells = [*(_cells(network, row, trace, before.get(row.name)) for row in rows), total]
    show_html_table(
        "Table of layers",
        _COLUMNS,
        [_without(line, shown.hidden) for line in cells] if shown.hidden else cells,
        marks=[
            Mark(above is None or above.layer != row.layer, row.layer, row.layer == shown.chosen)
            for above, row in zip([None, *rows], rows, strict=False)
        ],
        last_is_total=True,
    )


def _cells(
    network: Network, row: Row, trace: Trace, before: tuple[str, ...] | None
) -> tuple[Cell, ...]:
    numbers = {formula.figure: formula.numbers for formula in explain(row)}
    explained = (
        "",
        numbers.get(Figure.SIDE, ""),
        "",
        "",
        numbers.get(Figure.PARAMS, ""),
        numbers.get(Figure.MACS, ""),
        numbers[Figure.MEMORY],
        numbers.get(Figure.RECEPTIVE_FIELD, ""),
    )
    shares = {4: row.params / max(1, trace.params), 5: row.macs / max(1, trace.macs)}
    cells = [Cell(title(network, row.layer), row.name, is_changed=before is None)]
    for place, (text, tooltip) in enumerate(zip(_texts(row), explained, strict=True)):
        is_changed = before is None or before[place] != text
        if before and is_changed:
            tooltip = f"{tooltip} (at the start: {before[place] or 'none'})".strip()
        cells.append(Cell(text, tooltip, shares.get(place, 0.0), is_changed))
    return tuple(cells)


def _without(line: tuple[Cell, ...], hidden: frozenset[str]) -> tuple[Cell, ...]:
    """The row with its covered cells."""
    return tuple(
        Cell(COVERED) if column.term in hidden and cell.text else cell
        for column, cell in zip(_COLUMNS, line, strict=True)
    )


def _texts(row: Row) -> tuple[str, ...]:
    """What a row says after its layer's name, in the columns' order."""
    op = windowed(row.op)
    stride, padding = (str(op.stride), str(op.padding)) if op else ("", "")
    return (
        does(row),
        shape_text(row.out_shape),
        stride,
        padding,
        _or_dash(row.params),
        _or_dash(row.macs),
        byte_size(row.activation_bytes),
        str(row.receptive_field) if len(row.out_shape) == 3 else "all",
    )


def does(row: Row) -> str:
    """What an op is called, a 1×1 convolution with its number in the block."""
    match row.op:
        case Conv2d(mlp_depth=depth) if depth:
            return f"{op_text(row.op)} #{depth}"
        case op:
            return op_text(op)


def _or_dash(number: int) -> str:
    return f"{number:,}" if number else "–"
