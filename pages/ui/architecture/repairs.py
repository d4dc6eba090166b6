"""Why a layer does not fit, and buttons with what would mend it."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from nin.analysis import Fault
from nin.codec import dumps
from nin.spec import Network, Pool, SpecError
from pages.ui.architecture.controls import button
from pages.ui.shell.network_state import traced


def show_repairs(network: Network, fault: Fault) -> None:
    """The reason in numbers, and what makes every layer fit; the layer stays the chosen one."""
    st.html(f'<p class="nin-misfit" role="alert">{escape(fault.message)}.</p>')
    st.caption("Each of these makes every layer fit:")
    with st.container(horizontal=True, gap="small", key="repairs"):
        for number, fix in enumerate(fault.fixes):
            change = partial(_mended, label=fix.label)
            place = _place(network, fix.network, fault.layer)
            button(f"fix-{number}", fix.label, change, "build", place)


def _place(network: Network, mended: Network, index: int) -> int:
    """Where a layer is in the mended network, which may have fewer pools."""
    if len(mended.layers) == len(network.layers):
        return index
    before = sum(not isinstance(layer, Pool) for layer in network.layers[:index])
    others = [at for at, layer in enumerate(mended.layers) if not isinstance(layer, Pool)]
    if not isinstance(network.layers[index], Pool):
        return others[before]
    last = others[max(0, before - 1)]  # what comes before it, which is shown if it is gone itself
    is_there = isinstance(mended.layers[min(last + 1, len(mended.layers) - 1)], Pool)
    return last + 1 if is_there else last


def _mended(network: Network, label: str) -> Network:
    """The network as it is by now, mended: a field may have changed it since the page was drawn."""
    fault = traced(dumps(network)).fault
    fixes = {fix.label: fix.network for fix in fault.fixes} if fault else {}
    if label not in fixes:
        raise SpecError("the network had just changed; look at what would mend it now")
    return fixes[label]
