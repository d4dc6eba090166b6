"""What stands where no run is shown: what to do, and an experiment and a run that are bundled."""

from __future__ import annotations

import streamlit as st

from nin import runs
from nin.bundled import EXAMPLE
from nin.runs.naming import run_title
from nin.runs.summaries import started_of, summarise
from nin.words import counted
from pages.ui.parts.words import plain
from pages.ui.training.accuracy import show_accuracy
from pages.ui.training.class_map_rows import show_class_maps
from pages.ui.training.curves import show_curves
from pages.ui.training.experiments.panel import show_example
from pages.ui.training.figures import curves


def show_no_run(*, any_runs: bool, can_start: bool) -> None:
    """What to do, and an example; the chart's code is then loaded before a first point comes."""
    if not can_start:
        st.caption("Choose a run below." if any_runs else "No run yet.")
    elif any_runs:
        st.caption("Choose how to train and press **Start**, or a run below.")
    else:
        st.caption("No run yet. Choose how to train and press **Start**.")
    with st.container(key="example"):
        experiment, run = st.tabs(["An experiment", "A run"])
    with experiment:
        show_example()
    with run:
        _show_example_run()


def _show_example_run() -> None:
    """The run that is bundled, as one's own will be shown; nothing where it is lost."""
    try:
        network, config = runs.network(EXAMPLE), runs.configuration(EXAMPLE)
        events = runs.events(EXAMPLE)
    except runs.RunError:
        return
    summary, started = summarise(network, config, events), started_of(events)
    where = f" on {started.device}" if started else ""
    took = f"{counted(config.epochs, 'epoch')} in {summary.seconds:.0f} s{where}"
    st.markdown(f"**An example:** {plain(run_title(network, config))} · {took}")
    show_accuracy(summary, started, events)
    show_curves({"": curves(events)}, network, config)
    show_class_maps(config, events)
