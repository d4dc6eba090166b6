"""Files of pictures: each with its answer, one of them with everything about it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from nin.images.reading import ImageError, read
from nin.interpret.classify import Answer
from nin.limits import MAX_UPLOAD_BYTES
from pages.ui.draw.answer import class_text
from pages.ui.draw.reply import Reply, answer
from pages.ui.parts.data_urls import upright, url
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import sentence
from pages.ui.subject.loading import Loaded

MAX_FILES = 24  # at once; a photo takes up to a second
_KINDS = ["image/png", "image/jpeg", "image/webp"]  # what a phone or a file dialog offers


def show_gallery(reply: Reply) -> None:
    """The choice of files, their answers, and the one that is looked at closely."""
    files: Sequence[UploadedFile] = st.file_uploader(
        "Pictures of one digit or thing each",
        _KINDS,
        accept_multiple_files=True,
        key="files",
        help=TERMS["upload"],
        max_upload_size=MAX_UPLOAD_BYTES // 1_000_000,
    )
    if len(files) > MAX_FILES:
        st.warning(f"The first {MAX_FILES} of {len(files)} pictures are shown.")
        files = files[:MAX_FILES]
    loaded = reply.load()
    if loaded and files:
        _show_files(reply, loaded, files)
    elif loaded:
        reply.say("Choose pictures, or drop them here: any size, ink and paper.")


def _show_files(reply: Reply, loaded: Loaded, files: Sequence[UploadedFile]) -> None:
    answers = []
    for number, file in enumerate(files):
        reply.place.progress(number / len(files), "Looking at the pictures …")
        answers.append(_answer(file.getvalue(), loaded.key, loaded))
    figures = (
        _figure(file.name, given, loaded, reply.threshold)
        for file, given in zip(files, answers, strict=True)
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
    reply.show(loaded, answers[min(shown, len(files) - 1)])


@st.cache_data(max_entries=4 * MAX_FILES, show_spinner=False)
def _answer(file: bytes, network: str, _loaded: Loaded) -> Answer | str:
    """Cached for each file and network: decoding a photo takes up to a second."""
    try:
        return answer(_loaded, read(file))
    except ImageError as error:
        return sentence(str(error))


def _figure(name: str, given: Answer | str, loaded: Loaded, threshold: float) -> str:
    if isinstance(given, str):
        words = f"{escape(name)}: {escape(given)}"
        return f'<figure class="none"><figcaption>{words}</figcaption></figure>'
    seen = url(upright(given.prepared.pixels))
    picture = f'<img src="{seen}" alt="What the network sees of {escape(name)}">'
    class_name = escape(class_text(given, loaded, threshold))
    return (
        f"<figure>{picture}<figcaption><b>{class_name}</b> {given.probability:.0%}<br>"
        f"{escape(name)}</figcaption></figure>"
    )
