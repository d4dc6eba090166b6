"""What keeps the network from being built, and buttons with what would mend it."""

from __future__ import annotations

import streamlit as st

from nin.analysis import Trace
from nin.spec import Network
from pages.ui.shell import network_state


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
                        args=(fix.network,),
                    )
    elif trace.excess:
        st.warning(f"Too large to train or export here: {trace.excess}.", icon=":material/scale:")


def _apply(fixed: Network) -> None:
    network_state.edit(lambda _: fixed)
    st.rerun()  # from inside a fragment: the editor, outside it, has to follow too
