"""The class maps, what cells are masked, and what follows: from cells to probabilities."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin.analysis import last_maps
from nin.interpret.logit_ledger import Ledger, ledger
from nin.interpret.xray_steps import Cell
from nin.words import counted
from pages.ui.class_maps.cell_card import show_cell
from pages.ui.class_maps.ledger_table import in_words, show_ledger
from pages.ui.class_maps.number_grid import show_numbers
from pages.ui.components.map_view import (
    Maps,
    chosen_cell,
    chosen_mask,
    mask_maps,
    select_cell,
    set_mask,
    show_maps,
    windows_of,
)
from pages.ui.parts.numbers import two_decimals
from pages.ui.parts.terms import TERMS
from pages.ui.shell import session
from pages.ui.subject import link, link_cells
from pages.ui.subject.subject import Subject

CELLS, MASK = "class-cells", "class-maps"  # the views where cells are read, and masked


class Mode(StrEnum):
    """What a press on a cell does."""

    READ = "Read"
    MASK = "Mask"


def open_at(mode: str, cell: str, mask: str | None) -> None:
    """What a link asks for: the mode, the cell that is read, and what is masked; "" for nothing."""
    if mode in [*Mode]:
        session.CLASS_MAPS_MODE.set(mode)
    if (linked := link_cells.cell_of(cell)) is not None:
        select_cell(CELLS, linked)
        session.MASKED.set(None)
    if mask is not None and ((linked_mask := link_cells.mask_of(mask)) is not None or not mask):
        set_mask(MASK, linked_mask)
        session.MASK_SHOWN.set(mask)
        session.MASKED.set(None)


def _begin(subject: Subject) -> None:
    """Of another image or network nothing is masked yet, and no cell is chosen."""
    seen = str(subject.loaded.key), subject.picture.key
    if session.MASKED.get() not in (None, seen):
        set_mask(MASK, None)
        select_cell(CELLS, None)
    session.MASKED.set(seen)


@st.fragment(key="scores")
def show_scores(subject: Subject) -> None:
    """The maps beside their ledger; below the chosen map in numbers, and the chosen cell."""
    _begin(subject)
    maps = subject.class_maps()
    whole = ledger(maps)
    modes = st.container(horizontal=True, vertical_alignment="center", key="modes")
    with modes:
        mode = _choose_mode()
    left, right = st.columns([822, 480], gap="medium")
    shown = class_maps_shown(subject, whole)
    if chosen_mask(MASK, shown).any():  # it changes the scores: the ledger beside has both
        shown = replace(shown, captions=captions(subject))
    with left:
        mask, cell = _show_maps(shown, mode, whole)
    with modes:
        _clear_button(int(mask.sum()))
    masked = ledger(maps, mask) if mask.any() else None
    link.note_place(
        view="Scores", mode=mode, cell=".".join(map(str, cell)), mask=link_cells.mask_words(mask)
    )
    with right:
        st.html(f'<p class="nin-verdict" role="status">{in_words(subject, whole, masked)}</p>')
        show_ledger(subject, whole, masked)
    below, beside = st.columns([822, 480], gap="medium")
    with below, st.container(border=True, key="numbers"):
        show_numbers(subject, cell.channel, whole, masked, mask)
    with beside, st.container(border=True, key="cell"):
        show_cell(subject, cell, is_masked=bool(mask[cell.row, cell.column]))


def _choose_mode() -> str:
    if session.CLASS_MAPS_MODE.get() not in [*Mode]:
        session.CLASS_MAPS_MODE.set(Mode.READ)
    st.segmented_control(
        "A press on a cell",
        list(Mode),
        required=True,
        key=session.CLASS_MAPS_MODE.name,
        help=TERMS["mask"],
        label_visibility="collapsed",
    )
    return session.CLASS_MAPS_MODE.get() or Mode.READ


def _clear_button(count: int) -> None:
    st.button(
        f"Clear the mask: {counted(count, 'cell')}" if count else "Clear the mask",
        key="clear-mask",
        icon=":material/layers_clear:",
        disabled=not count,
        on_click=set_mask,
        args=(MASK, None),
    )


def _show_maps(shown: Maps, mode: str, whole: Ledger) -> tuple[NDArray[np.bool_], Cell]:
    """The maps as the mode has them; the mask, and the cell that is read."""
    first, mask = _largest(whole), chosen_mask(MASK, shown)
    cell = _follow_mask(mask, chosen_cell(CELLS, shown) or first)
    if mode == Mode.READ:
        return mask, show_maps(CELLS, shown.with_covered(mask), initial=first) or first
    return mask_maps(MASK, replace(shown, choosing="")), cell


def _follow_mask(mask: NDArray[np.bool_], cell: Cell) -> Cell:
    """The cell to look at: the one that was just masked, else the one that is looked at."""
    before = link_cells.mask_of(session.MASK_SHOWN.get())
    added = mask if before is None or before.shape != mask.shape else mask & ~before
    session.MASK_SHOWN.set(link_cells.mask_words(mask))
    if added.sum() != 1:
        return cell
    ((row, column),) = np.argwhere(added).tolist()
    cell = Cell(cell.channel, row, column)
    select_cell(CELLS, cell)
    return cell


def _largest(whole: Ledger) -> Cell:
    """The cell that speaks most for the class that leads."""
    winner = int(whole.logits.argmax())
    row, column = np.unravel_index(int(whole.cells[winner].argmax()), whole.cells[winner].shape)
    return Cell(winner, int(row), int(column))


def class_maps_shown(subject: Subject, scores: Ledger) -> Maps:
    """The class maps over the image, with the name and the score of each, the winner ringed."""
    row = last_maps(subject.rows)
    return Maps(
        row.name,
        subject.class_maps(),
        image=subject.image[0],
        windows=windows_of(subject.rows, row.name, subject.loaded.network.image_size),
        names=[f"class {name}" for name in subject.loaded.classes],
        captions=captions(subject, scores),
        marked=int(scores.logits.argmax()),
        overlay=0.75,
        columns=5,
        is_compact=True,
        choosing="reads it",
    )


def captions(subject: Subject, scores: Ledger | None = None) -> list[str]:
    """Name, truth and score of each class, under its map."""
    return [
        f"{name}{' ✓' if index == subject.picture.truth else ''}"
        + (f"   {two_decimals(float(scores.logits[index]))}" if scores else "")
        for index, name in enumerate(subject.loaded.classes)
    ]
