"""The bill of a dense head: what it adds after the class maps, and what it costs before them."""

from __future__ import annotations

from nin.analysis import Trace, dense_bill
from nin.analysis.explain import shape_text
from nin.spec import Dense, Network
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.key_figures import KeyFigure, show_key_figures

SWITCHED = Dense((128,))  # what the editor's switch puts in place of GAP


def show_bill(network: Network, trace: Trace) -> None:
    """What a dense layer instead of GAP costs: here, and in the networks that had one."""
    own = dense_bill.dense_bills(network, trace.rows) if trace.fault is None else ()
    if own:
        head = network.head if isinstance(network.head, Dense) else SWITCHED
        width = " → ".join(map(str, (*head.hidden, network.num_classes)))
        after, before = dense_bill.head_params(network, head), own[0]
        show_key_figures(
            (
                KeyFigure("After the last maps", f"+{after:,}", "dense_after", f"dense {width}"),
                KeyFigure(
                    "In place of the last block",
                    f"+{before.weights:,}",
                    "dense_before",
                    f"dense {before.width:,}, its first layer alone",
                ),
            )
        )
    bills = sorted((*dense_bill.KNOWN, *own), key=lambda bill: bill.weights)
    gap = tuple(map(Cell, ("Global average pooling, in any network", "", "", "0")))
    show_html_table(
        "Weights of the first dense layer",
        (Column("Head", words=True), Column("Maps"), Column("Outputs"), Column("Weights")),
        [gap, *(_bill_cells(bill, bills[-1].weights) for bill in bills)],
    )


def _bill_cells(bill: dense_bill.Bill, most: int) -> tuple[Cell, ...]:
    weights = Cell(f"{bill.weights:,}", share=bill.weights / most)
    return Cell(bill.title), Cell(shape_text(bill.maps)), Cell(f"{bill.width:,}"), weights
