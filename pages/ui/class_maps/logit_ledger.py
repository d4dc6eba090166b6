"""The logit ledger: cells → sum → mean → logit → softmax, and what masked cells take from it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nin.analysis import last_maps
from nin.interpret.logit_ledger import Ledger, ledger
from nin.ops import ReLU
from nin.words import counted
from pages.ui.components.map_view import Maps, mask_maps, set_mask, windows_of
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.numbers import two_decimals
from pages.ui.parts.words import plain
from pages.ui.subject.subject import Subject

_VIEW = "class-maps"
_COLUMNS = (
    Column("Class", words=True),
    Column("Sum of cells", "sum"),
    Column("Logit", "logit"),
    Column("Probability", "probability"),
)
_MASKED = (
    Column("Sum, masked", "mask"),
    Column("Logit, masked", "mask"),
    Column("Probability, masked", "mask"),
)


@st.fragment(key="ledger")
def show_ledger(subject: Subject) -> None:
    """The class maps, whose cells can be masked, and all numbers on the way to the answer."""
    maps = subject.class_maps()
    whole = ledger(maps)
    over = st.toggle("Over the image", value=True, key="over-image")
    mask = mask_maps(_VIEW, class_maps_shown(subject, whole, over=over))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Clear the mask",
            key="clear-mask",
            icon=":material/layers_clear:",
            disabled=not mask.any(),
            on_click=set_mask,
            args=(_VIEW, None),
        )
        st.markdown(
            f"**{mask.sum()} of {counted(mask.size, 'cell')} masked.**" if mask.any() else ""
        )
    masked = ledger(maps, mask) if mask.any() else None
    _show_table(subject, whole, masked)
    st.caption(_in_words(subject, whole, masked))


def class_maps_shown(subject: Subject, scores: Ledger, *, over: bool) -> Maps:
    """The class maps with the name and the logit of each, the winner ringed."""
    row = last_maps(subject.rows)
    winner = int(scores.logits.argmax())
    return Maps(
        row.name,
        subject.class_maps(),
        image=subject.image[0],
        windows=windows_of(subject.rows, row.name, subject.loaded.network.image_size),
        names=[f"class {name}" for name in subject.loaded.classes],
        captions=captions(subject, scores),
        marked=winner,
        overlay=0.75 if over else 0.0,
        columns=5,
    )


def captions(subject: Subject, scores: Ledger) -> list[str]:
    """Name, truth and logit of each class, under its map."""
    return [
        f"{name}{' ✓' if index == subject.picture.truth else ''}\n{two_decimals(logit)}"
        for index, (name, logit) in enumerate(
            zip(subject.loaded.classes, scores.logits, strict=True)
        )
    ]


def _show_table(subject: Subject, whole: Ledger, masked: Ledger | None) -> None:
    columns = (*_COLUMNS, *(_MASKED if masked else ()))
    rows = []
    for index, name in enumerate(subject.loaded.classes):
        cells = [Cell(name), *_figures(whole, index)]
        rows.append([*cells, *(_figures(masked, index) if masked else ())])
    show_html_table("Logit ledger", columns, rows)


def _figures(scores: Ledger, index: int) -> tuple[Cell, ...]:
    total, logit, share = scores.sums[index], scores.logits[index], scores.probabilities[index]
    return (
        Cell(two_decimals(total)),
        Cell(
            two_decimals(logit), f"{two_decimals(total)} ÷ {scores.count} = {two_decimals(logit)}"
        ),
        Cell(f"{share:.1%}", f"e^{two_decimals(logit)} over the sum for all classes", float(share)),
    )


def _in_words(subject: Subject, whole: Ledger, masked: Ledger | None) -> str:
    winner = int(whole.logits.argmax())
    names = [plain(name) for name in subject.loaded.classes]
    logit = two_decimals(whole.logits[winner])
    words = f"The map of {names[winner]} holds {counted(whole.count, 'cell')}"
    if whole.count == 1:
        words += f", whose value is its logit {logit}"
    else:
        total = two_decimals(whole.sums[winner])
        words += f" that sum to {total}; divided by {whole.count} that is its logit {logit}"
    words += f", {_rank(whole)}; softmax makes it {whole.probabilities[winner]:.1%}."
    words += " No weights come after the maps."
    if isinstance(last_maps(subject.rows).op, ReLU):
        words += " The maps come out of a ReLU, so no logit is below 0."
    if not _is_undecided(whole):
        words += " The ring marks the class with the largest score."
    if subject.picture.truth is not None:
        words += f" ✓ marks what the image is: {names[subject.picture.truth]}."
    return words if masked is None else f"{words} {_masked_in_words(names, masked)}"


def _masked_in_words(names: list[str], masked: Ledger) -> str:
    leader = int(masked.logits.argmax())
    share = f"{masked.probabilities[leader]:.1%}"
    if _is_undecided(masked):
        return f"Without the masked cells no class leads: each has {share}."
    return f"Without the masked cells {names[leader]} leads with {share}."


def _rank(scores: Ledger) -> str:
    """What the largest logit is among all."""
    if len(scores.logits) == 1:
        return "the only one"
    return "that of every class" if _is_undecided(scores) else "the largest"


def _is_undecided(scores: Ledger) -> bool:
    """Whether all of several classes score the same, so that none leads."""
    return len(scores.logits) > 1 and bool(np.ptp(scores.logits) == 0)
