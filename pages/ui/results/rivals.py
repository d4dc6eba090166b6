"""Two networks about the same test images: where only one is right, and whether that decides."""

from __future__ import annotations

from functools import partial
from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin.checkpoint_header import CheckpointError, class_names
from nin.results import Answers, EvaluationError, Pair, Result, ResultError, paired
from nin.words import counted
from pages.ui.parts.data_urls import upright, url
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.words import plain, sentence
from pages.ui.results.order import show_order
from pages.ui.results.tested import Tested, place, result
from pages.ui.shell import known_weights, session
from pages.ui.shell.known_weights import Origin
from pages.ui.shell.run_words import run_words
from pages.ui.subject.loading import Loaded
from pages.ui.subject.network_choice import title

_PICTURES = 12  # of those that one alone answers right


def show_rivals(shown: Result, origin: Origin, loaded: Loaded, images: Tested) -> None:
    """The choice of another network with the same classes, and the comparison."""
    words = run_words()
    others = _others(origin, loaded, [*words])
    if not others:
        st.info("There is no other trained network with these classes.", icon=":material/rule:")
        return
    if session.RIVAL.get() not in others:
        session.RIVAL.set(others[0])
    st.selectbox(
        "Beside",
        others,
        key=session.RIVAL.name,
        format_func=partial(title, words),
        width=420,
    )
    rival = Origin(*session.RIVAL.get())
    try:
        answers = result(rival, images).answers
        pair = paired(shown.answers, answers)
    except (ResultError, CheckpointError, EvaluationError) as error:
        _show_missing(rival, images, str(error))
        return
    _show_pair(pair, shown.answers, answers, title(words, rival), images)


def _others(origin: Origin, loaded: Loaded, names: list[str]) -> list[Origin]:
    """Trained networks with the classes of this one: bundled ones, then runs, newest first."""
    every = (*known_weights.all_bundled(), *map(Origin.run, names))
    return [other for other in every if other != origin and _fits(other, loaded)]


def _fits(origin: Origin, loaded: Loaded) -> bool:
    """Whether its weights were learnt and tell the same classes apart, as their header says."""
    try:
        header = known_weights.header(origin)
    except (CheckpointError, KeyError):
        return False
    return bool(header.facts) and class_names(header.network, header.facts) == loaded.classes


def _show_missing(rival: Origin, images: Tested, unreadable: str) -> None:
    try:
        where, network = place(rival, images), known_weights.header(rival).network
    except (CheckpointError, KeyError) as error:
        st.warning(plain(sentence(str(error))), icon=":material/broken_image:")
        return
    st.markdown("It was not asked about these images yet.")
    show_order(where, rival, network, images, unreadable, key="-rival")


def _show_pair(pair: Pair, answers: Answers, others: Answers, name: str, images: Tested) -> None:
    one, two = len(pair.only_first), len(pair.only_second)
    st.markdown(f"**{_verdict(pair)}**")
    left, right = st.columns([5, 8], gap="medium")
    with left:
        show_html_table(
            "Two networks",
            (Column("Answered right by", words=True), Column("Test images")),
            (
                (Cell("both"), Cell(f"{pair.both:,}")),
                (Cell("this network alone"), Cell(f"{one:,}")),
                (Cell(f"{name} alone"), Cell(f"{two:,}")),
                (Cell("neither"), Cell(f"{pair.neither:,}")),
            ),
        )
        st.caption(
            "If both were equally good, each would have half of those that one alone answers "
            f"right. With {_chance_words(pair.chance)} probability chance alone is as uneven "
            "(McNemar's exact test, 1947)."
        )
    with right:
        for words, places in (
            ("This network alone is right", pair.only_first),
            (f"{name} alone is right", pair.only_second),
        ):
            _show_differing(words, places, answers, others, images)


def _chance_words(chance: float) -> str:
    return f"{chance:.1%}" if chance >= 0.001 else "less than 0.1%"


def _verdict(pair: Pair) -> str:
    one, two = len(pair.only_first), len(pair.only_second)
    if not one + two:
        return "Both are right about the same images."
    if pair.is_decided:
        better = "This network" if one > two else "The other"
        return f"{better} is better on such images, and seldom by chance: {one:,} to {two:,}."
    return f"These images do not decide which is better: {one:,} to {two:,}."


def _show_differing(
    words: str, places: NDArray[np.int64], answers: Answers, others: Answers, images: Tested
) -> None:
    """Some of the pictures, with what each network says of them."""
    count = counted(len(places), "picture")
    shown = places[:_PICTURES].tolist()
    figures = "".join(
        f'<figure><img src="{url(upright(images.dataset.test_images[place]))}" '
        f'alt="{escape(answers.classes[answers.truths[place]])}, test image {place + 1:,}">'
        f"<figcaption>{escape(answers.classes[answers.chosen[place]])} · "
        f"{escape(answers.classes[others.chosen[place]])}</figcaption></figure>"
        for place in shown
    )
    some = "" if len(shown) == len(places) else f", the first {_PICTURES}"
    st.html(
        f'<div class="nin-differ"><h3>{escape(words)}: {count}{some}</h3>'
        f"<p>Under each what this network says, and the other.</p><div>{figures}</div></div>"
    )
