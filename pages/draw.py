"""The Draw page: draw a digit and see what the network sees, while the pen moves."""

from pathlib import Path

import streamlit as st

from nin import weights
from pages.ui import networks
from pages.ui.draw.sources import PENS, show_pad
from pages.ui.frame import frame
from pages.ui.terms import TERMS
from pages.ui.words import plain

frame("Draw", "Draw a digit and watch ten class maps argue about it while the pen moves.")
st.html(Path(__file__).parent / "ui" / "draw" / "draw.css")
asked = networks.asked(weights.why_not)
if asked.problem:
    st.warning(f"{plain(asked.problem)}. The weights that come along answer instead.")
left, right = st.columns([4, 8], gap="medium")
place = right.empty()
with st.grid(min_column_width=220):
    pen = st.select_slider("Pen", PENS, "Usual", key="pen", help=TERMS["pen"])
    threshold = st.slider(
        "Say “I don't know” below", 0, 99, 60, format="%d %%", key="threshold",
        help=TERMS["threshold"], persist_state="session",
    )  # fmt: skip
    with st.container(gap="xsmall"):
        networks.show_choice(asked)
with left:
    show_pad(place, asked, PENS[pen], threshold / 100)
