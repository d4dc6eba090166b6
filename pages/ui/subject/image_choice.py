"""The choice of an image: the drawing on the pad, a sample of the data, a picture of one's own."""

from __future__ import annotations

import streamlit as st

from nin.images import reading
from nin.images.reading import ImageError
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import plain, sentence
from pages.ui.shell import session
from pages.ui.shell.embedded import warn_of_uploads
from pages.ui.shell.moved import widget_key
from pages.ui.shell.network_state import everywhere
from pages.ui.subject import picture
from pages.ui.subject.loading import Loaded
from pages.ui.subject.picture import ANY, PAD_SOURCE, Picture, prepared, samples

_UPLOAD = session.field("picture-upload")
_MOST = 99_999  # number of a sample, beyond which none is found


def show_image_choice(loaded: Loaded) -> None:
    """The three ways to an image that this network takes."""
    source, _ = picture.source()
    if loaded.network.in_channels == 1:
        with st.container(horizontal=True):
            st.button(
                "Your drawing",
                key="look-at-pad",
                icon=":material/draw:",
                disabled=source == PAD_SOURCE,
                on_click=everywhere,
                args=(picture.look_at_pad,),
            )
            st.page_link("app.py", label="Draw another", icon=":material/edit:")
    show_sample_choice(loaded)
    warn_of_uploads()
    st.file_uploader(
        "A picture",
        ["png", "jpg", "jpeg", "webp"],
        key=_UPLOAD.name,
        help=TERMS["picture_upload"],
        on_change=everywhere,
        args=(_look_at_upload, loaded),
    )
    if notice := session.REFUSED_PICTURE.pop():
        st.warning(plain(notice), icon=":material/broken_image:")


def show_sample_choice(loaded: Loaded) -> None:
    """The class of a sample, and which of its test images."""
    dataset = samples(loaded)
    _, shown = picture.source()
    name, number = shown or (None, 1)
    keys = (
        widget_key("sample-class", name if name in (ANY, *dataset.classes) else None),
        widget_key("sample-number", number),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "A sample of the data",
            [ANY, *dataset.classes],
            key=keys[0],
            placeholder="Choose a class",
            help=TERMS["sample"],
            on_change=everywhere,
            args=(_look_at_sample, *keys),
            width=180,
        )
        st.number_input(
            "Number",
            1,
            _MOST,
            key=keys[1],
            required=True,
            help=TERMS["sample_number"],
            on_change=everywhere,
            args=(_look_at_sample, *keys),
            width=110,
        )


def _look_at_sample(class_key: str, number_key: str) -> None:
    name, number = session.field(class_key).get(), session.field(number_key).get()
    picture.look_at_sample(name or ANY, number or 1)


def _look_at_upload(loaded: Loaded) -> None:
    file = _UPLOAD.get()
    if file is None:
        return
    try:
        ready = prepared(loaded, reading.read(file.getvalue()), file.name)
    except ImageError as error:
        ready = sentence(str(error))
    if isinstance(ready, Picture):
        picture.look_at(ready)
    else:
        session.REFUSED_PICTURE.set(ready)
