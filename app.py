"""The Architecture page: edit a NiN and see what follows."""

import streamlit as st

from nin.analysis import trace
from nin.presets import PRESETS
from pages.ui.architecture.bill import show_bill
from pages.ui.architecture.doctor import show_problems
from pages.ui.architecture.downloads import show_downloads
from pages.ui.architecture.editor import show_editor
from pages.ui.architecture.layer import show_layer
from pages.ui.architecture.table import show_table, show_totals
from pages.ui.architecture.toolbar import show_changes, show_toolbar
from pages.ui.components.diagram.component import show_diagram
from pages.ui.parts.terms import TERMS
from pages.ui.shell import network_state
from pages.ui.shell.frame import frame

VIEWS = ("Table", "One layer", "Dense-head bill", "Take away")


@st.fragment(key="overview")
def show_overview() -> None:
    """What the network is and whether it works, across the page."""
    network_state.write_link()
    network = network_state.network()
    show_changes()
    show_diagram(network)
    show_problems(trace(network))


@st.fragment(key="results")
def show_results() -> None:
    """What follows from the network, in figures."""
    network = network_state.network()
    result = trace(network)
    if result.fault is None:
        show_totals(result, network.image_size, trace(PRESETS[network_state.baseline()].network))
    # buttons, not tabs: tabs look through all that they hold at every edit, for 10 ms
    view = st.segmented_control(
        "View", VIEWS, default=VIEWS[0], required=True, key="view", label_visibility="collapsed"
    )
    match view:
        case "Table":
            show_table(result, with_relu=st.toggle("Show ReLUs", key="relu", help=TERMS["relu"]))
        case "One layer":
            show_layer(result, network)
        case "Dense-head bill":
            show_bill(network, result)
        case _:
            show_downloads(network, result)


network = frame(
    "Architecture",
    "Change a block and see every layer's shape, parameters, cost and receptive field follow.",
)
show_toolbar()
show_overview()
left, right = st.columns([5, 7], gap="medium")
with left:
    show_editor(network)
with right, st.container(key="results", height="stretch"):  # room for it to follow
    show_results()
