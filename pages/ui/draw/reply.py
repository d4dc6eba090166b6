"""What the network says of a drawing, written into its place on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from PIL import Image
from streamlit.delta_generator import DeltaGenerator

from nin.images.digit import Grey, NoInk
from pages.ui.draw.answer import answer_html, words_html
from pages.ui.subject import network_choice
from pages.ui.subject.network_choice import Asked, Loaded

if TYPE_CHECKING:
    from nin.interpret.classify import Answer


def show_reply(
    place: DeltaGenerator,
    asked: Asked,
    drawing: Grey | Image.Image | None,
    threshold: float,
    *,
    empty: str = "",
) -> None:
    """The answer, or one sentence on why there is none.

    What was looked at is noted in the session, for "It was a …".

    Args:
        place: An element outside that holds one thing at a time.
        asked: Who answers.
        drawing: What is asked about; None for nothing yet.
        threshold: The least probability in [0, 1] for which a class is named.
        empty: What to say where there is no drawing.
    """
    with place:
        loaded = network_choice.load(asked)
    if isinstance(loaded, str):
        st.session_state.seen = None
        place.error(loaded, icon=":material/cloud_off:")
        return
    found = empty if drawing is None else reply(loaded, drawing)
    show_found(place, asked, loaded, found, threshold)


def reply(loaded: Loaded, drawing: Grey | Image.Image) -> Answer | str:
    """What a network says of a drawing, or why it cannot."""
    from nin.interpret.classify import classify  # PyTorch is here by now

    try:
        return classify(loaded.model, drawing)
    except NoInk as error:
        return f"{error}."


def show_found(
    place: DeltaGenerator, asked: Asked, loaded: Loaded, found: Answer | str, threshold: float
) -> None:
    """An answer or a sentence."""
    if isinstance(found, str):
        st.session_state.seen = None
        place.html(words_html(found))
    else:
        st.session_state.seen = found.steps.digit.tobytes()
        place.html(answer_html(found, loaded, threshold, network_choice.credit(loaded, asked)))
