"""The Draw page: draw a digit and see what the network sees, while the pen moves."""

from pathlib import Path

import streamlit as st

from nin.images.preparation import Preparation
from pages.ui.draw.own import show_own
from pages.ui.draw.reply import Reply
from pages.ui.draw.settings import show_settings
from pages.ui.draw.sources import Source, choose_source, show_source
from pages.ui.parts.words import plain
from pages.ui.shell.frame import frame
from pages.ui.subject import network_choice

frame("Draw", "Draw a digit and watch ten class maps argue about it while the pen moves.")
st.html(Path(__file__).parent / "ui" / "draw" / "draw.css")
chosen = network_choice.chosen_network()
if chosen.problem:
    st.warning(f"{plain(chosen.problem)}. The bundled weights answer instead.")
source = choose_source()
left, right = st.columns([4, 8], gap="medium")
place = right.empty()
with st.grid(min_column_width=220):
    pen, threshold = show_settings(with_pen=source == Source.PAD)
    with st.container(gap="xsmall"):
        network_choice.show_choice(chosen)
reply = Reply(place, chosen, threshold)
loaded = reply.load()
if loaded and loaded.preparation == Preparation.INK:  # a set of digits of one's own
    show_own()
with left:
    show_source(source, reply, pen)
