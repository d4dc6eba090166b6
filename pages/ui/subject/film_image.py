"""The image that a run's class maps are of."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin import data
from nin.data import DataError
from nin.data.samples import fingerprint
from pages.ui.subject.private import may_see


def film_image(dataset: str, index: int) -> tuple[NDArray[np.uint8] | None, int]:
    """The image, uint8 (C, H, W), and its label; None where it cannot be read or seen now."""
    if not may_see(dataset):
        return None, -1
    return _film_image(dataset, index, fingerprint(dataset))


@st.cache_data(max_entries=8, show_spinner=False)
def _film_image(dataset: str, index: int, state: str) -> tuple[NDArray[np.uint8] | None, int]:
    try:
        images = data.load(dataset)
    except DataError:
        return None, -1
    if index >= len(images.test_images):  # a folder that has changed since
        return None, -1
    return images.test_images[index], int(images.test_labels[index])
