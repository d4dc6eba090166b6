"""Where a picture comes from: the pad, the samples, files. All end in the same way at a reply."""

from __future__ import annotations

from contextlib import nullcontext
from enum import StrEnum
from html import escape
from threading import Lock
from typing import assert_never

import numpy as np
import streamlit as st
from PIL import Image

from nin import data
from pages.ui.components.pad import draw_pad, read_pad
from pages.ui.draw.gallery import show_gallery
from pages.ui.draw.reply import Reply
from pages.ui.parts.data_urls import upright, url
from pages.ui.parts.terms import TERMS
from pages.ui.shell import session
from pages.ui.subject.image_choice import samples

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
    """Images of the kind that the network learnt from, which no bundled weights have seen."""
    if not (loaded := reply.load()):
        return
    dataset = samples(loaded)
    name = st.selectbox(
        "A sample of the data",
        dataset.classes,
        index=min(3, len(dataset.classes) - 1),
        key=f"sample-{dataset.name}",
        help=TERMS["sample"],
        persist_state="session",
    )
    members = np.flatnonzero(dataset.test_labels == dataset.classes.index(name))
    st.button("Another one", key="another", icon=":material/casino:", on_click=_turn)
    if not len(members):
        reply.say("There is no image of this class to test on.")
        return
    pixels = upright(dataset.test_images[members[session.WRITER.get() % len(members)]])
    alt = escape(f"{name}, a sample of {data.title(dataset.name)}")
    st.html(f'<div class="nin-sample"><img src="{url(pixels)}" alt="{alt}"></div>')
    reply.to(Image.fromarray(pixels))


def _turn() -> None:
    session.WRITER.set(session.WRITER.get() + 1)
