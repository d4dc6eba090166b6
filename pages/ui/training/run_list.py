"""All runs: what each came to, which are shown, and how accuracy trades against parameters."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from nin import runs
from nin.files.paths import file_state
from nin.runs.folder import CONFIG, EVENTS, NETWORK
from nin.runs.summaries import Summary, summarise
from nin.words import counted
from pages.ui.components.echo.echo import beat
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.words import plain
from pages.ui.shell import network_state, run_choice, session
from pages.ui.shell.known_weights import UNTRAINED, Origin
from pages.ui.shell.moved import widget_key
from pages.ui.shell.run_words import run_words
from pages.ui.training.figures import Point, trade_off_figure

_POLL = 2.0  # seconds between two looks at the list while some runs are not over
_COLUMNS = (
    Column("Run", words=True),
    Column("State", words=True),
    Column("Test", "test_accuracy"),
    Column("Train", "train_accuracy"),
    Column("Gap", "train_test_gap"),
    Column("Took"),
    Column("Parameters", "parameters"),
    Column("Budget", "budget"),
    Column("Optimiser", "optimizer", words=True),
    Column("Rate", "lr"),
    Column("Batch", "batch_size"),
    Column("Augmentation", "augment", words=True),
    Column("Seed", "seed"),
)


def show_runs(names: list[str], picked: str | None) -> None:
    """The list, the choice of what is shown, and the plot; nothing before the first run.

    While some runs are not over, the list and the plot are drawn again and again.

    Args:
        names: All runs, the newest first.
        picked: The one that is shown.
    """
    name, words = session.DELETED_RUN.get()
    is_deleted = runs.is_deleted(run_choice.root(), name)
    if not (names or is_deleted):
        return
    st.header("Runs", anchor=False)
    if is_deleted:
        _offer_back(words)
    if not names:
        return
    _choose(names, picked)
    active = run_choice.unfinished(names)
    _show_list(names, active)


@st.fragment(key="list")
def _show_list(names: list[str], active: frozenset[str]) -> None:
    if active and not run_choice.unfinished(active):
        st.rerun()  # once: ends the polling
    words = run_words()
    summaries = {name: _summary(name) for name in names}
    rows = [_row(words.get(name, name), name, *summaries[name]) for name in names]
    show_html_table("Runs", _COLUMNS, rows)
    _trade_off(summaries, words)
    if active:
        beat("beat-list", _POLL)


def _choose(names: list[str], picked: str | None) -> None:
    words = run_words()

    def called(name: str) -> str:
        return words.get(name, name)

    with st.container(horizontal=True, vertical_alignment="bottom", key="choose"):
        shown = widget_key("shown-run", picked)
        st.selectbox(
            "Show",
            names,
            key=shown,
            format_func=called,
            placeholder="Choose a run",
            on_change=_show,
            args=(shown,),
            width=420,
        )
        overlaid = widget_key("compared-runs", run_choice.compared())
        st.multiselect(
            "Overlay",
            [name for name in names if name != picked],
            key=overlaid,
            format_func=called,
            placeholder="Other runs",
            on_change=lambda: run_choice.compare(session.field(overlaid).get()),
            width=420,
        )
        looked_at = network_state.origin() == Origin.run(picked or "")
        st.button(
            "Open its network",
            key="open-network",
            icon=":material/account_tree:",
            disabled=picked is None or looked_at,
            help="Makes it, with its weights, what all pages look at.",
            on_click=_show,
            args=(shown,),
        )
        st.button(
            "Delete",
            key="delete-run",
            icon=":material/delete:",
            disabled=picked is None,
            help="Removes the run that is shown, its weights included. It can be brought back "
            "until another one is deleted.",
            on_click=_delete,
            args=(shown,),
        )


def _show(list_key: str) -> None:
    """The chosen run, its network and its weights are what all pages look at."""
    if (name := session.field(list_key).get()) is not None:
        network_state.show_weights(Origin.run(name))


def _delete(list_key: str) -> None:
    """Delete the run that is chosen; its network stays, without the weights."""
    name = session.field(list_key).get() or ""
    words = run_words().get(name, name)
    with run_choice.explained():
        runs.delete(run_choice.folder(name))
        session.DELETED_RUN.set((name, words))
        run_choice.pick(None)
        if network_state.origin() == Origin.run(name):
            network_state.show(network_state.text(), UNTRAINED)


def _offer_back(words: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="deleted"):
        st.markdown(f"Deleted: **{plain(words)}**", width="content")
        st.button("Bring it back", key="restore-run", icon=":material/undo:", on_click=_restore)


def _restore() -> None:
    name, _ = session.DELETED_RUN.get()
    with run_choice.explained():
        runs.restore(run_choice.root(), name)
        network_state.show_weights(Origin.run(name))


def _summary(name: str) -> tuple[Summary | None, str]:
    """The figures of a run, None for a damaged one, and its state."""
    try:
        run = run_choice.folder(name)
        files = tuple(map(file_state, (run / NETWORK, run / CONFIG, run / EVENTS)))
        return _summarise(str(run), files), runs.status(run).state
    except (runs.RunError, KeyError, OSError):
        return None, "damaged"


@st.cache_data(max_entries=500, show_spinner=False)
def _summarise(run: str, files: tuple[tuple[int, int], ...]) -> Summary:
    """Read again only after something was written."""
    folder = Path(run)
    return summarise(runs.network(folder), runs.configuration(folder), runs.events(folder))


def _row(words: str, name: str, summary: Summary | None, state: str) -> tuple[Cell, ...]:
    """What came of a run, and how it was trained."""
    if summary is None:
        return Cell(words, name), Cell(state), *[Cell("")] * (len(_COLUMNS) - 2)
    config = summary.config
    accuracies = (summary.test_accuracy, summary.train_accuracy, summary.gap)
    figures = ("–" if value is None else f"{value:.1%}" for value in accuracies)
    settings = (
        f"{config.seconds:g} s" if config.seconds else counted(config.epochs, "epoch"),
        config.optimizer,
        f"{config.peak_lr:g}",
        f"{config.batch_size}",
        config.augment,
        f"{config.seed}",
    )
    totals = f"{summary.seconds:.0f} s", f"{summary.params:,}"
    return Cell(words, name), *map(Cell, (state, *figures, *totals, *settings))


def _trade_off(
    summaries: Mapping[str, tuple[Summary | None, str]], words: Mapping[str, str]
) -> None:
    points = [
        Point(name, words.get(name, name), summary.params, summary.test_accuracy)
        for name, (summary, _) in summaries.items()
        if summary and summary.test_accuracy is not None
    ]
    if len(points) < 2:
        return
    st.markdown("**Accuracy against parameters.** Click a run to show it.")
    st.plotly_chart(
        trade_off_figure(points),
        key=session.TRADE_OFF.name,
        on_select=_follow_click,
        selection_mode="points",
        config={"displayModeBar": False},
        alt="Test accuracy of each run against its parameters; the table holds the numbers",
    )


def _follow_click() -> None:
    points = session.TRADE_OFF.get()["selection"]["points"]
    if points:
        network_state.show_weights(Origin.run(points[0]["customdata"][0]))
        st.rerun()  # from inside a fragment: all that shows the run has to follow
