"""The Training page: train the network that is edited, watch it, compare runs."""

import streamlit as st

from nin import jobs
from nin.analysis import trace
from nin.presets import title
from pages.ui import runs
from pages.ui.frame import frame
from pages.ui.training.live import show_run
from pages.ui.training.run_list import show_runs
from pages.ui.training.settings import show_settings
from pages.ui.words import plain

network = frame(
    "Training",
    "Press Start and watch the network learn; where it does not, see why and what to try.",
)
jobs.warm(runs.root())
picked = runs.picked()
if refused := runs.notice():
    st.warning(f"Not done: {plain(refused)}.", icon=":material/block:")
result = trace(network)
left, right = st.columns([4, 8], gap="medium")
with left:
    st.markdown(f"**{title(network)}** · {result.params:,} parameters")
    st.page_link("app.py", label="Edit this network", icon=":material/account_tree:")
    if problem := (result.fault and result.fault.message) or result.excess:
        st.error(f"{plain(problem)}.", icon=":material/healing:")
    else:
        show_settings(network)
with right:
    if picked is None:
        st.info(
            "The run that you start or choose below appears here.", icon=":material/show_chart:"
        )
    else:
        show_run(picked)
show_runs()
