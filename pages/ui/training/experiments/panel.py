"""An experiment: its variants side by side, a dot for each run, and what the runs decide."""

from __future__ import annotations

from html import escape

import streamlit as st

from nin import experiments
from nin.bundled import EXAMPLE_EXPERIMENT
from nin.experiments import Plan, PlanError, Progress
from nin.experiments.folder import Entry
from nin.experiments.reading import Described, described
from nin.experiments.summary import sentences
from nin.words import counted
from pages.ui.components.echo.echo import beat
from pages.ui.lesson.running import bundled_experiment
from pages.ui.parts.words import plain
from pages.ui.shell import network_state, run_choice, session
from pages.ui.shell.known_weights import Origin
from pages.ui.training.experiments.cells import show_cells
from pages.ui.training.experiments.figures import learning_figure, moved_figure, trade_off_figure
from pages.ui.training.experiments.table import show_all

_POLL = 1.0  # seconds between two looks while it is carried out


def show_experiment(name: str) -> None:
    """Everything about one experiment; looked at again until it is over."""
    try:
        experiment = experiments.find(run_choice.root(), name)
        progress, (plan, entries, _) = experiments.progress(experiment), described(experiment)
    except PlanError as error:
        st.error(f"{plain(str(error))}.", icon=":material/broken_image:")
        _offer_deletion(name)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="experiment-orders"):
        st.markdown(f"**{plain(plan.title)}** · {_how(plan)}")
        _show_orders(name, progress)
    _show_outcome(name, is_active=progress.is_alive or bool(progress.active))
    _choose_run(plan, entries)


def show_example() -> None:
    """One that is bundled, as one's own will be shown; nothing where it is lost.

    In a lesson it is the one that the lesson asks for.
    """
    try:
        example = bundled_experiment() or described(EXAMPLE_EXPERIMENT)
    except PlanError:
        return
    st.markdown(f"**An example: {plain(example.plan.title)}** · {_how(example.plan)}")
    _show(example, is_over=True)


def _show_orders(name: str, progress: Progress) -> None:
    if progress.is_alive or progress.active:
        st.button(
            "Stop",
            key="stop-experiment",
            icon=":material/stop:",
            help="Ends it and its runs that are not over; it can be continued.",
            disabled=progress.is_stopping,
            on_click=_order,
            args=("stop", name),
        )
        return
    if progress.can_go_on:
        st.button(
            "Continue",
            key="continue-experiment",
            icon=":material/play_arrow:",
            help="Starts the runs that are missing, and those that were cut short.",
            on_click=_order,
            args=("go_on", name),
        )
    _offer_deletion(name)


def _offer_deletion(name: str) -> None:
    with st.popover("Delete", icon=":material/delete:"):
        st.markdown("With all its runs and their weights, for good.")
        st.button("Delete it", key="delete-experiment", on_click=_order, args=("delete", name))


def _order(what: str, name: str) -> None:
    orders = {"stop": experiments.stop, "go_on": experiments.go_on, "delete": experiments.delete}
    with run_choice.explained():
        orders[what](experiments.find(run_choice.root(), name))


@st.fragment(key="outcome")
def _show_outcome(name: str, *, is_active: bool) -> None:
    """What came of it so far, drawn again while it is carried out."""
    try:
        experiment = experiments.find(run_choice.root(), name)
        progress, outcome = experiments.progress(experiment), described(experiment)
    except PlanError:
        st.rerun()  # deleted in another tab
    is_over = not progress.is_alive and not progress.active
    if is_active and is_over:
        st.rerun()  # ends the polling; the orders are others now
    _show_progress(progress, is_over=is_over)
    _show(outcome, is_over=is_over)
    if is_active:
        beat("beat-experiment", _POLL)


def _show_progress(progress: Progress, *, is_over: bool) -> None:
    many = f"{progress.done} of {counted(progress.total, 'run')} done"
    if progress.fault:
        st.error(f"It cannot go on: {plain(progress.fault)}.", icon=":material/block:")
    if is_over and progress.is_done:
        return
    state = "stopping" if progress.is_stopping else "" if not is_over else "stopped"
    st.progress(progress.done / progress.total, text=" · ".join(filter(None, (many, state))))


def _show(outcome: Described, *, is_over: bool) -> None:
    """Cells and curves side by side, the verdict below, and all of it in numbers.

    While it is carried out nothing is decided: who looks again and again, and takes the first
    verdict that comes, is wrong more often than the verdicts say.
    """
    plan, entries, summary = outcome
    charts = {
        "moved": (moved_figure(summary), "Accuracy on images that were moved"),
        "learning": (learning_figure(plan, entries), "Test accuracy, epoch by epoch"),
    }
    if len(plan.variants) == 2:
        left, right = st.columns([5, 4], gap="medium")
        with left:
            show_cells(summary, decided=is_over)
        places = [right, right]
    else:
        show_cells(summary, decided=is_over)
        figure = trade_off_figure(summary)
        charts = {"trade-off": (figure, "Test accuracy against parameters"), **charts}
        places = [*st.columns(3, gap="medium")]
    for place, (key, (chart, words)) in zip(places, charts.items(), strict=True):
        with place:
            _chart(key, chart, words)
    verdict = (
        sentences(summary) if is_over else ["Verdict: when all runs are done, or it is stopped."]
    )
    if verdict:
        words = "".join(f"<p>{_emphasised(one)}</p>" for one in verdict)
        st.html(f'<div class="nin-verdict" role="group" aria-label="Verdict">{words}</div>')
    show_all(plan, entries, summary)


def _chart(key: str, figure: object, words: str) -> None:
    st.plotly_chart(
        figure,
        key=f"experiment-{key}",
        config={"displayModeBar": False},
        alt=f"{words}; the numbers follow below",
    )


def _emphasised(sentence: str) -> str:
    measure, colon, words = sentence.partition(": ")
    return f"<b>{escape(measure)}{colon}</b>{escape(words)}"


def _how(plan: Plan) -> str:
    config = plan.variants[0].config
    length = f"{config.seconds:g} s" if config.seconds else counted(config.epochs, "epoch")
    return f"{counted(len(plan.seeds), 'run')} of each, {length} · one dot is one run"


def _choose_run(plan: Plan, entries: tuple[Entry, ...]) -> None:
    """One of its runs, to be looked at: it and its network become what all pages look at."""
    names = {e.run: f"{plan.variants[e.variant].name}, seed {e.seed}" for e in entries}
    there = [name for name in names if run_choice.is_there(name)]
    if not there:
        return
    st.selectbox(
        "Look at one of its runs",
        there,
        None,
        format_func=lambda name: names[name],
        key=session.RUN_OF_IT.name,
        placeholder="Its curves, class maps, health",
        on_change=_look_at_run,
        width=420,
    )


def _look_at_run() -> None:
    if (name := session.RUN_OF_IT.get()) is not None:
        session.RUN_OF_IT.set(None)  # whoever comes back finds none chosen
        network_state.show_weights(Origin.run(name))
