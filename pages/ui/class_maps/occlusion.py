"""Occlusion: cover a part of the image and see which class suffers, to compare with class maps."""

from __future__ import annotations

from math import isqrt

import streamlit as st

from nin.interpret.many_images import quick_count
from nin.interpret.occlusion import Occlusion, occlusion
from pages.ui.components.map_view import Maps, Windows, maps_table, show_maps
from pages.ui.parts.numbers import two_decimals
from pages.ui.parts.terms import TERMS
from pages.ui.subject.many_images import kept
from pages.ui.subject.subject import Subject

_MAX_PLACES = 16  # of the square along each axis, at most


@st.fragment(key="occlusion")
def show_occlusion(subject: Subject) -> None:
    """For every place of a covering square, how much each logit changes."""
    side = subject.loaded.network.image_size
    if side == 1:
        st.info("This image is a single pixel: no part of it can be covered alone.")
        return
    size = st.slider(
        "Size of the square",
        1,
        side,
        max(1, round(side / 4)),
        format="%d px",
        key="occlusion-size",
        help=TERMS["occlusion_size"],
    )
    changes = _changes(subject, size)
    lowest, highest = changes.logits.min((1, 2)), changes.logits.max((1, 2))
    shown = Maps(
        "occlusion",
        changes.logits,
        image=subject.image[0],
        windows=Windows(
            tuple((at, at + size) for at in changes.starts), 0, changes.stride, side, "covers"
        ),
        names=[f"class {name}" for name in subject.loaded.classes],
        captions=[
            f"{name}\n{two_decimals(low)} … {two_decimals(high)}"
            for name, low, high in zip(subject.loaded.classes, lowest, highest, strict=True)
        ],
        marked=int(subject.logits.argmax()),
        columns=5,
    )
    show_maps("occlusion-maps", shown)
    st.caption(
        f"Each cell is one place of a {size}×{size} square of background, {changes.stride} px from "
        "the next; its colour is how the class's logit changes when the square covers that place, "
        "below 0 where it covers what speaks for the class, above 0 where it covers what speaks "
        "for others. Under each map its lowest and its highest change. "
        "Class maps come from one pass through the network; this took "
        f"{len(changes.starts) ** 2} more."
    )
    with st.expander("The same in numbers"):
        maps_table(shown)


def _changes(subject: Subject, size: int) -> Occlusion:
    """For as many places as are quick; the image as it is has to be looked at as well."""
    loaded, image = subject.loaded, subject.image
    along = max(2, min(_MAX_PLACES, isqrt(quick_count(loaded.network) - 1)))
    stride = max(1, -(-(loaded.network.image_size - size) // (along - 1)))
    return kept(
        ("occlusion", loaded.key, subject.picture.key, size),
        lambda progress: occlusion(loaded.network, loaded.weights, image, size, stride, progress),
    )
