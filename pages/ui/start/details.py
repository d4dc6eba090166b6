"""What follows the pen once it rests: one's own set, settings, the way from picture to network.

A fragment of its own, below the network, so that no stroke waits for it.
"""

from __future__ import annotations

import streamlit as st

from nin.images.digit import Step
from pages.ui.components.echo.echo import hear
from pages.ui.start.answer import steps_html
from pages.ui.start.gallery import chosen_file
from pages.ui.start.own import show_own
from pages.ui.start.settings import show_settings
from pages.ui.subject import picture
from pages.ui.subject.loading import Loaded
from pages.ui.subject.picture import OWN_SOURCE, Picture


@st.fragment
def show_details(loaded: Loaded) -> None:
    """The own set, if there is one, and a fold with the rest."""
    show_own()
    with st.expander("Settings, and the way from the picture to the network", key="details"):
        show_settings()
        if steps := _steps(loaded):
            st.html(steps_html(steps))
    hear("echo-details")


def _steps(loaded: Loaded) -> tuple[Step, ...]:
    """Of a file as it was read: the picture that all pages look at is what came of it."""
    kind, _ = picture.source()
    seen = chosen_file(loaded) if kind == OWN_SOURCE else picture.picture(loaded)
    return seen.steps if isinstance(seen, Picture) else ()
