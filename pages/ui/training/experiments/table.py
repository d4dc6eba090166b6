"""An experiment in numbers: all measures of each variant, and each run by itself."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import streamlit as st

from nin import runs
from nin.experiments import Plan
from nin.experiments.folder import Entry
from nin.experiments.summary import Outcome, Summary
from nin.experiments.verdict import Sample
from nin.runs.naming import augmentation_words, images_words
from nin.words import counted
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.numbers import byte_size, hundredths, short_count, three_digits
from pages.ui.shell import run_choice

# In the order in which they are shown: their titles, and whether they are shares.
_MEASURES = {
    "test_accuracy": ("Test", True),
    "train_accuracy": ("Train", True),
    "train_test_gap": ("Gap", True),
    "shifted_2_accuracy": ("Moved 2 px", True),
    "shifted_4_accuracy": ("Moved 4 px", True),
    "train_loss": ("Train loss", False),
    "test_loss": ("Test loss", False),
    "left_ln_c": ("Left ln C", True),
    "dead_class_maps": ("Dead class maps", False),
    "dead_channels": ("Dead channels", True),
    "seconds": ("Seconds", False),
    "images_per_second": ("Images/s", False),
    "peak_megabytes": ("Memory, MB", False),
}
_EXACT = ("Parameters", "MACs", "Training step")
_SETTINGS = ("Budget", "Optimiser", "Rate", "Batch", "Images", "Augmentation", "Recipe")


def show_all(plan: Plan, entries: Sequence[Entry], summary: Summary) -> None:
    """Three tables, folded away: variants, how they are trained, runs."""
    with st.expander("The same in numbers, and how all were trained"):
        measured = [name for name in _MEASURES if any(name in o.measures for o in summary.outcomes)]
        titles = [_MEASURES[name][0] for name in measured]
        columns = [Column("Variant", words=True), *map(Column, (*_EXACT, *titles))]
        show_html_table("Variants", columns, [_variant(one, measured) for one in summary.outcomes])
        columns = [Column("Variant", words=True), *map(Column, _SETTINGS)]
        show_html_table("Settings", columns, [_settings(one) for one in summary.outcomes])
        columns = [Column("Run", words=True), *map(Column, titles), Column("State", words=True)]
        show_html_table("Runs of it", columns, [_run(plan, one, measured) for one in entries])


def _variant(one: Outcome, measured: Sequence[str]) -> tuple[Cell, ...]:
    exact = f"{one.params:,}", short_count(one.macs), byte_size(one.training_bytes)
    samples = (_sample(one.measures.get(name), is_share=_MEASURES[name][1]) for name in measured)
    return tuple(map(Cell, (one.variant.name, *exact, *samples)))


def _settings(one: Outcome) -> tuple[Cell, ...]:
    config = one.variant.config
    words = (
        f"{config.seconds:g} s" if config.seconds else counted(config.epochs, "epoch"),
        config.optimizer,
        f"{config.peak_lr:g}",
        f"{config.batch_size}",
        images_words(config.images),
        augmentation_words(config.augment),
        config.recipe,
    )
    return tuple(map(Cell, (one.variant.name, *words)))


def _run(plan: Plan, entry: Entry, measured: Sequence[str]) -> tuple[Cell, ...]:
    name = f"{plan.variants[entry.variant].name}, seed {entry.seed}"
    measures = entry.measures or {}
    figures = (
        _figure(measures[measure], is_share=_MEASURES[measure][1]) if measure in measures else "–"
        for measure in measured
    )
    state = entry.reason or "measured" if entry.measures is not None else _state(entry)
    return tuple(map(Cell, (name, *figures, state)))


def _state(entry: Entry) -> str:
    try:
        return runs.status(run_choice.folder(entry.run)).state
    except KeyError:
        return "deleted"


def _sample(sample: Sample | None, *, is_share: bool) -> str:
    if sample is None:
        return "–"
    spread = f" ± {_figure(sample.sd, is_share=is_share)}" if isfinite(sample.sd) else ""
    return _figure(sample.mean, is_share=is_share) + spread


def _figure(value: float, *, is_share: bool) -> str:
    return f"{hundredths(value)} %" if is_share else three_digits(value)
