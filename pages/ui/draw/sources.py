"""Where a digit comes from: the pad, the samples, files. All end in the same way at a reply."""

from __future__ import annotations

from contextlib import nullcontext
from enum import StrEnum
from threading import Lock
from typing import assert_never

import numpy as np
import streamlit as st

from nin import data
from nin.images.digit import Grey
from pages.ui.components.pad import draw_pad, read_pad
from pages.ui.draw.gallery import show_gallery
from pages.ui.draw.reply import Reply
from pages.ui.parts.data_urls import url
from pages.ui.parts.terms import TERMS
from pages.ui.shell import session

# Fifty people who draw at once are fifty threads that want the interpreter, and the one that sends
# their answers would wait behind them all: one after the other they wait three quarters as long.
_ONE_BY_ONE = Lock()


class Source(StrEnum):
    """Where a digit comes from."""

    PAD = "Draw"
    SAMPLES = "Samples"
    FILES = "Upload"


def choose_source() -> Source:
    """The choice of where the digit comes from."""
    return st.segmented_control(
        "Where the digit comes from",
        Source,
        default=Source.PAD,
        required=True,
        key="source",
        label_visibility="collapsed",
        persist_state="session",
    )


def show_source(source: Source, reply: Reply, pen: int) -> None:
    """Show what a digit is drawn on or chosen from, and the reply to it."""
    match source:
        case Source.PAD:
            show_pad(reply, pen)
        case Source.SAMPLES:
            show_samples(reply)
        case Source.FILES:
            show_gallery(reply)
        case _:
            assert_never(source)


@st.fragment(key="pad-and-answer")
def show_pad(reply: Reply, pen: int) -> None:
    """The pad; what follows from a stroke runs alone."""
    pad = read_pad("digit")
    with _ONE_BY_ONE if pad.drawing else nullcontext():  # who only opens the page waits for nobody
        if pad.drawing:  # the answer is waited for, and what comes first is sent first
            reply.to(pad.drawing.picture)
        elif reply.load():
            reply.say("Draw a digit: the answer follows the pen.")
        draw_pad(pad, pen=pen)


def show_samples(reply: Reply) -> None:
    """Digits that other people wrote, which no bundled weights have learnt from."""
    label = st.segmented_control(
        "A digit that somebody else wrote",
        range(10),
        default=3,
        required=True,
        key="sample",
        help=TERMS["sample"],
        persist_state="session",
    )
    digits = _samples()[label]
    st.button("Another writer's", key="another", icon=":material/casino:", on_click=_turn)
    digit = digits[session.WRITER.get() % len(digits)]
    st.html(f'<div class="nin-sample"><img src="{url(digit)}" alt="A {label} of MNIST"></div>')
    reply.to(digit)


def _turn() -> None:
    session.WRITER.set(session.WRITER.get() + 1)


@st.cache_data(max_entries=1, show_spinner="Opening the digits …")
def _samples() -> list[list[Grey]]:
    """The test images of the bundled digits, by class."""
    digits = data.load("digits")
    images = digits.test_images[:, 0]
    return [list(images[np.flatnonzero(digits.test_labels == label)]) for label in range(10)]
