"""What every page begins with: its title, the menu, and the network that the link asks for."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

import streamlit as st

from nin import limits
from nin.spec import Network
from pages.ui.parts.words import plain
from pages.ui.shell import network_state
from pages.ui.shell.admission import admit
from pages.ui.shell.latency import send_at_once
from pages.ui.shell.threads import one_a_visitor

ROOT = Path(__file__).resolve().parents[3]
PAGES = (
    ("app.py", "Architecture", ":material/account_tree:"),
    ("pages/training.py", "Training", ":material/model_training:"),
    ("pages/feature_maps.py", "Feature maps", ":material/layers:"),
    ("pages/class_maps.py", "Class maps", ":material/grid_view:"),
    ("pages/draw.py", "Draw", ":material/draw:"),
)


def frame(title: str, caption: str) -> Network:
    """Set up the page and return the network that it shows.

    Args:
        title: The page's name, as in the menu.
        caption: One line on what one learns here.
    """
    st.set_page_config(
        page_title=f"{title} · NiN Explorer",
        page_icon=_icon(),
        layout="wide",
    )
    send_at_once()
    one_a_visitor()
    st.html(ROOT / "pages" / "ui" / "shell" / "style.css")
    admit(limits.MAX_SESSIONS)
    network_state.sync(title)
    _menu()
    st.title(title, anchor=False)
    st.caption(caption)
    _link_error()
    return network_state.network()


@cache
def _icon() -> str:
    """The icon itself: a file's link can be gone for a moment while one run replaces another."""
    picture = (ROOT / "assets" / "icon.png").read_bytes()
    return "data:image/png;base64," + base64.b64encode(picture).decode()


def _menu() -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="menu"):
        st.markdown("**NiN Explorer**", width="content")
        for page, title, icon in PAGES:
            st.page_link(page, label=title, icon=icon)


def _link_error() -> None:
    """The sentence on a link that is not a network, and a way on."""
    error = network_state.link_error()
    if error is None:
        return
    with st.container(border=True, key="link-error"):
        st.error(f"This link is not a network. {plain(error)}.", icon=":material/link_off:")
        st.button(
            "Open a network that works",
            key="link-error-home",
            on_click=network_state.load_preset,
            args=(network_state.HOME,),
        )
