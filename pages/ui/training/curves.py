"""Loss and accuracy over the epochs, of the run that is shown and of those it is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from nin import runs
from nin.spec import Dropout, Network
from nin.train import Event, TrainConfig
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.shell import run_choice
from pages.ui.shell.run_words import words_apart
from pages.ui.training.figures import Curves, curves, curves_figure

_COLUMNS = tuple(
    map(Column, ("Epoch", "Train loss", "Test loss", "Batch loss", "Train", "Test", "Batch"))
)


def with_overlaid(name: str, events: Sequence[Event]) -> dict[str, Curves]:
    """The curves of a run and of those overlaid on it, by what tells them apart."""
    others = run_choice.compared()
    words = words_apart([name, *others])
    shown = {words.get(name, ""): curves(events)}
    for other in others:
        try:
            shown[words[other]] = curves(runs.events(run_choice.folder(other)))
        except (runs.RunError, KeyError):
            continue  # damaged or deleted meanwhile: the list says so
    return shown


def show_curves(shown: Mapping[str, Curves], network: Network, config: TrainConfig) -> None:
    """Curves of runs, what they are, and the same in numbers.

    Args:
        shown: The curves of each run, by its name; empty where one run needs none.
        network: What the first of them trains.
        config: How.
    """
    st.plotly_chart(
        curves_figure(shown),
        key="curves",
        config={"displayModeBar": False},
        alt="Loss and accuracy over the epochs; the numbers follow below",
    )
    st.caption(_meaning(network, config))
    if any(run.test_loss.epochs for run in shown.values()):
        with st.expander("The same in numbers"):
            for title, run in shown.items():
                show_html_table(f"Evaluations {title}".rstrip(), _COLUMNS, _rows(run))


def _meaning(network: Network, config: TrainConfig) -> str:
    """What each curve is; only two of them are by one measure."""
    has_dropout = any(isinstance(layer, Dropout) for layer in network.layers)
    changes = [
        *(["changed at random"] if config.augment != "none" else []),
        *(["with dropout"] if has_dropout else []),
    ]
    how = f", {' and '.join(changes)}" if changes else ""
    lowest = config.lowest_loss(network.num_classes)
    floor = f", against smoothed labels, so never below a loss of {lowest:.4f}" if lowest else ""
    return (
        "Train and test: images as they are, without dropout; no step has seen a test image. "
        f"Batch: the images as the steps see them{how}{floor}."
    )


def _rows(run: Curves) -> list[tuple[Cell, ...]]:
    """A row for each evaluation: the values of all curves there."""
    losses, accuracies = (
        [dict(zip(curve.epochs, curve.values, strict=True)) for curve in kind]
        for kind in (
            (run.train_loss, run.test_loss, run.batch_loss),
            (run.train_accuracy, run.test_accuracy, run.batch_accuracy),
        )
    )
    return [
        (
            Cell(f"{epoch:.4g}"),
            *(Cell(f"{line[epoch]:.4f}" if epoch in line else "–") for line in losses),
            *(Cell(f"{line[epoch]:.2%}" if epoch in line else "–") for line in accuracies),
        )
        for epoch in run.test_loss.epochs
    ]
