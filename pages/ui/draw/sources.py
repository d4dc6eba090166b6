"""Where a digit comes from: the pad, the samples, files. Each ends in the same way to an answer."""

from __future__ import annotations

import streamlit as st
from PIL import Image
from streamlit.delta_generator import DeltaGenerator

from nin.images import Grey, NoInk
from pages.ui import networks
from pages.ui.draw.answer import answer_html, words_html
from pages.ui.networks import Asked
from pages.ui.pad import draw_pad

PENS = {"Hairline": 8, "Thin": 30, "Usual": 64, "Thick": 110, "Marker": 170}


@st.fragment(key="pad-and-answer")
def show_pad(place: DeltaGenerator, asked: Asked, pen: int, threshold: float) -> None:
    """The pad; what follows from a stroke runs alone and is written into `place`."""
    drawn = draw_pad("digit", pen=pen)
    show_answer(place, asked, drawn and drawn.picture, threshold)


def show_answer(
    place: DeltaGenerator, asked: Asked, drawing: Grey | Image.Image | None, threshold: float
) -> None:
    """What the network says of a drawing, or one sentence on why it says nothing."""
    st.session_state.seen = None
    with place:
        loaded = networks.load(asked)
    if isinstance(loaded, str):
        place.error(loaded, icon=":material/cloud_off:")
        return
    if drawing is None:
        place.html(words_html("Draw a digit: the answer follows the pen."))
        return
    from nin.classify import classify  # PyTorch is here by now

    try:
        answer = classify(loaded.model, drawing)
    except NoInk as error:
        place.html(words_html(f"{error}."))
        return
    st.session_state.seen = answer.steps.digit.tobytes()
    place.html(answer_html(answer, loaded, threshold, networks.credit(loaded, asked)))
