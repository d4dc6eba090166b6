"""The largest values of the class maps alone, as in Fig. 4 of the paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin.interpret.logit_ledger import ledger, share_of, top_share
from nin.words import counted
from pages.ui.class_maps.scores import class_maps_shown
from pages.ui.components.map_view import show_maps
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import plain
from pages.ui.subject.subject import Subject


@st.fragment(key="filters")
def show_largest(subject: Subject) -> None:
    """The largest share of all values, and which class holds how many of them."""
    percent = st.slider(
        "Largest values kept", 1, 100, 10, format="%d %%", key="top-share", help=TERMS["top_share"]
    )
    maps = subject.class_maps()
    kept = top_share(maps, percent / 100)
    shown = class_maps_shown(subject, ledger(maps))
    show_maps("top-maps", replace(shown, values=kept))
    counts = np.count_nonzero(kept, axis=(1, 2))
    show_html_table(
        "Cells kept",
        (Column("Class", words=True), Column("Cells kept"), Column("Of its cells")),
        [
            (Cell(name), Cell(str(count)), Cell(f"{share:.0%}", share=float(share)))
            for name, count, share in zip(
                subject.loaded.classes, counts, counts / maps[0].size, strict=True
            )
        ],
    )
    most = share_of(maps.size, percent / 100)
    fewer = f" There are no more: {most} were asked for." if 0 < counts.sum() < most else ""
    st.caption(
        f"{_kept_in_words(counts, maps.size)}{fewer} {_most_in_words(counts, subject)}A network "
        "that knows the image keeps most in one map, one without training some in all."
    )


def _kept_in_words(counts: NDArray[np.intp], size: int) -> str:
    count = int(counts.sum())
    if count == 0:
        return f"No cell of all maps, {size}, is above 0, so none is kept."
    are = "is" if count == 1 else "are"
    return f"{counted(count, 'cell')} above 0 {are} kept of the {size} of all maps."


def _most_in_words(counts: NDArray[np.intp], subject: Subject) -> str:
    """Which class keeps most; nothing where none does or several keep as many."""
    first, most = int(counts.argmax()), int(counts.max())
    if most == 0 or np.count_nonzero(counts == most) > 1:
        return ""
    name = plain(subject.loaded.classes[first])
    return f"{name} keeps {'all' if most == counts.sum() else 'most'} of them, {most}. "
