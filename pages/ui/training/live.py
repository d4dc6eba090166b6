"""The run that is shown: how it stands, its curves, its class maps, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from nin import checkpoint_header, runs
from nin.runs.folder import WEIGHTS
from nin.runs.summaries import Summary, filmed, summarise
from nin.spec import Network
from nin.train import Event, Failed, TrainConfig
from pages.ui.parts.data_urls import upright
from pages.ui.parts.key_figures import KeyFigure, show_key_figures
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import plain
from pages.ui.shell import run_choice, session
from pages.ui.subject.film_image import film_image
from pages.ui.training.class_map_row import show_class_map_row
from pages.ui.training.curves import show_curves, show_no_curves
from pages.ui.training.findings import show_findings

POLL = 0.5  # seconds between two looks at a run that is not over
_SENTENCES = {
    "queued": "Waiting for {ahead}.",
    "preparing": "Loading PyTorch and the images …",
    "running": "Training.",
    "finished": "Finished.",
    "stopped": "Stopped; the weights were kept.",
    "failed": "Failed: {detail}.",
    "killed": "Interrupted: {detail}.",
    "damaged": "Damaged: {detail}.",
}


def show_no_run(*, any_runs: bool, can_start: bool) -> None:
    """An empty chart and what to do; the chart's code is then loaded before a first point comes."""
    if not can_start:
        st.caption("Choose a run below." if any_runs else "No run yet.")
    elif any_runs:
        st.caption("Choose how to train and press **Start**, or a run below.")
    else:
        st.caption("No run yet. Choose how to train and press **Start**.")
    show_no_curves()


def show_run(name: str) -> None:
    """Everything about one run; what changes is looked at again while it is not over."""
    run = run_choice.folder(name)
    is_active = not runs.status(run).is_over
    if is_active:
        _show_orders(run)
    every = POLL if is_active else None
    st.fragment(_show_progress, run_every=every, key="progress")(name, is_active)


def _show_orders(run: Path) -> None:
    """Stop, and another learning rate; outside the part that is drawn again and again."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="orders"):
        st.button(
            "Stop",
            key="stop",
            icon=":material/stop:",
            shortcut="Esc",
            help="Evaluates once more and keeps the weights.",
            on_click=_stop,
            args=(run.name,),
        )
        lowest, highest = 1e-6, 10.0  # what the command line took may lie beyond
        st.number_input(
            "Learning rate from now on",
            lowest,
            highest,
            min(max(runs.configuration(run).peak_lr, lowest), highest),
            step=0.001,
            format="%g",
            key=session.live_lr(run.name).name,
            help=TERMS["lr"],
            on_change=_set_lr,
            args=(run.name,),
            width=220,
        )


def _stop(name: str) -> None:
    with run_choice.explained():
        runs.stop(run_choice.folder(name))


def _set_lr(name: str) -> None:
    with run_choice.explained():
        runs.set_lr(run_choice.folder(name), session.live_lr(name).get())


def _show_progress(name: str, is_active: bool) -> None:
    if not run_choice.is_there(name):
        st.rerun()  # deleted in another tab
    run = run_choice.folder(name)
    status = runs.status(run)
    if is_active and status.is_over:
        st.rerun()  # once: ends the polling and moves the list
    try:
        network, config, events = runs.network(run), runs.configuration(run), runs.events(run)
    except runs.RunError as error:
        st.error(_SENTENCES["damaged"].format(detail=plain(str(error))))
        return
    summary = summarise(network, config, events)
    what = plain(f"{summary.title} · {summary.dataset} · seed {summary.seed}")
    st.caption(f"Run **{plain(name)}** · {what}")
    fatal = next((event.health for event in events if isinstance(event, Failed)), ())
    if not fatal:  # else a finding says it
        _show_status(status)
    _show_weights(run, network, status.state, summary)
    st.progress(summary.progress, text=_pace(summary, is_active))
    _show_figures(summary)
    show_findings(name, config, summary.health, fatal)
    show_curves(name, events)
    _show_class_maps(config, events)


def _show_status(status: runs.Status) -> None:
    form = _SENTENCES[status.state]
    if status.state == "stopped" and status.detail:
        form = "Stopped: {detail}."
    sentence = form.format(ahead=_ahead(status), detail=plain(status.detail))
    (st.error if status.state in ("failed", "killed", "damaged") else st.markdown)(sentence)


def _show_weights(run: Path, network: Network, state: runs.State, summary: Summary) -> None:
    """What is left of a run that was cut short, and what is wrong with the weights of any."""
    if summary.test_accuracy is None:
        if state == "killed":
            st.caption("It was not evaluated yet, so it has no weights.")
    elif fault := checkpoint_header.fault(run / WEIGHTS, network):
        st.warning(f"Its weights cannot be used: {plain(fault)}.", icon=":material/broken_image:")
    elif state == "killed":
        st.caption("The weights of its last evaluation were kept.")


def _ahead(status: runs.Status) -> str:
    match status.ahead:
        case 0:
            return "a place on the cluster"
        case 1:
            return "1 other run on this device"
        case number:
            return f"{number} other runs on this device"


def _pace(summary: Summary, is_active: bool) -> str:
    parts = [f"{summary.seconds:.0f} s"]
    if summary.images_per_second:
        parts.append(f"{summary.images_per_second:,.0f} images/s")
    if is_active and summary.eta is not None:
        parts.append(f"{summary.eta:.0f} s to go")
    return " · ".join(parts)


def _show_figures(summary: Summary) -> None:
    shares = (
        ("Test accuracy", summary.test_accuracy, "test_accuracy"),
        ("Train accuracy", summary.train_accuracy, "train_accuracy"),
        ("Train–test gap", summary.gap, "train_test_gap"),
    )
    show_key_figures(
        KeyFigure(label, "–" if share is None else f"{share:.1%}", term)
        for label, share, term in shares
    )


def _show_class_maps(config: TrainConfig, events: list[Event]) -> None:
    """The class maps of one test image as the last evaluation found them."""
    started, evaluated = filmed(events)
    if started is None or started.film is None or not evaluated:
        return
    last = evaluated[-1]
    picture, truth = film_image(config.dataset, started.film)
    st.markdown(
        f"**Class maps of one test image** after epoch {last.epoch}; their means are the logits."
    )
    left, right = st.columns([1, 8], vertical_alignment="top")
    if picture is not None and truth < len(started.classes):
        left.image(upright(picture), width=72, alt=f"The image: {started.classes[truth]}")
    with right:
        show_class_map_row(last.class_maps or (), started.classes, truth)
