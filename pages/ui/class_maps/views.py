"""The ways to look at class maps, and the choice between them."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

import streamlit as st

from pages.ui.class_maps.film import show_film
from pages.ui.class_maps.gradcam import show_gradients
from pages.ui.class_maps.largest import show_largest
from pages.ui.class_maps.logit_ledger import show_ledger
from pages.ui.class_maps.occlusion import show_occlusion
from pages.ui.class_maps.shifts import show_shifts
from pages.ui.subject.subject import Subject


class View(StrEnum):
    """The ways to look at class maps."""

    SCORES = "Scores"
    LARGEST = "Largest values"
    OCCLUSION = "Occlusion"
    SHIFTS = "Shifted image"
    FILM = "Over epochs"


def show_views(subject: Subject) -> None:
    """The choice of a view, and the view; a dense head has no class maps, but Grad-CAM."""
    view = st.segmented_control(
        "View",
        View,
        default=View.SCORES,
        required=True,
        key="class-maps-view",
        label_visibility="collapsed",
    )
    match view:
        case View.SCORES | View.LARGEST if not subject.has_class_maps:
            show_gradients(subject)
        case View.SCORES:
            show_ledger(subject)
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
