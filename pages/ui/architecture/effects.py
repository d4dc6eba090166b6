"""What each layer does to the shape, on its card: a fragment each, rerun where it says new things.

Every element that is sent costs the browser time, and most edits change what two layers do.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from nin.analysis import Trace, trace
from nin.analysis.explain import layer_text, shape_text
from nin.spec import Network
from pages.ui.shell import network_state


def show_effect(index: int) -> None:
    """The effect of the layer at this place of the network that is shown."""
    st.fragment(_show, key=_name(index))(index)


def changed_effects(before: Network, after: Network) -> list[str]:
    """The fragments whose cards say something else after an edit that moved no layer."""
    old, new = _texts(before), _texts(after)
    return [_name(index) for index, text in enumerate(new) if text != old[index]]


def _show(index: int) -> None:
    network = network_state.network()
    # as HTML: rendering so many captions from Markdown takes longer than all the rest
    st.html(f'<p class="nin-effect">{_text(trace(network), network, index)}</p>')


def _name(index: int) -> str:
    return f"effect-{index}"


def _texts(network: Network) -> list[str]:
    found = trace(network)
    return [_text(found, network, index) for index in range(len(network.layers))]


def _text(found: Trace, network: Network, index: int) -> str:
    """What the layer does to the shape, or that it does not fit, or is never reached."""
    fault = found.fault
    if fault and fault.layer == index:
        return f'<b class="nin-fault">✕ Does not fit.</b> {escape(fault.message)}.'
    if fault and fault.layer < index:
        return "Not reached: a layer above does not fit."
    rows = [row for row in found.rows if row.layer == index]
    shapes = f"{shape_text(rows[0].in_shape)} → {shape_text(rows[-1].out_shape)}"
    return f"<b>{shapes}</b> · {escape(layer_text(network.layers[index], rows))}"
