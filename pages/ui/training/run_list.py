"""All runs: what each came to, which are shown, and how accuracy trades against parameters."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from nin import runs as jobs
from nin.runs.folder import EVENTS
from nin.runs.summaries import Summary, summarise
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.shell import network_state, run_choice
from pages.ui.training.figures import Point, trade_off_figure

_COLUMNS = (
    Column("Run", words=True),
    Column("Network", words=True),
    Column("Data", words=True),
    Column("State", words=True),
    Column("Test", "test_accuracy"),
    Column("Train", "train_accuracy"),
    Column("Gap", "train_test_gap"),
    Column("Parameters", "parameters"),
    Column("Seconds"),
)


def show_runs() -> None:
    """The list, the choice of what is shown, and the plot; nothing before the first run."""
    names = run_choice.names()
    if not names:
        return
    st.header("Runs", anchor=False)
    _choose(names)
    summaries = {name: _summary(name) for name in names}
    show_html_table("Runs", _COLUMNS, [_row(name, summaries[name]) for name in names])
    _trade_off(summaries)


def _choose(names: list[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="choose"):
        st.session_state["shown-run"] = st.session_state.run
        st.selectbox(
            "Show",
            names,
            key="shown-run",
            placeholder="Choose a run",
            on_change=lambda: run_choice.pick(st.session_state["shown-run"]),
            width=260,
        )
        st.session_state["compared-runs"] = run_choice.compared()
        st.multiselect(
            "Overlay",
            [name for name in names if name != st.session_state.run],
            key="compared-runs",
            placeholder="Other runs",
            on_change=lambda: run_choice.compare(st.session_state["compared-runs"]),
            width=360,
        )
        st.button(
            "Open its network",
            key="open-network",
            icon=":material/account_tree:",
            disabled=st.session_state.run is None,
            on_click=_open_network,
        )
        st.button(
            "Delete",
            key="delete-run",
            icon=":material/delete:",
            disabled=st.session_state.run is None,
            help="Removes the run that is shown, its weights included.",
            on_click=_delete,
        )


def _open_network() -> None:
    """The picked run's network becomes the one that is edited."""
    with run_choice.explained():
        network = jobs.network(run_choice.folder(st.session_state.run))
        network_state.edit(lambda _: network)


def _delete() -> None:
    with run_choice.explained():
        jobs.delete(run_choice.folder(st.session_state.run))
        run_choice.pick(None)


def _summary(name: str) -> tuple[Summary | None, str]:
    """The figures of a run, None for a damaged one, and its state."""
    try:
        run = run_choice.folder(name)
        written = (run / EVENTS).stat().st_mtime_ns if (run / EVENTS).exists() else 0
        return _summarise(str(run), written), jobs.status(run).state
    except (jobs.RunError, KeyError, OSError):
        return None, "damaged"


@st.cache_data(max_entries=500, show_spinner=False)
def _summarise(run: str, written: int) -> Summary:
    """Read again only after something was written."""
    folder = Path(run)
    return summarise(jobs.network(folder), jobs.configuration(folder), jobs.events(folder))


def _row(name: str, found: tuple[Summary | None, str]) -> tuple[Cell, ...]:
    summary, run_state = found
    if summary is None:
        return tuple(map(Cell, (name, "", "", run_state, "", "", "", "", "")))
    accuracies = (summary.test_accuracy, summary.train_accuracy, summary.gap)
    figures = ("–" if value is None else f"{value:.1%}" for value in accuracies)
    totals = f"{summary.params:,}", f"{summary.seconds:.0f}"
    return tuple(map(Cell, (name, summary.title, summary.dataset, run_state, *figures, *totals)))


def _trade_off(summaries: dict[str, tuple[Summary | None, str]]) -> None:
    points = [
        Point(name, f"{name[:4]} {summary.title}", summary.params, summary.test_accuracy)
        for name, (summary, _) in summaries.items()
        if summary and summary.test_accuracy is not None
    ]
    if len(points) < 2:
        return
    st.markdown("**Accuracy against parameters.** Click a run to show it and to edit its network.")
    st.plotly_chart(
        trade_off_figure(points),
        key="trade-off",
        on_select=_follow_click,
        selection_mode="points",
        config={"displayModeBar": False},
        alt="Test accuracy of each run against its parameters; the table holds the numbers",
    )


def _follow_click() -> None:
    chosen = st.session_state["trade-off"]["selection"]["points"]
    if chosen:
        run_choice.pick(chosen[0]["customdata"][0])
        _open_network()
