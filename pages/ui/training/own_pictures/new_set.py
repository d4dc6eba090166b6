"""A new set of one's own pictures: named here, or opened from a ZIP."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

import streamlit as st

from nin.data import own_sets
from nin.data.own_sets import OwnSet, Settings
from nin.images.preparation import Preparation
from nin.limits import MAX_ARCHIVE_BYTES
from pages.ui.shell.embedded import warn_of_uploads
from pages.ui.training import form
from pages.ui.training.own_pictures.notices import note, show_notices, told

_SIDES = (28, 32, 64, 96)
_DRAWINGS = "Drawings: found by their ink, 28 × 28"
_KINDS: Mapping[str, tuple[Preparation, int]] = {
    _DRAWINGS: (Preparation.INK, 1),
    "One thing each on a plain ground: 28 × 28": (Preparation.THING, 1),
    "Whole pictures, grey": (Preparation.WHOLE, 1),
    "Whole pictures, in colour": (Preparation.WHOLE, 3),
}


def show_new_set(owner: str) -> None:
    """How to begin."""
    st.markdown("**Your own pictures.** Give the set a name, then name its classes and fill them.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Name", key="own-set-name", placeholder="Shapes", width=220)
        kind = st.selectbox("What the pictures are", list(_KINDS), key="own-set-kind", width=330)
        preparation, channels = _KINDS[kind or _DRAWINGS]
        side = _SIDES[0]
        if preparation is Preparation.WHOLE:
            side = st.selectbox("Pixels a side", _SIDES, key="own-set-side", width=120)
        is_made = st.button("Make the set", key="own-set-make", type="primary")
    if is_made:
        settings = Settings(preparation, channels, side)
        _choose(told(own_sets.create, owner, name or "", settings))
    warn_of_uploads()
    file = st.file_uploader(
        "Or open a ZIP with a folder of pictures for each class",
        ["zip"],
        key="own-set-zip",
        max_upload_size=MAX_ARCHIVE_BYTES // 1_000_000,
    )
    if file is not None and st.button(f"Open {file.name}", key="own-set-open"):
        stem = PurePath(file.name).stem[:40]
        settings = Settings(preparation, channels, side)
        if opened := told(
            own_sets.from_zip, owner, stem, file.getvalue(), settings, called=name or ""
        ):
            own, left_out = opened
            note([f"Left out: {words}" for words in left_out])
            _choose(own)
    show_notices()


def _choose(own: OwnSet | None) -> None:
    if own is not None:
        form.choose_dataset(own.dataset)
        st.rerun()
