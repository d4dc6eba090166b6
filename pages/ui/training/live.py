"""The run that is shown: how it stands, its curves, its class maps, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from nin import checkpoint_header
from nin import runs as jobs
from nin.runs import folder
from nin.runs.folder import WEIGHTS
from nin.runs.summaries import Summary, filmed, summarise
from nin.spec import Network
from nin.train import EpochEnd, Event, Health, TrainConfig
from pages.ui.parts.data_urls import upright
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.key_figures import KeyFigure, show_key_figures
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import plain
from pages.ui.shell import run_choice
from pages.ui.subject.film_image import film_image, show_class_maps
from pages.ui.training.figures import Curves, curves, curves_figure
from pages.ui.training.settings import start

POLL = 0.5  # seconds between two looks at a run that is not over
_SAID = {
    "queued": "Waiting for {ahead}.",
    "preparing": "Loading PyTorch and the images …",
    "running": "Training.",
    "finished": "Finished.",
    "stopped": "Stopped; the weights were kept.",
    "failed": "Failed: {detail}.",
    "killed": "Interrupted: {detail}.",
    "damaged": "Damaged: {detail}.",
}


def show_no_run() -> None:
    """An empty chart and what to do; the chart's code is then loaded before a first point comes."""
    ways = "Choose how to train and press **Start**" + (
        ", or a run below." if run_choice.names() else "."
    )
    st.caption(f"{'' if run_choice.names() else 'No run yet. '}{ways}")
    _chart({"": curves(())})


def show_run(name: str) -> None:
    """Everything about one run; what changes is looked at again while it is not over."""
    run = run_choice.folder(name)
    active = not jobs.status(run).is_over
    if active:
        _orders(name)
    st.fragment(_show_progress, run_every=POLL if active else None, key="progress")(name, active)


def _orders(name: str) -> None:
    """Stop, and another learning rate; outside the part that is drawn again and again."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="orders"):
        st.button(
            "Stop",
            key="stop",
            icon=":material/stop:",
            shortcut="Esc",
            help="Evaluates once more and keeps the weights.",
            on_click=_stop,
            args=(name,),
        )
        lowest, highest = 1e-6, 10.0  # what the command line took may lie beyond
        lr = min(max(jobs.configuration(run_choice.folder(name)).peak_lr, lowest), highest)
        st.number_input(
            "Learning rate from now on",
            lowest,
            highest,
            lr,
            step=0.001,
            format="%g",
            key=f"live-lr-{name}",
            help=TERMS["lr"],
            on_change=lambda: _set_lr(name),
            width=220,
        )


def _stop(name: str) -> None:
    with run_choice.explained():
        jobs.stop(run_choice.folder(name))


def _set_lr(name: str) -> None:
    with run_choice.explained():
        jobs.set_lr(run_choice.folder(name), st.session_state[f"live-lr-{name}"])


def _show_progress(name: str, active: bool) -> None:
    if name not in run_choice.names():
        st.rerun()  # deleted in another tab
    run = run_choice.folder(name)
    status = jobs.status(run)
    if active and status.is_over:
        st.rerun()  # once: ends the polling and moves the list
    try:
        network, config, events = jobs.network(run), jobs.configuration(run), jobs.events(run)
    except jobs.RunError as error:
        status, network, config, events = jobs.Status("damaged", str(error)), None, None, []
    form = _SAID[status.state]
    if status.state == "stopped" and status.detail:
        form = "Stopped: {detail}."
    said = form.format(ahead=_ahead(status), detail=plain(status.detail))
    if network is None or config is None:
        st.error(said)
        return
    summary = summarise(network, config, events)
    what = plain(f"{summary.title} · {summary.dataset} · seed {summary.seed}")
    st.caption(f"Run **{plain(name)}** · {what}")
    if all(health.message != status.detail for health in summary.health):  # else it is said below
        (st.error if status.state in ("failed", "killed") else st.markdown)(said)
    _show_weights(run, network, status.state, summary)
    st.progress(summary.progress, text=_pace(summary, active))
    _show_figures(summary)
    for number, health in enumerate(_distinct(summary.health)):
        _show_health(name, config, health, number, fatal=health.message == status.detail)
    _show_curves(name, events)
    _show_film(config, events)


def _show_weights(run: Path, network: Network, state: jobs.State, summary: Summary) -> None:
    """What is left of a run that was cut short, and what is wrong with the weights of any."""
    if summary.test_accuracy is None:
        if state == "killed":
            st.caption("It was not evaluated yet, so it has no weights.")
    elif fault := checkpoint_header.fault(run / WEIGHTS, network):
        st.warning(f"Its weights cannot be used: {plain(fault)}.", icon=":material/broken_image:")
    elif state == "killed":
        st.caption("The weights of its last evaluation were kept.")


def _ahead(status: jobs.Status) -> str:
    match status.ahead:
        case 0:
            return "a place on the cluster"
        case 1:
            return "1 other run on this device"
        case number:
            return f"{number} other runs on this device"


def _pace(summary: Summary, active: bool) -> str:
    parts = [f"{summary.seconds:.0f} s"]
    if summary.images_per_second:
        parts.append(f"{summary.images_per_second:,.0f} images/s")
    if active and summary.eta is not None:
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


def _distinct(found: tuple[Health, ...]) -> list[Health]:
    return list({health.kind: health for health in found}.values())


def _show_health(
    name: str, config: TrainConfig, health: Health, number: int, *, fatal: bool
) -> None:
    with st.container(border=True, key=f"health-{number}"):
        said = f"{'Failed: ' if fatal else ''}{health.message}"
        (st.error if fatal else st.warning)(plain(_sentence(said)), icon=":material/monitor_heart:")
        st.caption(f"Try: {plain(health.remedy)}.")
        if health.changes:
            st.button(
                "Start again like that",
                key=f"remedy-{number}",
                icon=":material/build:",
                on_click=_start_again,
                args=(name, config, health.changes),
            )


def _start_again(name: str, config: TrainConfig, changed: Mapping[str, float]) -> None:
    values: dict[str, Any] = dict(changed)  # Any: mypy would check each against every field
    with run_choice.explained():
        run = run_choice.folder(name)
        if not jobs.status(run).is_over:
            jobs.stop(run)
        drawings = folder.drawings(run) if config.drawings else None
        start([jobs.network(run)], replace(config, **values), drawings)
    st.rerun()  # from inside a fragment: the list and the picked run have to follow


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _show_curves(name: str, events: list[Event]) -> None:
    shown = {name[:4] if run_choice.compared() else "": curves(events)}
    for other in run_choice.compared():
        try:
            shown[other[:4]] = curves(jobs.events(run_choice.folder(other)))
        except (jobs.RunError, KeyError):
            continue  # damaged or deleted meanwhile: the list says so
    _chart(shown)
    ends = [event for event in events if isinstance(event, EpochEnd)]
    if not ends:
        return
    with st.expander("The same in numbers"):
        columns = [Column("Epoch"), *map(Column, ("Train loss", "Test loss", "Train", "Test"))]
        show_html_table("Evaluations", columns, [_numbers(end) for end in ends])


def _chart(shown: Mapping[str, Curves]) -> None:
    st.plotly_chart(
        curves_figure(shown),
        key="curves",
        config={"displayModeBar": False},
        alt="Loss and accuracy over the epochs; the numbers follow below",
    )


def _numbers(end: EpochEnd) -> tuple[Cell, ...]:
    losses = f"{end.train_loss:.4f}", f"{end.test_loss:.4f}"
    accuracies = f"{end.train_accuracy:.2%}", f"{end.test_accuracy:.2%}"
    return tuple(map(Cell, (str(end.epoch), *losses, *accuracies)))


def _show_film(config: TrainConfig, events: list[Event]) -> None:
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
        show_class_maps(last.class_maps or (), started.classes, truth)
