"""Where to start from, what was changed since, undo and redo."""

from __future__ import annotations

import streamlit as st

from nin.presets import PRESETS
from pages.ui.architecture.controls import TOOLBAR, is_in_use, widget_key
from pages.ui.shell import network_state, session
from pages.ui.shell.network_state import everywhere


@st.fragment(key=TOOLBAR)
def show_toolbar() -> None:
    """Presets, undo, redo and reset."""
    baseline, can_undo, can_redo, can_reset = network_state.toolbar_state()
    with st.container(horizontal=True, vertical_alignment="bottom", key="toolbar"):
        key = widget_key("preset", baseline)
        st.selectbox(
            "Start from",
            list(PRESETS),
            format_func=lambda name: PRESETS[name].title,
            key=key,
            help="A known network. Your changes are counted against it.",
            on_change=_pick,
            args=(key,),
            width=320,
        )
        st.button(
            "Undo",
            key="undo",
            icon=":material/undo:",
            disabled=not can_undo,
            on_click=everywhere,
            args=(network_state.step, -1),
        )
        st.button(
            "Redo",
            key="redo",
            icon=":material/redo:",
            disabled=not can_redo,
            on_click=everywhere,
            args=(network_state.step, 1),
        )
        st.button(
            "Reset",
            key="reset",
            icon=":material/restart_alt:",
            disabled=not can_reset,
            on_click=everywhere,
            args=(network_state.reset,),
        )


def show_changes() -> None:
    """What was changed since the preset, or where that is from."""
    changes = network_state.changes_from_baseline()
    source = PRESETS[network_state.baseline()].source
    st.caption(f"Changed: {'; '.join(changes)}." if changes else f"Source: {source}.")


def _pick(key: str) -> None:
    if is_in_use(key):
        everywhere(network_state.load_preset, session.field(key).get())
