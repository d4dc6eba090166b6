"""What each layer does to the shape, on its card: a fragment each, rerun where it says new things.

Every element that is sent costs the browser time, and most edits change what two layers do.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from nin.analysis import Trace
from nin.analysis.explain import layer_text, shape_text
from nin.spec import Network
from pages.ui.shell import network_state
from pages.ui.shell.network_state import network_of, traced


def show_effect(index: int) -> None:
    """The effect of the layer at this place of the network that is shown."""
    st.fragment(_show, key=_name(index))(index)


def changed_effects(before: str, after: str) -> list[str]:
    """The fragments whose cards say something else after an edit that moved no layer.

    Args:
        before: The text of the network.
        after: The same after the edit.
    """
    old, new = _effects(before), _effects(after)
    return [_name(index) for index, effect in enumerate(new) if effect != old[index]]


def _show(index: int) -> None:
    effect = _effect(network_state.network(), traced(network_state.text()), index)
    # as HTML: rendering so many captions from Markdown takes longer than all the rest
    st.html(f'<p class="nin-effect">{effect}</p>')


def _name(index: int) -> str:
    return f"effect-{index}"


def _effects(text: str) -> list[str]:
    network, trace = network_of(text), traced(text)
    return [_effect(network, trace, index) for index in range(len(network.layers))]


def _effect(network: Network, trace: Trace, index: int) -> str:
    """What the layer does to the shape, or that it does not fit, or is never reached."""
    fault = trace.fault
    if fault and fault.layer == index:
        return f'<b class="nin-fault">✕ Does not fit.</b> {escape(fault.message)}.'
    if fault and fault.layer < index:
        return "Not reached: a layer above does not fit."
    rows = [row for row in trace.rows if row.layer == index]
    shapes = f"{shape_text(rows[0].in_shape)} → {shape_text(rows[-1].out_shape)}"
    return f"<b>{shapes}</b> · {escape(layer_text(network.layers[index], rows))}"
