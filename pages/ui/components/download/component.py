"""A file that was made for a click, fetched by the browser as if a link to it had been followed.

Streamlit's own button for downloads holds a file that was made before the click: what was typed
just before it would be missing there.
"""

from __future__ import annotations

import secrets

import streamlit as st
from streamlit import runtime

from pages.ui.components.loader import register

_component = register("nin_download", __file__)


def save(data: bytes, file_name: str, mime: str) -> None:
    """Have the browser save a file; to be called in the run of the page that follows the click."""
    files = runtime.get_instance().media_file_mgr
    path = files.add(data, mime, "download", file_name, is_for_static_download=True)
    base = st.get_option("server.baseUrlPath").strip("/")
    # The ticket tells two clicks for equal files from one that is drawn twice.
    ticket = secrets.token_hex(4)
    _component(key="download", data=[ticket, f"/{base}{path}" if base else path])
