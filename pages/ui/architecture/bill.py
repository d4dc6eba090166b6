"""The bill of a dense head."""

from __future__ import annotations

import streamlit as st

from nin.analysis import Trace, dense_bill
from nin.analysis.explain import shape_text
from nin.spec import Network
from pages.ui.parts.html_table import Cell, Column, show_html_table


def show_bill(network: Network, trace: Trace) -> None:
    """What a dense layer instead of GAP costs: here, and in the networks that had one."""
    st.markdown(
        "LeNet, AlexNet and VGG end in dense layers. The **first** of them alone holds this many "
        "weights; global average pooling holds **none**."
    )
    own = dense_bill.dense_bills(network, trace.rows) if trace.fault is None else ()
    bills = sorted((*dense_bill.KNOWN, *own), key=lambda bill: bill.weights)
    gap = tuple(map(Cell, ("Global average pooling, in any network", "", "", "0")))
    show_html_table(
        "Weights of the first dense layer",
        (Column("Head", words=True), Column("Maps"), Column("Outputs"), Column("Weights")),
        [gap, *(_bill_cells(bill, bills[-1].weights) for bill in bills)],
    )
    if own:
        share = own[0].weights / trace.params
        st.caption(
            f"A dense layer in place of the last block would hold {share:,.1f} times as many "
            f"weights as the whole network has parameters now ({trace.params:,})."
        )


def _bill_cells(bill: dense_bill.Bill, most: int) -> tuple[Cell, ...]:
    weights = Cell(f"{bill.weights:,}", share=bill.weights / most)
    return Cell(bill.title), Cell(shape_text(bill.maps)), Cell(f"{bill.width:,}"), weights
