"""The Training page: train the network that is edited, watch it, compare runs."""

import streamlit as st

from nin import runs
from nin.data.names import OWN
from pages.ui.components.echo.echo import beat
from pages.ui.lesson.panel import show_lesson
from pages.ui.parts.words import plain
from pages.ui.shell import network_state, run_choice, session
from pages.ui.shell.frame import frame, heading
from pages.ui.subject.bar import show_subject
from pages.ui.subject.loading import network_name
from pages.ui.training.experiments.listing import show_experiments
from pages.ui.training.experiments.panel import show_experiment
from pages.ui.training.live import show_run
from pages.ui.training.no_run import show_no_run
from pages.ui.training.own_pictures.panel import show_own_pictures
from pages.ui.training.run_list import show_runs
from pages.ui.training.starting import show_settings


@st.fragment
def keep_warm() -> None:
    """A process that has PyTorch loaded takes the next run, as long as this page is open."""
    runs.keep_warm(run_choice.root())
    beat("beat-warm", 20)


frame("Training")
show_subject("Training")
heading("Press Start and watch the network learn; where it does not, see why and what to try.")
network, text = network_state.network(), network_state.text()
keep_warm()
picked = run_choice.picked()
names, why_none = run_choice.names(), run_choice.why_none()
if sentence := run_choice.notice():
    st.warning(f"Not done: {plain(sentence)}.", icon=":material/block:")
trace = network_state.traced(text)
left, right = st.columns([4, 8], gap="medium")
with left:
    st.markdown(f"**{plain(network_name(text))}** · {trace.params:,} parameters")
    st.page_link("pages/architecture.py", label="Edit this network", icon=":material/account_tree:")
    if why_none:
        st.info(
            f"Nothing can be trained here: {plain(why_none)}. Finished runs can be looked at.",
            icon=":material/download:",
        )
    elif problem := (trace.fault and trace.fault.message) or trace.excess:
        st.error(f"{plain(problem)}.", icon=":material/healing:")
    else:
        watched = () if picked is None else (picked,)
        show_settings(network, watches_run=bool(run_choice.unfinished(watched)))
with right:
    shown = run_choice.experiment()
    show_own_pictures(watches_run=bool(shown or picked))
    if shown:
        show_experiment(shown)
    elif picked is None and session.DATASET.get().startswith(OWN):
        pass  # one thing at a time: what is gathered has the place of the example
    elif picked is None:
        show_no_run(any_runs=bool(names), can_start=why_none is None)
    else:
        show_run(picked)
show_experiments()
of_experiments = run_choice.of_experiments() - {picked, *run_choice.compared()}
show_runs([name for name in names if name not in of_experiments], picked)
show_lesson("Training")
