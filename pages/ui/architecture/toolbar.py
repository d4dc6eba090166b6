"""Where to start from, what was changed since, undo and redo, and where to go with the network."""

from __future__ import annotations

import re
from html import escape, unescape

import streamlit as st

from nin.presets import PRESETS
from pages.ui.architecture.downloads import show_downloads
from pages.ui.architecture.paste import show_paste
from pages.ui.components.echo.echo import hear
from pages.ui.parts.lazy_popover import lazy_popover
from pages.ui.shell import network_state, session
from pages.ui.shell.moved import is_in_use, widget_key
from pages.ui.shell.network_state import everywhere, traced

_TAG = re.compile(r"</?b>")


@st.fragment
def show_toolbar() -> None:
    """Presets, undo, redo, what is changed, and the ways on; none of them moves by an edit."""
    network, trace = network_state.network(), traced(network_state.text())
    with st.container(horizontal=True, vertical_alignment="center", key="tools"):
        st.html('<p class="nin-changes" aria-hidden="true">Start from</p>', width="content")
        _show_presets()
        with lazy_popover("Paste", "paste", "content_paste") as popover:
            if popover.open:
                show_paste()
        _step("Undo", -1, "Ctrl+Z")
        _step("Redo", 1, "Ctrl+Shift+Z")
        changes = network_state.changes_from_baseline()
        words = _words(changes)
        whole = escape(unescape(_TAG.sub("", words)))
        st.html(f'<p class="nin-changes cut" title="{whole}">{words}</p>', width="stretch")
        st.button(
            "Start over",
            key="reset",
            help="Back to the network that you started from.",
            disabled=not changes,
            on_click=everywhere,
            args=(network_state.reset,),
        )
        with lazy_popover("Take away", "take-away", "download") as popover:
            if popover.open:
                show_downloads(network, trace)
        # What cannot be trained keeps its place empty, by style.css.
        with st.container(
            key="train-it" if trace.fault is None else "train-nothing", width="content"
        ):
            icon = ":material/model_training:"
            st.page_link("pages/training.py", label="Train it", icon=icon, width="content")
    hear("echo-toolbar")


def _show_presets() -> None:
    key = widget_key("preset", network_state.baseline())
    st.selectbox(
        "Start from",
        list(PRESETS),
        format_func=lambda name: PRESETS[name].title,
        key=key,
        label_visibility="collapsed",
        on_change=_pick,
        args=(key,),
        width=270,
    )


def _step(label: str, by: int, shortcut: str) -> None:
    st.button(
        label,
        key=label.lower(),
        icon=f":material/{label.lower()}:",
        shortcut=shortcut,
        disabled=not network_state.can_step(by),
        on_click=everywhere,
        args=(network_state.step, by),
    )


def _words(changes: list[str]) -> str:
    """What was changed since the preset, which one was rebuilt, or where the preset is from."""
    text = network_state.text()
    rebuilt = next((preset.title for preset in PRESETS.values() if preset.text == text), None)
    if changes and rebuilt:
        return f"This is <b>{escape(rebuilt)}</b>, rebuilt."
    if changes:
        return f"Changed: <b>{escape('; '.join(changes))}</b>."
    return f"Source: {escape(PRESETS[network_state.baseline()].source)}."


def _pick(key: str) -> None:
    if is_in_use(key):
        everywhere(network_state.load_preset, session.field(key).get())
