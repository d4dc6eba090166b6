"""Where the figures of the chosen layer come from: each rule with the layer's own numbers."""

from __future__ import annotations

from collections.abc import Sequence

from nin.analysis import Row
from nin.analysis.explain import Figure, explain
from nin.ops import Conv2d, ReLU
from pages.ui.architecture.table import does
from pages.ui.parts.html_table import Cell, Column, Mark, show_html_table

_COSTS = (Figure.PARAMS, Figure.MACS)
_ALL = (Figure.SIDE, Figure.VALUES, *_COSTS, Figure.RECEPTIVE_FIELD)


def show_arithmetic(rows: Sequence[Row]) -> None:
    """The figures of each op of a layer, in numbers; the rule in letters is a tooltip.

    A 1×1 convolution changes neither side nor receptive field.
    """
    cells: list[tuple[Cell, ...]] = []
    marks = []
    for row in rows:
        if isinstance(row.op, ReLU):
            continue
        name = does(row)
        shown = _COSTS if _is_1x1(row) else _ALL
        for number, formula in enumerate(f for f in explain(row) if f.figure in shown):
            figure = Cell(formula.figure.value, formula.rule)
            numbers = Cell(formula.numbers, formula.rule)
            cells.append((Cell(name, row.name), figure, numbers))
            marks.append(Mark(begins_group=number == 0))
    if cells:
        columns = Column("Layer", words=True), Column("Figure", words=True), Column("Here")
        show_html_table("Arithmetic", columns, cells, marks=marks)


def _is_1x1(row: Row) -> bool:
    return isinstance(row.op, Conv2d) and row.op.mlp_depth > 0
