"""One layer from near."""

from __future__ import annotations

import streamlit as st

from nin.analysis import Trace
from nin.ops import ReLU
from nin.spec import Network
from pages.ui.architecture.table import show_arithmetic
from pages.ui.components.receptive_field.component import show_windows
from pages.ui.shell import session


def show_layer(trace: Trace, network: Network) -> None:
    """One layer from near: where its figures come from, and what its cells see."""
    names = [row.name for row in trace.rows if not isinstance(row.op, ReLU)]
    if not names:
        st.info("No layer fits yet.")
        return
    if session.EXPLAINED_LAYER.get() not in names:
        session.EXPLAINED_LAYER.set(names[0])
    name = st.selectbox("Layer", names, key=session.EXPLAINED_LAYER.name)
    show_arithmetic(next(row for row in trace.rows if row.name == name))
    st.markdown("**What a cell sees.** Point at a cell of the map, or at a pixel of the image.")
    show_windows(trace, name, network.image_size)
