"""The pictures of one cell of the confusion: what speaks for the answer, and what for the truth."""

from __future__ import annotations

from functools import partial
from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin.data import Dataset
from nin.interpret.logit_ledger import softmax
from nin.results import Answers
from nin.runs.naming import data_words
from nin.weights import Array
from pages.ui.components.confusion.confusion import Cell
from pages.ui.parts.data_urls import upright, url
from pages.ui.parts.numbers import percent, two_decimals
from pages.ui.parts.words import plain
from pages.ui.results.chosen import cell_words
from pages.ui.shell import session
from pages.ui.subject.loading import Loaded
from pages.ui.subject.picture import Picture, look_at
from pages.ui.subject.subject import Subject, subject_of

_AT_ONCE = 3
_HEAT = np.array([243, 165, 49], np.float32)  # as the largest values of a map view
_DIMMED = 0.62  # of the picture under a class map


def show_pictures(answers: Answers, cell: Cell | None, loaded: Loaded, dataset: Dataset) -> None:
    """Some pictures of a cell, the surest answers first, with the way to the others."""
    if cell is None:
        st.html('<h2 class="nin-cell-of">No mistakes</h2>')
        st.caption("Press a cell of the diagonal to see what was answered right.")
        return
    places = answers.members(*cell)
    seen_cell, first = session.FIRST_PICTURE.get()
    key = (dataset.name, loaded.key, *cell)
    first = first if seen_cell == key and first < len(places) else 0
    shown = places[first : first + _AT_ONCE]
    with st.container(horizontal=True, vertical_alignment="center", key="pictures-head"):
        words = escape(cell_words(answers.confusion, cell))
        st.html(f'<h2 class="nin-cell-of">{words}</h2>', width="stretch")
        if len(places) > _AT_ONCE:
            _step("Previous pictures", "west", key, first - _AT_ONCE, first > 0)
            _step("Next pictures", "east", key, first + _AT_ONCE, first + _AT_ONCE < len(places))
    if not len(places):
        st.caption("No image of this class got this answer.")
        return
    st.caption(_explained(answers, cell, loaded, first, len(places)))
    for number, place in enumerate(shown.tolist()):
        _show_picture(number, place, cell, loaded, dataset)


def test_image(place: int, loaded: Loaded, dataset: Dataset) -> Picture:
    """One test image of a data set, as a picture that all pages can look at."""
    label = int(dataset.test_labels[place])
    name = f"{dataset.classes[label]}, test image {place + 1:,} of {data_words(dataset.name)}"
    return Picture(dataset.test_images[place], name, label)


def _step(label: str, icon: str, key: object, first: int, is_there: bool) -> None:
    st.button(
        label,
        key=label.lower().replace(" ", "-"),
        icon=f":material/{icon}:",
        disabled=not is_there,
        on_click=session.FIRST_PICTURE.set,
        args=((key, first),),
    )


def _explained(answers: Answers, cell: Cell, loaded: Loaded, first: int, count: int) -> str:
    truth, answer = (plain(answers.classes[place]) for place in cell)
    if loaded.cells and cell[0] != cell[1]:
        what = f"what speaks for the answer **{answer}** and for the truth **{truth}**"
    elif loaded.cells:
        what = f"what speaks for **{truth}**"
    else:
        what = "the scores; a dense head has no class maps"
    last = min(first + _AT_ONCE, count)
    which = f" Number {first + 1:,} to {last:,}, the surest first." if count > _AT_ONCE else ""
    return f"Left the picture, then {what}.{which}"


def _show_picture(number: int, place: int, cell: Cell, loaded: Loaded, dataset: Dataset) -> None:
    picture = test_image(place, loaded, dataset)
    subject = subject_of(loaded, picture)
    with st.container(border=True, key=f"picture-{number}"):
        st.html(_figures(subject, place, cell))
        with st.container(horizontal=True, key=f"ways-{number}"):
            look = partial(look_at, picture, dataset.classes[cell[0]])
            if st.button(
                "X-ray this picture",
                key=f"xray-{number}",
                icon=":material/visibility:",
                type="primary" if number == 0 else "secondary",
            ):
                look()
                st.switch_page("pages/feature_maps.py")
            if st.button("Class maps", key=f"maps-{number}", icon=":material/grid_view:"):
                look()
                st.switch_page("pages/class_maps.py")


def _figures(subject: Subject, place: int, cell: Cell) -> str:
    """The picture, and the class maps of the answer and of the truth over it, with their scores."""
    truth, answer = cell
    classes = list(dict.fromkeys((answer, truth)))
    name = escape(subject.loaded.classes[truth])
    seen = url(upright(subject.picture.pixels))
    taken = (
        "answered right"
        if len(classes) == 1
        else (f"taken for {escape(subject.loaded.classes[answer])}")
    )
    figures = [
        f'<figure><img src="{seen}" alt="{name}, {taken}">'
        f"<figcaption>test image {place + 1:,}</figcaption></figure>"
    ]
    shares = softmax(subject.logits)
    maps = subject.class_maps() if subject.has_class_maps else None
    top = max(1e-9, *(float(maps[index].max()) for index in classes)) if maps is not None else 1.0
    for index in classes:
        label = escape(subject.loaded.classes[index])
        picture = ""
        if maps is not None:
            heat = url(over(subject.image[0], maps[index] / top))
            picture = f'<img src="{heat}" alt="Class map of {label} over the picture">'
        score = two_decimals(float(subject.logits[index]))
        share = percent(float(shares[index]))
        figures.append(
            f"<figure>{picture}<figcaption><b>{label}</b> score {score} · {share}</figcaption>"
            "</figure>"
        )
    return f'<div class="nin-taken">{"".join(figures)}</div>'


def over(image: Array, shares: Array) -> NDArray[np.uint8]:
    """A class map over its image, uint8 (S, S, 3): the more orange, the more it speaks for it.

    Args:
        image: float32 (C, S, S) in [0, 1].
        shares: float32 (H, W) of the largest value; what is below 0 is not shown.
    """
    side = image.shape[-1]
    rows, columns = (np.arange(side) * length // side for length in shares.shape)
    heat = shares[np.ix_(rows, columns)].clip(0, 1)[..., None] * 0.9
    grey = image.mean(0)[..., None] * (255 * _DIMMED)
    mixed: NDArray[np.uint8] = (grey * (1 - heat) + _HEAT * heat).astype(np.uint8)
    return mixed
