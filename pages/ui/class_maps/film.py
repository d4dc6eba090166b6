"""The film of a run's class maps: one image, evaluated after each epoch."""

from __future__ import annotations

from math import prod
from typing import NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin import runs
from nin.analysis import trace
from nin.analysis.explain import shape_text
from nin.interpret.logit_ledger import ledger
from nin.limits import MAX_FILM_NUMBERS
from nin.runs.summaries import filmed
from nin.spec import Gap, Network
from pages.ui.components.echo.echo import beat
from pages.ui.components.map_view import Maps, largest, show_maps
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.numbers import two_decimals
from pages.ui.parts.words import plain
from pages.ui.shell import run_choice, session
from pages.ui.subject.film_image import film_image
from pages.ui.subject.private import may_see

_FRAME_SECONDS = 0.6


class Frame(NamedTuple):
    """One evaluation: its epoch, the share of test images right, and the class maps (C, H, W)."""

    epoch: int
    accuracy: float
    values: NDArray[np.float32]


class _NoFilmError(Exception):
    """Why there is no film, in a sentence without its full stop."""


class Film(NamedTuple):
    """A run's frames, and the image that they are all of: its data set and its number there."""

    frames: tuple[Frame, ...]
    classes: tuple[str, ...]
    dataset: str
    number: int


def show_film() -> None:
    """Play, pause and a slider over the epochs of the picked run; or why there is no film."""
    name = run_choice.picked()
    try:
        film = _read(name)
    except _NoFilmError as error:
        st.info(
            f"This shows how a run's class maps formed, epoch by epoch. {plain(str(error))}.",
            icon=":material/movie:",
        )
        st.page_link("pages/training.py", label="Train", icon=":material/model_training:")
        return
    _play(film)


@st.fragment(key="film")
def _play(film: Film) -> None:
    count, playing = len(film.frames), session.PLAYING.get()
    if playing:
        beat("beat-film", _FRAME_SECONDS)
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


def _read(name: str | None) -> Film:
    if name is None:
        raise _NoFilmError(
            "It needs a run with GAP and at least two epochs: train one, and choose it as the "
            "network"
        )
    try:
        run = run_choice.folder(name)
        network, (started, evaluated) = runs.network(run), filmed(runs.events(run))
    except (KeyError, runs.RunError) as error:
        raise _NoFilmError(f"This run cannot be read: {error}") from None
    if started is not None and started.film is None:
        raise _NoFilmError(_why_unfilmed(network))
    if started is None or started.film is None or len(evaluated) < 2:
        so_far = "one epoch so far" if evaluated else "no epoch yet"
        raise _NoFilmError(f"This run has class maps of {so_far}; a film begins with two")
    if not may_see(started.dataset):  # large maps show the picture itself
        raise _NoFilmError("This run learnt somebody's own pictures, which are theirs alone")
    frames = tuple(
        Frame(event.epoch, event.test_accuracy, np.array(event.class_maps, np.float32))
        for event in evaluated
    )
    return Film(frames, started.classes, started.dataset, started.film)


def _why_unfilmed(network: Network) -> str:
    """Why a run kept none of its class maps."""
    if not isinstance(network.head, Gap):
        return "It needs a run with GAP; this one has a dense head, which makes no class maps"
    shape = trace(network).rows[-1].in_shape
    numbers = f"its class maps, {shape_text(shape)}, are {prod(shape):,} numbers an epoch"
    if prod(shape) > MAX_FILM_NUMBERS:
        return (
            f"This run kept none: {numbers}, and a run keeps up to {MAX_FILM_NUMBERS:,}; smaller "
            "last maps, by a stride or a pool, have a film"
        )
    return f"This run kept none: {numbers}, more than runs kept when it was trained; train it again"
