"""What follows the pen once it rests: the chosen layer, one's own set, settings, the five steps.

A fragment of its own, below the network, so that no stroke waits for it.
"""

from __future__ import annotations

import streamlit as st

from nin.images.digit import Step
from pages.ui.components.echo.echo import hear
from pages.ui.parts.terms import KEY_SENTENCE
from pages.ui.start.answer import steps_html
from pages.ui.start.gallery import chosen_file
from pages.ui.start.layer_line import show_layer_line
from pages.ui.start.network_flow import chosen_layer
from pages.ui.start.own import ask_what_it_was, show_own
from pages.ui.start.settings import show_settings
from pages.ui.subject import picture
from pages.ui.subject.loading import Loaded
from pages.ui.subject.picture import OWN_SOURCE, Picture
from pages.ui.subject.subject import subject_of


@st.fragment
def show_details(loaded: Loaded) -> None:
    """The chosen layer, the question what it was, the own set, and a fold with the rest."""
    seen = picture.picture(loaded)
    if isinstance(seen, Picture):
        subject = subject_of(loaded, seen)
        with st.container(horizontal=True, vertical_alignment="center"):
            if subject.has_class_maps:
                st.html(f'<h2 class="nin-key">{KEY_SENTENCE}</h2>')
            ask_what_it_was(loaded, seen)
        show_layer_line(subject, chosen_layer(subject))
    show_own()
    with st.expander("Settings, and the way from the picture to the network", key="details"):
        show_settings()
        if steps := _steps(loaded, seen):
            st.html(steps_html(steps))
    hear("echo-details")


def _steps(loaded: Loaded, seen: Picture | str) -> tuple[Step, ...]:
    """Of a file as it was read: the picture that all pages look at is what came of it."""
    kind, _ = picture.source()
    of_file = chosen_file(loaded) if kind == OWN_SOURCE else seen
    return of_file.steps if isinstance(of_file, Picture) else ()
