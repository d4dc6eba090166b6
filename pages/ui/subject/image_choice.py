"""The image to look at: a sample of the data that the network learnt from, a drawing, an upload."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin.data import Dataset
from nin.data.samples import fingerprint
from nin.data.samples import samples as dataset_samples
from nin.images import reading
from nin.images.planes import NoInk
from nin.images.preparation import prepare
from nin.images.reading import ImageError
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import plain, sentence
from pages.ui.shell import session
from pages.ui.subject.loading import Loaded

_ANY = "any"


class Source(StrEnum):
    """Where the image comes from."""

    SAMPLE = "Sample"
    DRAWING = "Drawing"
    UPLOAD = "Upload"


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An image before it is fitted to a network.

    Attributes:
        pixels: uint8 (C, H, W).
        truth: Index of its class; None where nobody has said.
    """

    pixels: NDArray[np.uint8]
    truth: int | None = None

    @property
    def key(self) -> tuple[tuple[int, ...], bytes]:
        """The same for images that are the same."""
        return self.pixels.shape, self.pixels.tobytes()


def choose(loaded: Loaded) -> Picture | None:
    """Show the choice and return the picture, or None and why there is none."""
    source = st.segmented_control(
        "Image",
        Source,
        default=Source.SAMPLE,
        required=True,
        key="picture-source",
        help=TERMS["picture_source"],
        persist_state="session",
    )
    match source:
        case Source.SAMPLE:
            return _sample(loaded)
        case Source.DRAWING:
            return _drawing()
        case Source.UPLOAD:
            return _upload(loaded)
        case _:
            assert_never(source)


def samples(loaded: Loaded) -> Dataset:
    """Images as the network learnt from, as far as there are any."""
    return _samples(_dataset(loaded), samples_key(loaded))


def samples_key(loaded: Loaded) -> str:
    """Tells apart what `samples` returns: another key once a data set was fetched or changed."""
    return fingerprint(_dataset(loaded))


def _dataset(loaded: Loaded) -> str:
    return str(loaded.facts.get("dataset"))


@st.cache_resource(max_entries=3, show_spinner=False)
def _samples(name: str, state: str) -> Dataset:
    return dataset_samples(name)


def _sample(loaded: Loaded) -> Picture | None:
    dataset = samples(loaded)
    with st.grid(min_column_width=112):
        name = st.selectbox(
            "Class",
            [_ANY, *dataset.classes],
            index=1 + 3,  # the digit 3
            key="sample-class",
            help=TERMS["sample_class"],
            persist_state="session",
        )
        labels = dataset.test_labels
        members = np.arange(len(labels))
        if name in dataset.classes:  # another network's classes may be others
            members = np.flatnonzero(labels == dataset.classes.index(name))
        number = st.number_input(
            "Number",
            1,
            len(members),
            1,
            key="sample-number",
            help=TERMS["sample_number"],
            persist_state="session",
        )
    index = int(members[min(number, len(members)) - 1])
    truth = int(labels[index]) if tuple(dataset.classes) == loaded.classes else None
    return Picture(dataset.test_images[index], truth)


def _drawing() -> Picture | None:
    picture = session.LAST_PICTURE.get()
    if picture is None:
        st.info("Nothing is drawn yet.", icon=":material/draw:")
        st.page_link("pages/draw.py", label="Draw a digit", icon=":material/draw:")
        return None
    shape, levels = picture
    return Picture(np.frombuffer(levels, np.uint8).reshape(shape))


def _upload(loaded: Loaded) -> Picture | None:
    file = st.file_uploader(
        "A picture",
        ["png", "jpg", "jpeg", "webp"],
        key="picture-upload",
        help=TERMS["picture_upload"],
    )
    if file is None:
        return None
    try:
        prepared = prepare(loaded.preparation, reading.read(file.getvalue()))
    except (ImageError, NoInk) as error:
        st.warning(f"{plain(sentence(str(error)))}", icon=":material/broken_image:")
        return None
    if prepared.warning:
        st.warning(plain(sentence(prepared.warning)), icon=":material/warning:")
    return Picture(prepared.pixels)
