"""Class maps of one image as they form: a row for the first evaluation, one between, the last."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import streamlit as st

from nin.runs.summaries import filmed
from nin.train import EpochEnd, Event, TrainConfig
from nin.weights import Array
from pages.ui.parts.data_urls import upright, url
from pages.ui.parts.numbers import two_decimals
from pages.ui.subject.film_image import film_image
from pages.ui.subject.private import may_see


def _show_rows(evaluated: Sequence[EpochEnd], classes: Sequence[str], truth: int) -> None:
    """A picture for each class, all rows on one scale, with its mean: the logit of its class.

    Args:
        evaluated: Evaluations with class maps; at least one.
        classes: The names of the classes.
        truth: Which of them is right.
    """
    last = len(evaluated) - 1
    shown = [evaluated[at] for at in sorted({0, last // 2, last})]
    maps = [np.asarray(end.class_maps, dtype=np.float32) for end in shown]
    top = max(0.0, *(float(values.max()) for values in maps)) or 1.0
    rows = (
        f'<div role="group" aria-label="After epoch {end.epoch}"><p>Epoch {end.epoch}</p>'
        f'<div class="nin-maps">{_figures(values, top, classes, truth)}</div></div>'
        for end, values in zip(shown, maps, strict=True)
    )
    st.html(f'<div class="nin-formed">{"".join(rows)}</div>')


def _figures(values: Array, top: float, classes: Sequence[str], truth: int) -> str:
    means = values.mean(axis=(1, 2))
    best = int(means.argmax()) if np.ptp(means) else None  # where all are equal, none leads
    grey = (values / top * 255).clip(0).astype(np.uint8)  # dark is 0 and below
    return "".join(
        f'<figure class="nin-map{" best" if index == best else ""}">'
        f'<img src="{url(grey[index])}" alt="Class map of {escape(name)}, '
        f'mean {two_decimals(means[index])}">'
        f"<figcaption>{escape(name)}{' ✓' if index == truth else ''}<br>"
        f"{two_decimals(means[index])}</figcaption></figure>"
        for index, name in enumerate(classes)
    )


def show_class_maps(config: TrainConfig, events: Sequence[Event]) -> None:
    """The class maps of one test image, from the first evaluation to the last."""
    started, evaluated = filmed(events)
    if started is None or started.film is None or not evaluated:
        return
    if not may_see(config.dataset):  # large maps show the picture itself
        return
    picture, truth = film_image(config.dataset, started.film)
    st.markdown(
        "**Class maps of one test image** as they form, on one scale; their means are the logits."
    )
    left, right = st.columns([1, 8], vertical_alignment="top")
    if picture is not None and truth < len(started.classes):
        left.image(upright(picture), width=72, alt=f"The image: {started.classes[truth]}")
    with right:
        _show_rows(evaluated, started.classes, truth)
