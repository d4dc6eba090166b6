"""How wide the pen is, and how sure an answer must be."""

from __future__ import annotations

import streamlit as st

from nin.interpret.classify import SURE
from pages.ui.components.pad.pad import PEN
from pages.ui.parts.terms import TERMS

PENS = {"Hairline": 8, "Thin": 30, "Usual": PEN, "Thick": 110, "Marker": 170}


def show_settings(*, with_pen: bool) -> tuple[int, float]:
    """The pen in thousandths of the pad's side, and the least probability of a named class."""
    pen = "Usual"
    if with_pen:
        pen = st.select_slider(
            "Pen", PENS, pen, key="pen", help=TERMS["pen"], persist_state="session"
        )
    percent = st.slider(
        "Say “I don't know” below",
        0,
        99,
        round(100 * SURE),
        format="%d %%",
        key="threshold",
        help=TERMS["threshold"],
        persist_state="session",
    )
    return PENS[pen], percent / 100
