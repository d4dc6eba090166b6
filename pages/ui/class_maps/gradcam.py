"""Class maps of a dense head, which has none of its own: Grad-CAM, and why it is not the same."""

from __future__ import annotations

import streamlit as st

from nin.interpret.gradcam import grad_cam
from pages.ui.components.map_view import Maps, maps_table, show_maps, windows_of
from pages.ui.parts.numbers import two_decimals
from pages.ui.subject.subject import Subject


@st.fragment(key="gradients")
def show_gradients(subject: Subject) -> None:
    """Grad-CAM's map for each class, with the logits that they do not add up to."""
    loaded = subject.loaded
    classes = range(len(loaded.classes))
    maps = grad_cam(loaded.network, loaded.weights, subject.image, classes)
    *_, row = (row for row in subject.rows if row.layer == loaded.network.last_block)
    st.info(
        "This network has a dense head. It mixes all cells of all maps with weights of its own, so "
        "there is no map whose mean is a class's logit. Grad-CAM (Selvaraju et al., 2017) asks the "
        "gradient instead: which of the last maps would raise the logit. It holds for small "
        "changes around this image only, and its sum is no logit.",
        icon=":material/blur_on:",
    )
    shown = Maps(
        "Grad-CAM",
        maps,
        image=subject.image[0],
        windows=windows_of(subject.rows, row.name, loaded.network.image_size),
        names=loaded.classes,
        captions=[
            f"{name}\n{two_decimals(logit)}"
            for name, logit in zip(loaded.classes, subject.logits, strict=True)
        ],
        marked=int(subject.logits.argmax()),
        overlay=0.75,
        columns=5,
    )
    show_maps("gradient-maps", shown)
    with st.expander("The same in numbers"):
        maps_table(shown)
