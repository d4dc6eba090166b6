"""Files of pictures: each with its answer, one of them looked at closely."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from nin.images.reading import ImageError, read
from nin.interpret.logit_ledger import softmax
from nin.limits import MAX_UPLOAD_BYTES
from pages.ui.parts.data_urls import upright, url
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import sentence
from pages.ui.shell import session
from pages.ui.shell.embedded import warn_of_uploads
from pages.ui.shell.network_state import everywhere
from pages.ui.start.answer import class_text
from pages.ui.start.settings import threshold
from pages.ui.subject import picture
from pages.ui.subject.loading import Loaded
from pages.ui.subject.picture import Picture, prepared
from pages.ui.subject.subject import subject_of

MAX_FILES = 24  # at once; a photo takes up to a second
_KINDS = ["image/png", "image/jpeg", "image/webp"]  # what a phone or a file dialog offers


def show_gallery(loaded: Loaded) -> None:
    """The choice of files, their answers, and which one is looked at closely."""
    warn_of_uploads()
    files: Sequence[UploadedFile] = st.file_uploader(
        "Pictures of one digit or thing each",
        _KINDS,
        accept_multiple_files=True,
        key=session.FILES.name,
        help=TERMS["upload"],
        max_upload_size=MAX_UPLOAD_BYTES // 1_000_000,
        on_change=everywhere,
        args=(_look_at_new, loaded),
    )
    if len(files) > MAX_FILES:
        st.warning(f"The first {MAX_FILES} of {len(files)} pictures are shown.")
        files = files[:MAX_FILES]
    session.FILES_SEEN.set(len(files))
    if not files:
        return
    place, ready = st.empty(), []
    for number, file in enumerate(files):
        place.progress(number / len(files), "Looking at the pictures …")
        ready.append(_prepared(file.getvalue(), loaded.key, file.name, loaded))
    place.empty()
    figures = map(_figure, [file.name for file in files], ready, [loaded] * len(files))
    st.html(f'<div class="nin-own nin-gallery">{"".join(figures)}</div>')
    if len(files) > 1:
        st.selectbox(
            "Look closely at",
            range(len(files)),
            key=session.CLOSELY.name,
            format_func=lambda place: (
                f"{place + 1}: {files[place].name}" if place < len(files) else ""
            ),
            on_change=everywhere,
            args=(_look_at, loaded),
        )


def chosen_file(loaded: Loaded) -> Picture | str | None:
    """The file that is looked at closely, as it was read; None where there is none."""
    files, place = session.FILES.get(), session.CLOSELY.get()
    if place >= len(files):
        return None
    file = files[place]
    return _prepared(file.getvalue(), loaded.key, file.name, loaded)


@st.cache_data(max_entries=4 * MAX_FILES, show_spinner=False)
def _prepared(file: bytes, network: str, name: str, _loaded: Loaded) -> Picture | str:
    """Cached for each file and network: decoding a photo takes up to a second."""
    try:
        return prepared(_loaded, read(file), name)
    except ImageError as error:
        return sentence(str(error))


def _look_at_new(loaded: Loaded) -> None:
    """The first of the files that came last becomes what all pages look at."""
    before, now = session.FILES_SEEN.get(), min(len(session.FILES.get()), MAX_FILES)
    session.CLOSELY.set(before if before < now else 0)
    _look_at(loaded)


def _look_at(loaded: Loaded) -> None:
    """The chosen file becomes what all pages look at."""
    if isinstance(seen := chosen_file(loaded), Picture):
        picture.look_at(seen)


def _figure(name: str, ready: Picture | str, loaded: Loaded) -> str:
    if isinstance(ready, str):
        words = f"{escape(name)}: {escape(ready)}"
        return f'<figure class="none"><figcaption>{words}</figcaption></figure>'
    subject = subject_of(loaded, ready)
    seen = f'<img src="{url(upright(ready.pixels))}" alt="What the network sees of {escape(name)}">'
    share = float(softmax(subject.logits).max())
    return (
        f"<figure>{seen}<figcaption><b>{escape(class_text(subject, threshold()))}</b> "
        f"{share:.0%}<br>{escape(name)}</figcaption></figure>"
    )
