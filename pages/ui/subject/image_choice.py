"""The image to look at: a sample of the data that the network learnt from, a drawing, an upload."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image, ImageOps

from nin.data import Dataset
from nin.data.samples import samples as dataset_samples
from nin.images import digit, uploads
from nin.images.digit import NoInk
from nin.images.uploads import UploadError
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import plain
from pages.ui.subject.network_choice import Loaded

SOURCES = ("Sample", "Drawing", "Upload")
_ANY = "any"


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An image before it is fitted to a network.

    Attributes:
        pixels: uint8 (C, H, W).
        truth: Index of its class; None where nobody has said.
    """

    pixels: NDArray[np.uint8]
    truth: int | None = None


def choose(loaded: Loaded) -> Picture | None:
    """Show the choice and return the picture, or None and why there is none."""
    source = st.segmented_control(
        "Image",
        SOURCES,
        default=SOURCES[0],
        required=True,
        key="picture-source",
        help=TERMS["picture_source"],
        persist_state="session",
    )
    if source == "Drawing":
        return _drawing()
    return _upload(loaded) if source == "Upload" else _sample(loaded)


def samples(loaded: Loaded) -> Dataset:
    """Images as the network learnt from, as far as there are any."""
    return _samples(str(loaded.facts.get("dataset")))


_samples = st.cache_resource(max_entries=3, show_spinner=False)(dataset_samples)


def _sample(loaded: Loaded) -> Picture | None:
    found = samples(loaded)
    with st.grid(min_column_width=112):
        wanted = st.selectbox(
            "Class",
            [_ANY, *found.classes],
            index=4,
            key="sample-class",
            help=TERMS["sample_class"],
            persist_state="session",
        )
        labels = found.test_labels
        members = np.arange(len(labels))
        if wanted in found.classes:  # another network's classes may be others
            members = np.flatnonzero(labels == found.classes.index(wanted))
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
    truth = int(labels[index])
    known = truth if tuple(found.classes) == loaded.classes else None
    return Picture(found.test_images[index], known)


def _drawing() -> Picture | None:
    seen = st.session_state.get("seen")
    if seen is None:
        st.info("Nothing is drawn yet.", icon=":material/draw:")
        st.page_link("pages/draw.py", label="Draw a digit", icon=":material/draw:")
        return None
    pixels = np.frombuffer(seen, np.uint8).reshape(1, digit.SIDE, digit.SIDE)
    return Picture(pixels)


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
        image = uploads.read_upload(file.getvalue())
        return Picture(_pixels(image, loaded))
    except (UploadError, NoInk) as error:
        st.warning(f"{plain(str(error))}.", icon=":material/broken_image:")
        return None


def _pixels(image: Image.Image, loaded: Loaded) -> NDArray[np.uint8]:
    """Of a digit what MNIST would have made of it; of anything else its middle square."""
    network = loaded.network
    if loaded.classes == tuple("0123456789") and network.in_channels == 1:
        return digit.to_digit(image)[None]
    side = min(image.size)
    square = ImageOps.fit(image.convert("RGB"), (side, side))
    return np.asarray(square).transpose(2, 0, 1).copy()
