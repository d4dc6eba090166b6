"""What follows from the network, in figures: totals, the table, what a value sees, the memory."""

from __future__ import annotations

import streamlit as st

from nin.analysis import Trace
from nin.presets import PRESETS
from nin.spec import Network
from pages.ui.architecture import chosen
from pages.ui.architecture.guessing import asked, covered, show_guess, show_switch
from pages.ui.architecture.memory import show_memory
from pages.ui.architecture.table import Shown, field_of, show_table, show_totals
from pages.ui.parts.lazy_popover import lazy_popover
from pages.ui.parts.terms import TERMS
from pages.ui.shell import network_state
from pages.ui.shell.network_state import traced


def show_figures(network: Network, trace: Trace, layer: int) -> None:
    """All figures; of a network that does not fit, those so far."""
    baseline = traced(PRESETS[network_state.baseline()].text)
    guessed = asked(trace)
    hidden = covered(network, guessed)
    with st.container(key="totals"):
        show_totals(network, trace, baseline, hidden)
    table = st.container()
    if "receptive_field" not in hidden:
        st.html(f'<p class="nin-sees">{_below(network, trace)}</p>')
    with st.container(horizontal=True, vertical_alignment="center"):
        with_relu = st.toggle("Show ReLUs", key="relu", help=TERMS["relu"])
        show_switch()
        with lazy_popover("Memory for a batch", "memory", "memory") as popover:
            if popover.open:
                show_memory(trace)
    if guessed:
        show_guess(network, guessed)
    with table:
        show_table(network, trace, baseline, Shown(layer, with_relu, hidden))


def _below(network: Network, trace: Trace) -> str:
    """What a value sees, and why; or where the figures stop."""
    if trace.fault:
        name = chosen.title(network, trace.fault.layer)
        return (
            f"<b>{name} does not fit: totals and table stop before it.</b> Choose it in the "
            "diagram to see why and to mend it. You can also go on editing: nothing is lost."
        )
    if trace.excess:
        return f"<b>Too large to train or export here:</b> {trace.excess}."
    field, side = field_of(trace), network.image_size
    sees = f"One value of the last maps sees {field}×{field}"
    if field > side:
        return (
            f"<b>{sees} pixels, more than the image&#39;s {side}×{side}</b>: each window widens "
            "what a value sees, and at the image&#39;s edge the rest of it is padding."
        )
    return (
        f"<b>{sees} of the {side}×{side} pixels.</b> Every window larger than 1×1 widens what a "
        "value sees; a 1×1 convolution never does."
    )
