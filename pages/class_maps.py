"""The Class maps page: with global average pooling the last maps are the class scores."""

import streamlit as st

from pages.ui.class_maps.film import show_film
from pages.ui.class_maps.gradcam import show_gradients
from pages.ui.class_maps.largest import show_largest
from pages.ui.class_maps.logit_ledger import show_ledger
from pages.ui.class_maps.occlusion import show_occlusion
from pages.ui.class_maps.shifts import show_shifts
from pages.ui.shell.frame import frame
from pages.ui.subject.subject import choose

VIEWS = ("Scores", "Largest values", "Occlusion", "Shifted image", "Over epochs")

frame(
    "Class maps",
    "One map for each class, and its mean is the score: see where the answer comes from.",
)
left, right = st.columns([3, 9], gap="medium")
with left:
    subject = choose()
if subject is not None:
    with right:
        view = st.segmented_control(
            "View", VIEWS, default=VIEWS[0], required=True, key="view", label_visibility="collapsed"
        )
        match view:
            case "Occlusion":
                show_occlusion(subject)
            case "Shifted image":
                show_shifts(subject)
            case "Over epochs":
                show_film()
            case _ if not subject.has_class_maps:
                show_gradients(subject)
            case "Largest values":
                show_largest(subject)
            case _:
                show_ledger(subject)
