"""The Draw page: draw a digit and see what the network sees, while the pen moves."""

from pathlib import Path

import streamlit as st

from nin.images import digit
from pages.ui.draw.gallery import show_gallery
from pages.ui.draw.own import show_own
from pages.ui.draw.settings import show_settings
from pages.ui.draw.sources import show_pad, show_samples
from pages.ui.parts.words import plain
from pages.ui.shell.frame import frame
from pages.ui.subject import network_choice

SOURCES = DRAW, SAMPLES, UPLOAD = "Draw", "Samples", "Upload"

frame("Draw", "Draw a digit and watch ten class maps argue about it while the pen moves.")
st.html(Path(__file__).parent / "ui" / "draw" / "draw.css")
asked = network_choice.asked(digit.why_not)
if asked.problem:
    st.warning(f"{plain(asked.problem)}. The bundled weights answer instead.")
source = st.segmented_control(
    "Where the digit comes from",
    SOURCES,
    default=SOURCES[0],
    required=True,
    key="source",
    label_visibility="collapsed",
    persist_state="session",
)
left, right = st.columns([4, 8], gap="medium")
place = right.empty()
with st.grid(min_column_width=220):
    pen, threshold = show_settings(with_pen=source == DRAW)
    with st.container(gap="xsmall"):
        network_choice.show_choice(asked)
show_own()
# last, since it may take seconds until PyTorch is loaded; all else is on the page by then
with left:
    if source == UPLOAD:
        show_gallery(place, asked, threshold)
    elif source == SAMPLES:
        show_samples(place, asked, threshold)
    else:
        show_pad(place, asked, pen, threshold)
