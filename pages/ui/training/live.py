"""The run that is shown: how it stands, its curves, its class maps, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import streamlit as st

from nin import checkpoint_header, runs
from nin.runs import folder
from nin.runs.folder import WEIGHTS
from nin.runs.summaries import Summary, started_of, summarise
from nin.spec import Network
from nin.train import ConfigError, EpochEnd, Event, Failed, Step
from nin.words import duration
from pages.ui.components.echo.echo import beat, echo
from pages.ui.parts import decimals
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import plain
from pages.ui.shell import run_choice, session
from pages.ui.shell.run_words import run_words
from pages.ui.training.accuracy import show_accuracy, show_classes
from pages.ui.training.class_map_rows import show_class_maps
from pages.ui.training.curves import show_curves, with_overlaid
from pages.ui.training.findings import show_findings

_POLL = 0.25  # seconds from what was shown of runs that are not over to the next look
_BEHIND = (  # the pictures behind a run's figures
    ("pages/class_maps.py", "Class maps", ":material/grid_view:"),
    ("pages/results.py", "Results", ":material/bar_chart:"),
)
_SLOW_STEP = 2.0  # seconds; of a stop that takes longer the page says why
_SENTENCES = {
    "queued": "Waiting for {ahead}.",
    "preparing": "Loading PyTorch and the images …",
    "running": "Training.",
    "stopping": "Stopping after the step in hand.",
    "finished": "Finished.",
    "stopped": "Stopped; the weights were kept.",
    "failed": "Failed: {detail}.",
    "killed": "Interrupted: {detail}.",
    "damaged": "Damaged: {detail}.",
}


def show_run(name: str) -> None:
    """Everything about one run, and the curves of those that are overlaid.

    What changes is looked at again until all of them are over.
    """
    active = run_choice.unfinished([name, *run_choice.compared()])
    if name in active:
        _show_orders(run_choice.folder(name))
    _show_progress(name, active)


def _show_orders(run: Path) -> None:
    """Stop, and another learning rate; outside the part that is drawn again and again."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="orders"):
        st.button(
            "Stop",
            key="stop",
            icon=":material/stop:",
            help="Ends it after the step in hand and keeps the weights.",
            disabled=runs.status(run).state == "stopping",
            on_click=_order,
            args=(runs.stop, run.name),
        )
        st.text_input(
            "Learning rate from now on",
            decimals.written(runs.configuration(run).peak_lr),
            key=session.live_lr(run.name).name,
            help=TERMS["lr"],
            on_change=_set_lr,
            args=(run.name,),
            width=220,
        )


def _order(order: Callable[[Path], None], name: str) -> None:
    with run_choice.explained():
        order(run_choice.folder(name))


def _set_lr(name: str) -> None:
    """Give the run the rate that was entered; of what is none the page says so."""
    key = session.live_lr(name)
    with run_choice.explained():
        run = run_choice.folder(name)
        try:
            runs.set_lr(run, decimals.read(key.get()))
        except ValueError as error:
            now = folder.orders(run).lr or runs.configuration(run).peak_lr
            key.set(decimals.written(now))
            raise ConfigError(f"learning rate: {str(error).removeprefix('lr: ')}") from None


@st.fragment(key="progress")
def _show_progress(name: str, active: frozenset[str]) -> None:
    """The run, drawn again while some of these are not over: it, or those that are overlaid."""
    if not run_choice.is_there(name):
        st.rerun()  # deleted in another tab
    run = run_choice.folder(name)
    status = runs.status(run)
    if (name in active and status.is_over) or (active and not run_choice.unfinished(active)):
        st.rerun()  # takes its orders away, and ends the polling with the last of them
    _show_state(run, status)
    if active:
        beat("beat-progress", _POLL)
    echo("echo-progress", "" if status.is_over else _told(run))


def _told(run: Path) -> str:
    """What changes with each evaluation, of which the bar says how right it was."""
    with suppress(runs.RunError):
        if evaluated := sum(isinstance(event, EpochEnd) for event in runs.events(run)):
            return f"{run.name} {evaluated}"
    return ""


def _show_state(run: Path, status: runs.Status) -> None:
    """All that is known of a run now."""
    name = run.name
    try:
        network, config, events = runs.network(run), runs.configuration(run), runs.events(run)
    except runs.RunError as error:
        st.error(_SENTENCES["damaged"].format(detail=plain(str(error))))
        return
    summary = summarise(network, config, events)
    started = started_of(events)
    where = f" · {started.device}" if started else ""
    words = run_words().get(name, name)
    st.markdown(f"**{plain(words)}**{plain(where)} · folder {plain(name)}")
    fatal = next((event.health for event in events if isinstance(event, Failed)), ())
    if not fatal:  # else a finding says it
        _show_status(status)
    if status.state == "stopping":
        _show_stopping(name, events)
    _show_weights(run, network, status.state, summary)
    st.progress(summary.progress, text=_pace(summary, is_active=not status.is_over))
    show_accuracy(summary, started, events)
    is_ending = status.is_over or status.state == "stopping"
    show_findings(name, config, summary.health, fatal, is_ending=is_ending)
    show_curves(with_overlaid(name, events), network, config)
    if status.is_over and summary.test_accuracy is not None:
        with st.container(horizontal=True, key="behind"):
            for page, label, icon in _BEHIND:
                st.page_link(page, label=label, icon=icon, query_params={"run": name})
    if status.is_over:
        show_classes(started, events)
    show_class_maps(config, events)


def _show_status(status: runs.Status) -> None:
    form = _SENTENCES[status.state]
    if status.state == "stopped" and status.detail:
        form = "Stopped: {detail}."
    sentence = form.format(ahead=_ahead(status), detail=plain(status.detail))
    (st.error if status.state in ("failed", "killed", "damaged") else st.markdown)(sentence)


def _show_stopping(name: str, events: Sequence[Event]) -> None:
    """Why it takes long, where a step does, and a way to wait for none."""
    seconds = _step_seconds(events)
    if seconds is not None and seconds < _SLOW_STEP:
        return
    takes = "The first step is not over" if seconds is None else f"A step takes {seconds:.0f} s"
    st.caption(f"{takes}. Ending now keeps the weights of the last evaluation.")
    st.button("End now", key="end", icon=":material/close:", on_click=_order, args=(runs.end, name))


def _step_seconds(events: Sequence[Event]) -> float | None:
    """How long a step takes, None before the first."""
    started = started_of(events)
    step = next((event for event in reversed(events) if isinstance(event, Step)), None)
    if started is None or step is None:
        return None
    return started.batch_size / max(step.images_per_second, 1e-9)


def _show_weights(run: Path, network: Network, state: runs.State, summary: Summary) -> None:
    """What is left of a run that was cut short, and what is wrong with the weights of any."""
    if summary.test_accuracy is None:
        if state in ("killed", "stopped"):
            st.caption("It was not evaluated yet, so it has no weights.")
    elif fault := checkpoint_header.fault(run / WEIGHTS, network):
        st.warning(f"Its weights cannot be used: {plain(fault)}.", icon=":material/broken_image:")
    elif state == "killed" or (run / folder.END).exists():
        st.caption("The weights of its last evaluation were kept.")


def _ahead(status: runs.Status) -> str:
    match status.ahead:
        case 0:
            return "a place on the cluster"
        case 1:
            return "1 other run on this device"
        case number:
            return f"{number} other runs on this device"


def _pace(summary: Summary, *, is_active: bool) -> str:
    parts = [f"{summary.seconds:.0f} s"]
    if summary.images_per_second:
        parts.append(f"{summary.images_per_second:,.0f} images/s")
    if is_active and summary.eta is not None:
        parts.append(f"about {duration(summary.eta)} to go")
    return " · ".join(parts)
