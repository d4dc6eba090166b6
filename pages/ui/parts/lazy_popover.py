"""A popover whose inside is made only while it is open."""

from __future__ import annotations

import streamlit as st
from streamlit.elements.lib.mutable_popover_container import PopoverContainer


def lazy_popover(label: str, key: str, icon: str | None = None) -> PopoverContainer:
    """What is in it is to be made only while its `open` says so."""
    return st.popover(
        label,
        key=f"{key}-popover",
        icon=f":material/{icon}:" if icon else None,
        on_change="rerun",
        wrap=True,
    )
