"""What follows from the network: its picture and faults across the page, its figures beside it."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

import streamlit as st

from nin.analysis import Trace
from nin.presets import PRESETS
from nin.spec import Network
from pages.ui.architecture.bill import show_bill
from pages.ui.architecture.controls import OVERVIEW, RESULTS
from pages.ui.architecture.doctor import show_problems
from pages.ui.architecture.downloads import show_downloads
from pages.ui.architecture.layer import show_layer
from pages.ui.architecture.memory import show_memory
from pages.ui.architecture.table import show_table, show_totals
from pages.ui.architecture.toolbar import show_changes
from pages.ui.components.diagram.component import show_diagram
from pages.ui.parts.terms import TERMS
from pages.ui.shell import network_state
from pages.ui.shell.network_state import traced


class View(StrEnum):
    """The ways to look at the figures of a network."""

    TABLE = "Table"
    LAYER = "One layer"
    MEMORY = "Memory"
    BILL = "Dense-head bill"
    DOWNLOADS = "Take away"


@st.fragment(key=OVERVIEW)
def show_overview() -> None:
    """What the network is and whether it works, across the page."""
    show_changes()
    show_diagram(network_state.network())
    show_problems(traced(network_state.text()))


@st.fragment(key=RESULTS)
def show_results() -> None:
    """What follows from the network, in figures."""
    network, trace = network_state.network(), traced(network_state.text())
    if trace.fault is None:
        baseline = PRESETS[network_state.baseline()].text
        show_totals(trace, network.image_size, traced(baseline))
    # buttons, not tabs: tabs look through all that they hold at every edit, for 10 ms
    view = st.segmented_control(
        "View",
        View,
        default=View.TABLE,
        required=True,
        key="architecture-view",
        label_visibility="collapsed",
    )
    _show(view, network, trace)


def _show(view: View, network: Network, trace: Trace) -> None:
    match view:
        case View.TABLE:
            show_table(trace, with_relu=st.toggle("Show ReLUs", key="relu", help=TERMS["relu"]))
        case View.LAYER:
            show_layer(trace, network)
        case View.MEMORY:
            show_memory(trace)
        case View.BILL:
            show_bill(network, trace)
        case View.DOWNLOADS:
            show_downloads(network, trace)
        case _:
            assert_never(view)
