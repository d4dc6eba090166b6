"""The Class maps page: with global average pooling the last maps are the class scores."""

import streamlit as st

from pages.ui.class_maps.views import show_views
from pages.ui.shell.frame import frame
from pages.ui.subject.subject import choose

frame(
    "Class maps",
    "One map for each class, and its mean is the score: see where the answer comes from.",
)
left, right = st.columns([3, 9], gap="medium")
with left:
    subject = choose()
if subject is not None:
    with right:
        show_views(subject)
