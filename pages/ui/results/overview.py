"""What was taken for what, the pictures behind it, and what else follows; or what is missing."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from nin import runs
from nin.checkpoint_header import CheckpointError
from nin.data import DataError
from nin.presets import PRESETS
from nin.results import Confusion, Result, ResultError
from nin.runs.naming import data_words
from pages.ui.components.confusion.confusion import (
    MOST_CLASSES,
    accuracy_words,
    show_confusion,
)
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.words import plain, sentence
from pages.ui.results.chosen import cell_shown, choose_cell, choose_data, data_chosen
from pages.ui.results.order import show_order
from pages.ui.results.pictures import show_pictures
from pages.ui.results.sections import show_sections
from pages.ui.results.tested import Tested, offered, place, result, tested
from pages.ui.shell import network_state, session
from pages.ui.shell.frame import heading
from pages.ui.shell.known_weights import Origin
from pages.ui.shell.moved import widget_key
from pages.ui.subject.loading import Loaded
from pages.ui.subject.subject import loaded_or_why

_QUESTION = "How often is this network right, and what does it take for what?"
_MOST_CHIPS = 7
_BALANCED = 1.5  # times the share of a class among equal ones, which the largest one may have
_PAPER = 0.0047  # of MNIST's test images that the authors' network answers wrong (Lin et al., 2013)


def show_results() -> None:
    """The page below its bar."""
    loaded, origin = loaded_or_why(), network_state.origin()
    if loaded is None:
        heading(_QUESTION)
        return
    if not loaded.is_trained:
        heading("This network is not trained: it has nothing to show yet.")
        st.info("Its weights are random, and so are its answers.", icon=":material/casino:")
        st.page_link("pages/training.py", label="Train it", icon=":material/model_training:")
        return
    names = offered(origin, loaded)
    if not names:
        heading(_QUESTION)
        st.info(
            "No data set with this network's classes is on this machine. Training on one fetches "
            "it; `python -m nin evaluate` does so with `--download`.",
            icon=":material/folder_off:",
        )
        return
    name = data_chosen(names) or _first(names, origin)
    try:
        images = tested(name)
        where = place(origin, images)
    except (DataError, CheckpointError) as error:
        heading(_QUESTION)
        _show_choice(names, name)
        st.warning(plain(sentence(str(error))), icon=":material/folder_off:")
        return
    try:
        shown = result(origin, images)
    except (ResultError, CheckpointError) as error:
        heading(f"{_QUESTION} {_standing(where)} about {plain(data_words(name))}.")
        _show_choice(names, name)
        show_order(where, origin, loaded.network, images, str(error))
        return
    _show(shown, origin, loaded, images, names)


def _standing(where: Path) -> str:
    """How the question stands to which there is no answer, as a sentence begins."""
    match runs.evaluation(where).state:
        case "absent":
            return "Nobody has asked it yet"
        case "waiting" | "running":
            return "It is being asked"
        case _:
            return "Nothing came of asking it"


def _first(names: list[str], origin: Origin) -> str:
    """The first of these sets on which there is a result; the first where there is none."""
    for name in names:
        try:
            result(origin, tested(name))
        except (DataError, CheckpointError, ResultError):
            continue
        return name
    return names[0]


def _show_choice(names: list[str], name: str) -> None:
    key = widget_key("results-data", name)
    st.selectbox(
        "Test images of",
        names,
        key=key,
        format_func=data_words,
        on_change=lambda: choose_data(session.field(key).get() or name),
        width=260,
    )


def _show(shown: Result, origin: Origin, loaded: Loaded, images: Tested, names: list[str]) -> None:
    confusion = shown.answers.confusion
    heading(plain(confusion.in_words()))
    left, right = st.columns([800, 514], gap="medium")
    cell = cell_shown(confusion)
    with left:
        _show_confusion(confusion, cell)
        with st.container(horizontal=True, vertical_alignment="center", key="results-what"):
            _show_choice(names, images.dataset.name)
            st.html(f'<p class="nin-caution">{_caution(shown, loaded, images)}</p>')
    with right, st.container(border=True, key="cell-pictures"):
        show_pictures(shown.answers, cell, loaded, images.dataset)
    show_sections(shown, origin, loaded, images)


def _show_confusion(confusion: Confusion, cell: tuple[int, int] | None) -> None:
    if len(confusion.classes) <= MOST_CLASSES:
        show_confusion(confusion, cell)
        st.caption(
            "A row for what the image is, a column for the answer. Only the "
            f"{confusion.wrong:,} mistakes are coloured; press a cell to see its pictures."
        )
    mistakes = confusion.mistakes(_MOST_CHIPS)
    if mistakes:
        with st.container(horizontal=True, vertical_alignment="center", key="often"):
            st.markdown("**Taken most often**", width="content")
            for truth, answer in mistakes:
                names = f"{confusion.classes[truth]} as {confusion.classes[answer]}"
                st.button(
                    plain(f"{names}: {confusion.counts[truth, answer]}"),
                    key=f"taken-{truth}-{answer}",
                    type="primary" if (truth, answer) == cell else "secondary",
                    on_click=choose_cell,
                    args=((truth, answer),),
                )
    with st.expander("The same in numbers"):
        _show_numbers(confusion)


def _show_numbers(confusion: Confusion) -> None:
    """The whole matrix with the accuracy of each class; of many classes the accuracies alone."""
    is_small = len(confusion.classes) <= MOST_CLASSES
    answers = confusion.classes if is_small else ()
    show_html_table(
        "What was answered for what",
        (Column("Is", words=True), *map(Column, answers), Column("Right", "test_accuracy")),
        (
            (
                Cell(name),
                *(Cell(f"{count:,}" if count else "·") for count in (row if is_small else ())),
                Cell(accuracy_words(right)),
            )
            for name, row, right in zip(
                confusion.classes, confusion.counts.tolist(), confusion.accuracies, strict=True
            )
        ),
    )


def _caution(shown: Result, loaded: Loaded, images: Tested) -> str:
    """How far the figure can be trusted, as HTML."""
    confusion = shown.answers.confusion
    low, high = confusion.interval
    words = [
        "<b>Test images were never learnt from.</b> Asked about ever more of them, it would "
        f"be right for {low:.2%} to {high:.2%}, with 95% certainty."
    ]
    if images.dataset.name == "mnist" and loaded.network == PRESETS["mnist"].network:
        words.append(
            f"The authors report {_PAPER:.2%} wrong for this network; these weights "
            f"{confusion.error:.2%}."
        )
    largest, share = confusion.largest_class
    if share * len(confusion.classes) > _BALANCED:
        words.append(f"Always saying {escape(largest)} would be right for {share:.2%}.")
    return " ".join(words)
