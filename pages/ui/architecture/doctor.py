"""What keeps the network from being built, and buttons with what would mend it."""

from __future__ import annotations

import streamlit as st

from nin.analysis import Trace
from nin.spec import Network
from pages.ui.shell import network_state


def show_problems(result: Trace) -> None:
    """What keeps the network from being built, and what would mend it."""
    if refused := network_state.notice():
        st.warning(f"Not changed: {refused}.", icon=":material/block:")
    if result.fault:
        with st.container(border=True, key="doctor"):
            st.error(f"{result.fault.message}.", icon=":material/healing:")
            st.caption("The table ends there. Each of these makes every layer fit:")
            with st.container(horizontal=True, gap="small"):
                for number, fix in enumerate(result.fault.fixes):
                    st.button(
                        fix.label,
                        key=f"fix-{number}",
                        icon=":material/build:",
                        on_click=_apply,
                        args=(fix.network,),
                    )
    elif result.excess:
        st.warning(f"Too large to train or export here: {result.excess}.", icon=":material/scale:")


def _apply(fixed: Network) -> None:
    network_state.edit(lambda _: fixed)
    st.rerun()  # from inside a fragment: the editor, outside it, has to follow too
