"""What else follows from the answers, one view at a time."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

import streamlit as st

from nin.results import Result
from pages.ui.results.changed import show_changed
from pages.ui.results.rivals import show_rivals
from pages.ui.results.sureness import show_sureness
from pages.ui.results.tested import Tested
from pages.ui.shell import session
from pages.ui.shell.known_weights import Origin
from pages.ui.subject import link
from pages.ui.subject.loading import Loaded


class View(StrEnum):
    """The ways to look at the answers as a whole."""

    SURE = "How sure it is"
    CHANGED = "Moved and redrawn"
    RIVALS = "Two networks"


def show_sections(shown: Result, origin: Origin, loaded: Loaded, images: Tested) -> None:
    """The choice of a view, and the view."""
    place = link.place_of_link()
    if place.get("view") in [*View]:
        session.RESULTS_VIEW.set(place["view"])
    if session.RESULTS_VIEW.get() not in [*View]:
        session.RESULTS_VIEW.set(View.SURE)
    st.segmented_control(
        "View",
        list(View),
        required=True,
        key=session.RESULTS_VIEW.name,
        label_visibility="collapsed",
    )
    view = View(session.RESULTS_VIEW.get() or View.SURE)
    link.note_place(view=view)
    with st.container(key=f"view-{view.name.lower()}"):
        match view:
            case View.SURE:
                show_sureness(shown.answers)
            case View.CHANGED:
                show_changed(shown)
            case View.RIVALS:
                show_rivals(shown, origin, loaded, images)
            case _:
                assert_never(view)
