"""The editor: the diagram, the card of the layer that is chosen in it, and the figures beside it.

One fragment, so that an edit reruns it alone. What stands above it follows once all of it is
painted: what most eyes are on comes first.
"""

from __future__ import annotations

import streamlit as st

from pages.ui.architecture import chosen
from pages.ui.architecture.card import show_card
from pages.ui.architecture.controls import fields
from pages.ui.architecture.figures import show_figures
from pages.ui.components.diagram.component import show_diagram
from pages.ui.components.echo.echo import echo
from pages.ui.shell import network_state
from pages.ui.shell.network_state import traced
from pages.ui.subject import link
from pages.ui.subject.bar import is_told


@st.fragment
def show_editor() -> None:
    """All that shows the network, and all that changes it."""
    text, network = network_state.text(), network_state.network()
    trace = traced(text)
    layer = chosen.layer(network, trace)
    link.note_place(layer=chosen.name(network, layer))
    with fields():
        show_diagram(network, layer, on_chosen=chosen.follow_diagram)
        if sentence := network_state.notice():
            st.warning(f"Not changed: {sentence}.", icon=":material/block:")
        left, right = st.columns([41, 54], gap="medium")
        with left:
            show_card(network, trace, layer)
    with right, st.container(key="editor-figures"):
        show_figures(network, trace, layer)
    echo("echo-editor", "" if is_told(text) else text)
