"""How right a run is: key figures, what one class alone would give, and class by class."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nin.runs.summaries import Summary
from nin.train import EpochEnd, Event, Started
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.key_figures import KeyFigure, show_key_figures
from pages.ui.parts.numbers import byte_size
from pages.ui.parts.terms import TERMS

_COLUMNS = (Column("Class", words=True), Column("Test", "test_accuracy"))


def show_accuracy(summary: Summary, started: Started | None, events: Sequence[Event]) -> None:
    """The accuracies so far, and of how many images the one on test images is."""
    largest = started.largest_class if started else None
    alone = f"always saying {largest[0]} gives {largest[1]:.1%}" if largest else ""
    figures = (
        ("Test accuracy", summary.test_accuracy, "test_accuracy", alone),
        ("Train accuracy", summary.train_accuracy, "train_accuracy", ""),
        ("Train–test gap", summary.gap, "train_test_gap", ""),
    )
    show_key_figures(
        KeyFigure(label, "–" if share is None else f"{share:.1%}", term, beside)
        for label, share, term, beside in figures
    )
    last = _last(events)
    if last and last.peak_bytes is not None:
        size = byte_size(last.peak_bytes)
        st.caption(f"It took {size} of memory at most.", help=TERMS["peak_bytes"])
    if started and last and started.held_out and last.tested == started.held_out:
        st.caption(
            f"Tested on {last.tested:,} training images that are held out: the test images are "
            "looked at once, at the end."
        )
    elif started and last and last.tested < started.test_size:
        st.caption(
            f"Tested on {last.tested:,} of {started.test_size:,} images: as many as there was "
            "time for after the stop."
        )


def show_classes(started: Started | None, events: Sequence[Event]) -> None:
    """The test accuracy of each class at the last evaluation; nothing where it was not kept."""
    last = _last(events)
    if started is None or last is None or len(last.accuracies) != len(started.classes):
        return
    with st.expander("Accuracy per class"):
        show_html_table(
            "Accuracy per class",
            _COLUMNS,
            (
                (Cell(name), Cell("–" if share is None else f"{share:.1%}", share=share or 0.0))
                for name, share in zip(started.classes, last.accuracies, strict=True)
            ),
        )


def _last(events: Sequence[Event]) -> EpochEnd | None:
    return next((event for event in reversed(events) if isinstance(event, EpochEnd)), None)
