"""Four questions about Network in Network, each with the page that answers it."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

import streamlit as st

from nin.codec import link
from nin.presets import PRESETS
from pages.ui.start import card_pictures


class _Card(NamedTuple):
    """A question, its answer in short, the picture, and where it is answered."""

    key: str
    question: str
    words: str
    picture: str
    label: str
    page: str
    query: dict[str, str]


def show_cards() -> None:
    """The cards, four side by side where there is room."""
    with st.grid(min_column_width=280, gap="small", key="cards"):
        for card in _cards():
            with st.container(border=True, key=f"card-{card.key}"):
                st.html(
                    f'<div class="nin-card"><img src="{card.picture}" alt="">'
                    f"<div><h2>{escape(card.question)}</h2><p>{escape(card.words)}</p></div></div>"
                )
                st.page_link(
                    card.page,
                    label=card.label,
                    icon=":material/arrow_forward:",
                    query_params=card.query,
                )


def _cards() -> tuple[_Card, ...]:
    book = PRESETS["d2l"]
    return (
        _Card(
            "mixing",
            "What does a 1×1 convolution do?",
            "It weighs all channels of one pixel into new ones: a small fully connected layer at "
            "every pixel.",
            card_pictures.mixing(),
            "Look at one pixel",
            "pages/feature_maps.py",
            {"layer": "block1_mlp1_relu"},
        ),
        _Card(
            "places",
            "Where does the answer come from?",
            "From places. Hide a cell of the class maps, and its class loses just what the cell "
            "gave.",
            card_pictures.places(),
            "Hide cells",
            "pages/class_maps.py",
            {"view": "Scores", "mode": "Mask"},
        ),
        _Card(
            "dense",
            "Why no dense layers?",
            "They cost weights, and they know one place for each: move the image, and they are "
            "lost. Means of maps are not.",
            card_pictures.dense(),
            "Move the image",
            "pages/class_maps.py",
            {"view": "Moved image"},
        ),
        _Card(
            "book",
            "Build the chapter's network",
            "Dive into Deep Learning's NiN: four blocks, 1,992,166 parameters. Change it and see.",
            card_pictures.blocks(),
            "Open the editor",
            "pages/architecture.py",
            {"net": link(book.text)},
        ),
    )
