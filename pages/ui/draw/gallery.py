"""Files with digits on them: each with its answer, one of them with everything about it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from nin.images.uploads import UploadError, read_upload
from nin.limits import MAX_UPLOAD_BYTES
from pages.ui.draw.answer import named, words_html
from pages.ui.draw.reply import reply, show_found
from pages.ui.parts.data_urls import url
from pages.ui.parts.terms import TERMS
from pages.ui.subject import network_choice
from pages.ui.subject.network_choice import Asked, Loaded

if TYPE_CHECKING:
    from nin.interpret.classify import Answer

MAX_FILES = 24  # at once; a photo takes up to a second
_KINDS = ["image/png", "image/jpeg", "image/webp"]  # what a phone or a file dialog offers


def show_gallery(place: DeltaGenerator, asked: Asked, threshold: float) -> None:
    """The choice of files, their answers, and the one that is looked at closely."""
    files = st.file_uploader(
        "Pictures with one digit each",
        _KINDS,
        accept_multiple_files=True,
        key="files",
        help=TERMS["upload"],
        max_upload_size=MAX_UPLOAD_BYTES // 1_000_000,
    )
    if len(files) > MAX_FILES:
        st.warning(f"The first {MAX_FILES} of {len(files)} pictures are shown.")
        files = files[:MAX_FILES]
    with place:
        loaded = network_choice.load(asked)
    if isinstance(loaded, str):
        st.session_state.seen = None
        place.error(loaded, icon=":material/cloud_off:")
    elif files:
        _show_files(place, asked, loaded, files, threshold)
    else:
        st.session_state.seen = None
        place.html(words_html("Choose pictures, or drop them here: any size, ink and paper."))


def _show_files(
    place: DeltaGenerator, asked: Asked, loaded: Loaded, files: list[UploadedFile], threshold: float
) -> None:
    found = []
    for number, file in enumerate(files):
        place.progress(number / len(files), "Looking at the pictures …")
        found.append(_found(file.getvalue(), str(asked.file), loaded.written, loaded))
    figures = (
        _figure(f.name, each, loaded, threshold) for f, each in zip(files, found, strict=True)
    )
    st.html(f'<div class="nin-own nin-gallery">{"".join(figures)}</div>')
    shown = 0
    if len(files) > 1:
        shown = st.selectbox(
            "Look closely at",
            range(len(files)),
            key="closely",
            format_func=lambda place: (
                f"{place + 1}: {files[place].name}" if place < len(files) else ""
            ),
        )
    show_found(place, asked, loaded, found[min(shown, len(files) - 1)], threshold)


@st.cache_data(max_entries=4 * MAX_FILES, show_spinner=False)
def _found(data: bytes, file: str, written: int, _loaded: Loaded) -> Answer | str:
    """Of the same bytes and the same weights only once, since photos take their time."""
    try:
        return reply(_loaded, read_upload(data))
    except UploadError as error:
        return f"{error.reason}."


def _figure(name: str, found: Answer | str, loaded: Loaded, threshold: float) -> str:
    if isinstance(found, str):
        words = f"{escape(name)}: {escape(found)}"
        return f'<figure class="none"><figcaption>{words}</figcaption></figure>'
    picture = f'<img src="{url(found.steps.digit)}" alt="What the network sees of {escape(name)}">'
    said = escape(named(found, loaded, threshold))
    return (
        f"<figure>{picture}<figcaption><b>{said}</b> {found.probability:.0%}<br>"
        f"{escape(name)}</figcaption></figure>"
    )
