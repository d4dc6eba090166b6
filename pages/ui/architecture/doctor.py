"""What keeps the network from being built, and buttons with what would mend it."""

from __future__ import annotations

import streamlit as st

from nin.analysis import Trace
from nin.codec import dumps
from nin.spec import Network, SpecError
from pages.ui.shell import network_state
from pages.ui.shell.network_state import traced


def show_problems(trace: Trace) -> None:
    """What keeps the network from being built, and what would mend it."""
    if sentence := network_state.notice():
        st.warning(f"Not changed: {sentence}.", icon=":material/block:")
    if trace.fault:
        with st.container(border=True, key="doctor"):
            st.error(f"{trace.fault.message}.", icon=":material/healing:")
            st.caption("The table ends there. Each of these makes every layer fit:")
            with st.container(horizontal=True, gap="small"):
                for number, fix in enumerate(trace.fault.fixes):
                    st.button(
                        fix.label,
                        key=f"fix-{number}",
                        icon=":material/build:",
                        on_click=_apply,
                        args=(fix.label,),
                    )
    elif trace.excess:
        st.warning(f"Too large to train or export here: {trace.excess}.", icon=":material/scale:")


def _apply(label: str) -> None:
    """Mend the network as it is by now: a field may have changed it since the page was drawn."""
    network_state.edit(lambda network: _mended(network, label))
    st.rerun()  # from inside a fragment: the editor, outside it, has to follow too


def _mended(network: Network, label: str) -> Network:
    fault = traced(dumps(network)).fault
    fixes = {fix.label: fix.network for fix in fault.fixes} if fault else {}
    if label not in fixes:
        raise SpecError("the network had just changed; look at what would mend it now")
    return fixes[label]
