"""Where a digit comes from: the pad, the samples, files. All end in the same way at an answer."""

from __future__ import annotations

from threading import Lock

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nin import data
from nin.images.digit import Grey
from pages.ui.components.pad import draw_pad, drawn_on
from pages.ui.draw.reply import show_reply
from pages.ui.parts.data_urls import url
from pages.ui.parts.terms import TERMS
from pages.ui.subject.network_choice import Asked

# Fifty people who draw at once are fifty threads that want the interpreter, and the one that sends
# their answers would wait behind them all: one after the other they wait a fifth as long.
_ONE_BY_ONE = Lock()


@st.fragment(key="pad-and-answer")
def show_pad(place: DeltaGenerator, asked: Asked, pen: int, threshold: float) -> None:
    """The pad; what follows from a stroke runs alone and is written into `place`."""
    if drawn := drawn_on("digit"):  # the answer is waited for, and what comes first is sent first
        with _ONE_BY_ONE:
            show_reply(place, asked, drawn.picture, threshold)
            draw_pad("digit", pen=pen)
    else:  # the pad is there before PyTorch, which may take seconds
        draw_pad("digit", pen=pen)
        show_reply(place, asked, None, threshold, empty="Draw a digit: the answer follows the pen.")


def show_samples(place: DeltaGenerator, asked: Asked, threshold: float) -> None:
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
    digit = digits[st.session_state.get("sample_turn", 0) % len(digits)]
    st.html(f'<div class="nin-sample"><img src="{url(digit)}" alt="A {label} of MNIST"></div>')
    show_reply(place, asked, digit, threshold)


def _turn() -> None:
    st.session_state.sample_turn = st.session_state.get("sample_turn", 0) + 1


@st.cache_data(max_entries=1, show_spinner="Opening the digits …")
def _samples() -> list[list[Grey]]:
    """The test images of the bundled digits, by class."""
    digits = data.load("digits")
    images = digits.test_images[:, 0]
    return [list(images[np.flatnonzero(digits.test_labels == label)]) for label in range(10)]
