"""Loss and accuracy over the epochs, of the run that is shown and of those it is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from nin import runs
from nin.train import EpochEnd, Event
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.shell import run_choice
from pages.ui.training.figures import Curves, curves, curves_figure

_COLUMNS = tuple(map(Column, ("Epoch", "Train loss", "Test loss", "Train", "Test")))


def show_no_curves() -> None:
    """The axes of a run that is still to come."""
    _show_chart({"": curves(())})


def show_curves(name: str, events: Sequence[Event]) -> None:
    """The curves of a run and of those overlaid on it, and its evaluations in numbers."""
    others = run_choice.compared()
    shown = {name[:4] if others else "": curves(events)}
    for other in others:
        try:
            shown[other[:4]] = curves(runs.events(run_choice.folder(other)))
        except (runs.RunError, KeyError):
            continue  # damaged or deleted meanwhile: the list says so
    _show_chart(shown)
    evaluations = [event for event in events if isinstance(event, EpochEnd)]
    if evaluations:
        with st.expander("The same in numbers"):
            show_html_table("Evaluations", _COLUMNS, map(_row, evaluations))


def _show_chart(shown: Mapping[str, Curves]) -> None:
    st.plotly_chart(
        curves_figure(shown),
        key="curves",
        config={"displayModeBar": False},
        alt="Loss and accuracy over the epochs; the numbers follow below",
    )


def _row(end: EpochEnd) -> tuple[Cell, ...]:
    losses = f"{end.train_loss:.4f}", f"{end.test_loss:.4f}"
    accuracies = f"{end.train_accuracy:.2%}", f"{end.test_accuracy:.2%}"
    return tuple(map(Cell, (str(end.epoch), *losses, *accuracies)))
