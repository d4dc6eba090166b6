"""The Architecture page: edit a NiN and see what follows."""

import streamlit as st

from pages.ui.architecture.editor import show_editor
from pages.ui.architecture.toolbar import show_toolbar
from pages.ui.architecture.views import show_overview, show_results
from pages.ui.shell import network_state
from pages.ui.shell.frame import frame, heading
from pages.ui.subject.bar import show_subject

frame("Architecture")
show_subject("Architecture")
heading("Change a block, and every layer's shape, parameters, cost and receptive field follow.")
show_toolbar()
show_overview()
left, right = st.columns([5, 7], gap="medium")
with left:
    show_editor(network_state.network())
with right, st.container(key="results", height="stretch"):  # room for it to follow
    show_results()
