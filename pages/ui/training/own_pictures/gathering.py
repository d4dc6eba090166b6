"""Pictures for a class: drawn on a pad one after another, or from files."""

from __future__ import annotations

import streamlit as st

from nin.data import own_sets
from nin.data.own_sets import OwnSet, OwnSetError
from nin.images.reading import ImageError, read
from nin.limits import MAX_UPLOAD_BYTES
from nin.words import counted
from pages.ui.components.pad import clear_pad, draw_pad, read_pad
from pages.ui.parts.data_urls import upright, url
from pages.ui.parts.words import plain
from pages.ui.shell import session
from pages.ui.shell.embedded import warn_of_uploads
from pages.ui.shell.network_state import everywhere
from pages.ui.shell.own_drawings import own_drawings
from pages.ui.training.own_pictures.notices import note, told

_PAD = "own-pad"
_KINDS = ["image/png", "image/jpeg", "image/webp"]


def show_gathering(owner: str, own: OwnSet) -> None:
    """The class that is filled now, and the ways to fill it."""
    names = [each.name for each in own.classes]
    if not names:
        st.caption("Name a class first, and another one; then draw or upload its pictures here.")
        return
    if session.OWN_CLASS.get() not in names:
        session.OWN_CLASS.set(names[0])
    st.segmented_control("Pictures for the class", names, required=True, key=session.OWN_CLASS.name)
    name = session.OWN_CLASS.get() or names[0]
    _show_pad(owner, own, name)
    _show_files(owner, own, name)
    _show_kept(owner, own)


def _show_pad(owner: str, own: OwnSet, name: str) -> None:
    pad = read_pad(_PAD)
    with st.container(key="own-pad-place", width=240):
        draw_pad(pad, live=False, label=f"Drawing area: draw one {name}")
    with st.container(horizontal=True, vertical_alignment="center", key="own-add-row"):
        st.button(
            f"Add to {plain(name)}",
            key="own-add",
            type="primary",
            icon=":material/add:",
            disabled=pad.drawing is None,
            on_click=everywhere,
            args=(_add_drawing, owner, own, name),
        )
        if pad.drawing is not None:
            try:
                pixels = own_sets.prepared(own.settings, pad.drawing.picture)
            except OwnSetError:
                return  # said when it is added
            st.html(
                f'<div class="nin-own"><figure><img src="{url(upright(pixels))}" alt="Your drawing '
                'as the network will see it"><figcaption>as it is seen</figcaption></figure></div>'
            )


def _add_drawing(owner: str, own: OwnSet, name: str) -> None:
    drawing = read_pad(_PAD).drawing
    if drawing is None:
        return
    try:
        own_sets.add(owner, own.id, name, drawing.picture, drawn=True)
    except OwnSetError as error:
        note([str(error)])
    else:
        clear_pad(_PAD)


def _show_files(owner: str, own: OwnSet, name: str) -> None:
    warn_of_uploads()
    files = st.file_uploader(
        f"Or files with one {plain(name)} each",
        _KINDS,
        accept_multiple_files=True,
        key=f"own-files-{own.count}",  # empty again once they are added
        max_upload_size=MAX_UPLOAD_BYTES // 1_000_000,
    )
    if files and st.button(
        f"Add {counted(len(files), 'file')} to {plain(name)}", key="own-files-add"
    ):
        with st.spinner("Preparing the pictures …"):
            for file in files:
                try:
                    own_sets.add(owner, own.id, name, read(file.getvalue()))
                except (OwnSetError, ImageError) as error:
                    note([f"{file.name[:40]}: {error}"])
        st.rerun()


def _show_kept(owner: str, own: OwnSet) -> None:
    kept = own_drawings()
    if not kept or own.settings != own_sets.Settings():
        return
    if st.button(
        f"Add the {counted(len(kept), 'digit')} that you kept on Start",
        key="own-kept",
        help="A class for each digit; those that are there already are filled.",
    ):
        told(own_sets.add_digits, owner, own.id, kept)
        st.rerun()
