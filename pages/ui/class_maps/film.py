"""The film of a run's class maps: one image, evaluated after each epoch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin import runs
from nin.interpret.logit_ledger import ledger
from nin.runs.summaries import filmed
from pages.ui.components.map_view import Maps, largest, show_maps
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.numbers import two_decimals
from pages.ui.parts.words import plain
from pages.ui.shell import run_choice, session
from pages.ui.subject.film_image import film_image

_FRAME_SECONDS = 0.6


class Frame(NamedTuple):
    """One evaluation: its epoch, the share of test images right, and the class maps (C, H, W)."""

    epoch: int
    accuracy: float
    values: NDArray[np.float32]


class Film(NamedTuple):
    """A run's frames, and the image that they are all of: its data set and its number there."""

    frames: tuple[Frame, ...]
    classes: tuple[str, ...]
    dataset: str
    number: int


def show_film() -> None:
    """Play, pause and a slider over the epochs of the picked run; or how to get a film."""
    name = run_choice.picked()
    film = None if name is None else _read(name)
    if film is None or len(film.frames) < 2:
        st.info(
            "This shows how a run's class maps formed, epoch by epoch. It needs a run with GAP and "
            "at least two epochs: train one, and choose it as the network.",
            icon=":material/movie:",
        )
        st.page_link("pages/training.py", label="Train", icon=":material/model_training:")
        return
    every = _FRAME_SECONDS if session.PLAYING.get() else None
    st.fragment(_play, run_every=every, key="film")(film)


def _play(film: Film) -> None:
    count, playing = len(film.frames), session.PLAYING.get()
    frame = min(session.FRAME.get(), count)
    if playing and session.TICKED.get():
        frame = frame % count + 1
    session.TICKED.set(playing)
    session.FRAME.set(frame)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            "Pause" if playing else "Play",
            key="play",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            on_click=_toggle,
            width=110,  # one width for both words
        )
        st.slider("Epoch", 1, count, key=session.FRAME.name, on_change=_pause)
    _show(film, film.frames[frame - 1])
    with st.expander("The same in numbers"):
        columns = [Column("Epoch"), *map(Column, film.classes)]
        show_html_table("Logits by epoch", columns, map(_row, film.frames))


def _show(film: Film, frame: Frame) -> None:
    image, truth = film_image(film.dataset, film.number)
    logits = ledger(frame.values).logits
    shown = Maps(
        "film",
        frame.values,
        image=image,
        names=[f"class {name}" for name in film.classes],
        captions=[f"{c}\n{two_decimals(x)}" for c, x in zip(film.classes, logits, strict=True)],
        marked=int(logits.argmax()),
        scale="network",
        network_limit=max(largest(frame.values) for frame in film.frames),
        columns=5,
    )
    show_maps("film-maps", shown)
    what = "one test image"
    if image is not None and truth < len(film.classes):
        what += f", a {film.classes[truth]}"
    st.caption(
        f"After epoch {frame.epoch}: {frame.accuracy:.1%} of the test images right. The film is of "
        f"{plain(what)} of {plain(film.dataset)} that the run chose, not of the image chosen "
        "beside it. One colour scale for the whole film; under each map its mean, the logit."
    )


def _row(frame: Frame) -> tuple[Cell, ...]:
    return (Cell(str(frame.epoch)), *(Cell(two_decimals(x)) for x in ledger(frame.values).logits))


def _toggle() -> None:
    session.PLAYING.set(not session.PLAYING.get())
    session.TICKED.set(False)
    st.rerun()


def _pause() -> None:
    if session.PLAYING.get():
        session.PLAYING.set(False)
        st.rerun()


def _read(name: str) -> Film | None:
    try:
        events = runs.events(run_choice.folder(name))
    except (KeyError, runs.RunError):
        return None
    started, evaluated = filmed(events)
    if started is None or started.film is None:
        return None
    frames = tuple(
        Frame(event.epoch, event.test_accuracy, np.array(event.class_maps, np.float32))
        for event in evaluated
    )
    return Film(frames, started.classes, started.dataset, started.film)
