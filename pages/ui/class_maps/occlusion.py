"""Occlusion: cover a part of the image and see which class suffers, to compare with class maps."""

from __future__ import annotations

import streamlit as st

from pages.ui.components.map_view import Maps, Windows, maps_table, show_maps
from pages.ui.parts.numbers import two_decimals
from pages.ui.parts.terms import TERMS
from pages.ui.subject.subject import Subject

_MAX_PLACES = 16  # of the square along each axis, at most


@st.fragment(key="occlusion")
def show_occlusion(subject: Subject) -> None:
    """For every place of a covering square, how much each logit changes."""
    from nin.interpret.occlusion import occlusion

    side = subject.loaded.network.image_size
    size = st.slider(
        "Size of the square",
        1,
        side,
        max(1, round(side / 4)),
        format="%d px",
        key="occlusion-size",
        help=TERMS["occlusion_size"],
    )
    stride = max(1, -(-(side - size) // (_MAX_PLACES - 1)))
    changes = occlusion(subject.loaded.model, subject.image, size, stride)
    lowest = changes.logits.min((1, 2))
    shown = Maps(
        "occlusion",
        changes.logits,
        image=subject.image[0].numpy(),
        windows=Windows(tuple((at, at + size) for at in changes.starts), 0, stride, side, "covers"),
        names=[f"class {name}" for name in subject.loaded.classes],
        captions=[
            f"{name}\n{two_decimals(change)}"
            for name, change in zip(subject.loaded.classes, lowest, strict=True)
        ],
        marked=int(subject.logits.argmax()),
        columns=5,
    )
    show_maps("occlusion-maps", shown)
    st.caption(
        f"Each cell is one place of a {size}×{size} square of background, {stride} px from the "
        "next; its colour is how the class's logit changes when the square covers that place, "
        "below 0 where it covers what speaks for the class. Under each map its lowest change. "
        "Class maps come from one pass through the network; this took "
        f"{len(changes.starts) ** 2} more."
    )
    with st.expander("The same in numbers"):
        maps_table(shown)
