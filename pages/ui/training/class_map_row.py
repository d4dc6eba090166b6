"""Class maps of one image in a row, as a run sees it now."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import streamlit as st

from nin.train.events import ClassMaps
from pages.ui.parts.data_urls import url
from pages.ui.parts.numbers import two_decimals


def show_class_map_row(maps: ClassMaps, classes: Sequence[str], truth: int) -> None:
    """A picture for each class, all on one scale, with its mean: the logit of its class."""
    values = np.asarray(maps, dtype=np.float32)
    means = values.mean(axis=(1, 2))
    top = float(values.max()) or 1.0
    best = int(means.argmax())
    grey = (values / top * 255).clip(0).astype(np.uint8)  # dark is 0 and below
    figures = "".join(
        f'<figure class="nin-map{" best" if index == best else ""}">'
        f'<img src="{url(grey[index])}" alt="Class map of {escape(name)}, '
        f'mean {two_decimals(means[index])}">'
        f"<figcaption>{escape(name)}{' ✓' if index == truth else ''}<br>"
        f"{two_decimals(means[index])}</figcaption></figure>"
        for index, name in enumerate(classes)
    )
    st.html(f'<div class="nin-maps">{figures}</div>')
