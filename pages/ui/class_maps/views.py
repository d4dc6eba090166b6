"""The ways to look at class maps, and the choice between them."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

import streamlit as st

from pages.ui.class_maps import scores
from pages.ui.class_maps.film import show_film
from pages.ui.class_maps.gradcam import show_gradients
from pages.ui.class_maps.largest import show_largest
from pages.ui.class_maps.occlusion import show_occlusion
from pages.ui.class_maps.shifts import show_shifts
from pages.ui.shell import session
from pages.ui.subject import link
from pages.ui.subject.subject import Subject


class View(StrEnum):
    """The ways to look at class maps."""

    SCORES = "Scores"
    LARGEST = "Largest values"
    OCCLUSION = "Occlusion"
    SHIFTS = "Moved image"
    FILM = "Over epochs"


def show_views(subject: Subject) -> None:
    """The choice of a view, and the view; a dense head has no class maps, but Grad-CAM."""
    view = _choose_view()
    link.note_place(view=view)
    with st.container(key=f"view-{view.name.lower()}"):
        _show(view, subject)


def _show(view: View, subject: Subject) -> None:
    match view:
        case View.SCORES | View.LARGEST if not subject.has_class_maps:
            show_gradients(subject)
        case View.SCORES:
            scores.show_scores(subject)
        case View.LARGEST:
            show_largest(subject)
        case View.OCCLUSION:
            show_occlusion(subject)
        case View.SHIFTS:
            show_shifts(subject)
        case View.FILM:
            show_film()
        case _:
            assert_never(view)


def _choose_view() -> View:
    """The view, as a link or the buttons have it."""
    place = link.place_of_link()
    if place.get("view") in [*View]:
        session.CLASS_MAPS_VIEW.set(place["view"])
    if session.CLASS_MAPS_VIEW.get() not in [*View]:
        session.CLASS_MAPS_VIEW.set(View.SCORES)
    scores.open_at(place.get("mode", ""), place.get("cell", ""), place.get("mask"))
    st.segmented_control(
        "View",
        list(View),
        required=True,
        key=session.CLASS_MAPS_VIEW.name,
        label_visibility="collapsed",
    )
    return View(session.CLASS_MAPS_VIEW.get() or View.SCORES)
