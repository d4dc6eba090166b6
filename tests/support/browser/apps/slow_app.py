"""A page whose button takes as long as whoever listens at the port of the link lets it."""

import socket

import streamlit as st

from pages.ui.shell.frame import ROOT

st.html(ROOT / "pages" / "ui" / "shell" / "style.css")
st.title("Slow")
if st.button("Wait"):
    with socket.create_connection(("localhost", int(st.query_params["port"]))) as gate:
        gate.recv(1)
st.markdown("Here before")
