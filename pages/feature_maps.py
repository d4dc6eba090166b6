"""The Feature maps page: every layer's maps, and the small perceptron behind each pixel."""

import streamlit as st

from pages.ui.feature_maps.explorer import show_explorer
from pages.ui.shell.frame import frame
from pages.ui.subject.subject import choose

frame(
    "Feature maps",
    "A 1×1 convolution is a small perceptron applied to every pixel: choose one and see it work.",
)
left, right = st.columns([3, 9], gap="medium")
with left:
    subject = choose()
if subject is not None:
    with right:
        show_explorer(subject)
