"""The largest values of the class maps alone, as in Fig. 4 of the paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from nin.interpret.logit_ledger import ledger, share_of, top_share
from pages.ui.class_maps.logit_ledger import class_maps_shown
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
    shown = class_maps_shown(subject, ledger(maps), over=True)
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
    first = int(counts.argmax())
    most = share_of(maps.size, percent / 100)
    fewer = f" There are no more: {most} were asked for." if counts.sum() < most else ""
    st.caption(
        f"{counts.sum()} cells above 0 are kept of the {maps.size} of all maps.{fewer} "
        f"{plain(subject.loaded.classes[first])} keeps most of them, {counts[first]}. A network "
        "that knows the image keeps most in one map, one without training some in all."
    )
