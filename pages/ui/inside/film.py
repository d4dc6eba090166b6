"""The film of a run's class maps: one image, evaluated after each epoch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin import jobs
from nin.events import EpochEnd, Started
from nin.ledger import ledger
from pages.ui import runs
from pages.ui.html_table import Cell, Column, show_html_table
from pages.ui.inside.ledger import number
from pages.ui.map_view import Maps, largest, show_maps

_FRAME = 0.6  # seconds


class Frame(NamedTuple):
    """One evaluation: its epoch, the share of test images right, and the class maps (C, H, W)."""

    epoch: int
    accuracy: float
    values: NDArray[np.float32]


def show_film() -> None:
    """Play, pause and a slider over the epochs of the picked run; or how to get a film."""
    name = runs.picked()
    frames = [] if name is None else _frames(name)
    if name is None or len(frames) < 2:
        st.info(
            "A film needs a run with a GAP head and at least two epochs: train one, and choose it "
            "as the network.",
            icon=":material/movie:",
        )
        st.page_link("pages/training.py", label="Train", icon=":material/model_training:")
        return
    every = _FRAME if st.session_state.get("playing") else None
    st.fragment(_play, run_every=every, key="film")(name, len(frames))


def _play(name: str, count: int) -> None:
    session = st.session_state
    playing = session.setdefault("playing", False)
    frame = min(session.get("frame", 1), count)
    if playing and session.get("film-ticked"):
        frame = frame % count + 1
    session["film-ticked"] = playing
    session["frame"] = frame
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            "Pause" if playing else "Play",
            key="play",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            on_click=_toggle,
        )
        st.slider("Epoch", 1, count, key="frame", on_change=_pause)
    frames, classes = _frames(name), _classes(name)
    shot = frames[frame - 1]
    found = ledger(shot.values)
    shown = Maps(
        "film",
        shot.values,
        names=classes,
        captions=[f"{c}\n{number(x)}" for c, x in zip(classes, found.logits, strict=True)],
        marked=int(found.logits.argmax()),
        scale="network",
        network_limit=max(largest(each.values) for each in frames),
        columns=5,
    )
    show_maps("film-maps", shown)
    st.caption(
        f"After epoch {shot.epoch}: {shot.accuracy:.1%} of the test images right. One test image, "
        "one colour scale for the whole film; under each map its mean, the logit."
    )
    with st.expander("The same in numbers"):
        columns = [Column("Epoch"), *map(Column, classes)]
        show_html_table("Logits by epoch", columns, [_row(each) for each in frames])


def _row(frame: Frame) -> tuple[Cell, ...]:
    return (Cell(str(frame.epoch)), *(Cell(number(x)) for x in ledger(frame.values).logits))


def _toggle() -> None:
    st.session_state.playing = not st.session_state.playing
    st.session_state["film-ticked"] = False
    st.rerun()


def _pause() -> None:
    if st.session_state.playing:
        st.session_state.playing = False
        st.rerun()


def _frames(name: str) -> list[Frame]:
    try:
        events = jobs.events(runs.folder(name))
    except (KeyError, jobs.RunError):
        return []
    return [
        Frame(event.epoch, event.test_accuracy, np.array(event.class_maps, np.float32))
        for event in events
        if isinstance(event, EpochEnd) and event.class_maps
    ]


def _classes(name: str) -> tuple[str, ...]:
    events = jobs.events(runs.folder(name))
    return next(event.classes for event in events if isinstance(event, Started))
