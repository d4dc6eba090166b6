"""The ten class maps of one fixed image, as the network sees it now."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from html import escape

import numpy as np
import streamlit as st
from PIL import Image

from nin.events import ClassMaps


def show_class_maps(maps: ClassMaps, classes: Sequence[str], truth: int) -> None:
    """A picture for each class, all on one scale, with its mean: the logit of its class."""
    values = np.asarray(maps, dtype=np.float32)
    means = values.mean(axis=(1, 2))
    top = float(values.max()) or 1.0
    best = int(means.argmax())
    figures = "".join(
        f'<figure class="nin-map{" best" if index == best else ""}">'
        f'<img src="{_png(values[index] / top)}" alt="Class map of {escape(name)}, '
        f'mean {means[index]:.2f}">'
        f"<figcaption>{escape(name)}{' ✓' if index == truth else ''}<br>{means[index]:.2f}"
        f"</figcaption></figure>"
        for index, name in enumerate(classes)
    )
    st.html(f'<div class="nin-maps">{figures}</div>')


def _png(values: np.ndarray) -> str:
    """A data URL; dark is 0, bright the largest value of all maps."""
    grey = (values.clip(0, 1) * 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(grey).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
