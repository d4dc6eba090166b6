"""How wide the pen is, and how sure an answer must be."""

from __future__ import annotations

import streamlit as st

from pages.ui.parts.terms import TERMS
from pages.ui.shell import session

PENS = {8: "Hairline", 30: "Thin", session.PEN.default: "Usual", 110: "Thick", 170: "Marker"}


def threshold() -> float:
    """The least probability in [0, 1] for which a class is named."""
    return session.THRESHOLD.get() / 100


def show_settings() -> None:
    """Both choices."""
    with st.grid(min_column_width=220):
        st.select_slider(
            "Pen",
            PENS,
            format_func=PENS.__getitem__,
            value=session.PEN.default,
            key=session.PEN.name,
            help=TERMS["pen"],
            persist_state="session",
            on_change=st.rerun,  # the pad and the answer follow
        )
        st.slider(
            "Say “I don't know” below",
            0,
            99,
            session.THRESHOLD.default,
            format="%d %%",
            key=session.THRESHOLD.name,
            help=TERMS["threshold"],
            persist_state="session",
            on_change=st.rerun,
        )
