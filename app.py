"""The Architecture page: edit a NiN and see what follows."""

import streamlit as st

from nin.analysis import trace
from nin.presets import PRESETS
from pages.ui import state
from pages.ui.architecture.bill import show_bill
from pages.ui.architecture.diagram import show_diagram
from pages.ui.architecture.doctor import show_problems
from pages.ui.architecture.downloads import show_downloads
from pages.ui.architecture.editor import show_editor
from pages.ui.architecture.layer import show_layer
from pages.ui.architecture.table import show_table, show_totals
from pages.ui.architecture.toolbar import show_toolbar
from pages.ui.frame import frame
from pages.ui.terms import TERMS

network = frame(
    "Architecture",
    "Change a block and see every layer's shape, parameters, cost and receptive field follow.",
)
result = trace(network)
show_toolbar(network)
show_diagram(network)
show_problems(result)
left, right = st.columns([5, 7], gap="medium")
with right, st.container(key="results"):
    if result.fault is None:
        show_totals(result, network.image_size, trace(PRESETS[state.baseline()].network))
    table, layer, bill, take = st.tabs(
        ["Table", "One layer", "Dense-head bill", "Take away"], key="view", on_change="rerun"
    )
    if table.open:
        with table:
            with_relu = st.toggle("Show ReLUs", key="with_relu", help=TERMS["relu"])
            show_table(result, with_relu=with_relu)
    if layer.open:
        with layer:
            show_layer(result, network)
    if bill.open:
        with bill:
            show_bill(network, result)
    if take.open:
        with take:
            show_downloads(network, result)
with left:
    show_editor(network, result)
