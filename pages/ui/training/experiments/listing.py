"""All experiments: which is shown, and what each of their variants came to."""

from __future__ import annotations

import streamlit as st

from nin import experiments
from nin.experiments import PlanError
from nin.experiments.reading import Described, described
from nin.experiments.summary import Outcome
from nin.experiments.verdict import Sample
from nin.presets import relative
from nin.runs.naming import data_words, network_name
from nin.words import counted
from pages.ui.parts.html_table import Cell, Column, Mark, show_html_table
from pages.ui.parts.numbers import hundredths
from pages.ui.shell import run_choice, session
from pages.ui.shell.moved import widget_key

_COLUMNS = (
    Column("Experiment", words=True),
    Column("Variant", words=True),
    Column("Runs"),
    Column("Test", "spread"),
    Column("Gap", "train_test_gap"),
    Column("Moved 4 px", "shifted_accuracy"),
    Column("A run took", "took"),
    Column("Parameters", "parameters"),
    Column("State", words=True),
)


def show_experiments() -> None:
    """The list, and the choice of the one that is shown; nothing before the first."""
    names = run_choice.experiment_names()
    if not names:
        return
    st.header("Experiments", anchor=False)
    every = {name: _described(name) for name in names}
    key = widget_key("shown-experiment", run_choice.experiment())
    st.selectbox(
        "Show",
        names,
        format_func=lambda name: _title(name, every[name]),
        key=key,
        placeholder="Choose an experiment",
        on_change=lambda: run_choice.show_experiment(session.field(key).get()),
        width=420,
    )
    rows: list[tuple[Cell, ...]] = []
    marks: list[Mark] = []
    for name, of_it in every.items():
        lines = _rows(name, of_it)
        marks += [Mark(begins_group=bool(rows) and place == 0) for place in range(len(lines))]
        rows += lines
    show_html_table("Experiments", _COLUMNS, rows, marks=marks)


def _described(name: str) -> Described | None:
    """What it is and what came of it; None where its folder is damaged."""
    try:
        return described(experiments.find(run_choice.root(), name))
    except PlanError:
        return None


def _title(name: str, of_it: Described | None) -> str:
    if of_it is None:
        return f"{name}: damaged"
    plan = of_it.plan
    networks = [one.network for one in plan.variants]
    network = network_name(next(filter(relative, networks), networks[0]))
    data = data_words(plan.variants[0].config.dataset)
    return f"{plan.title} {network} · {data} · {int(name.partition('-')[0])}"


def _rows(name: str, of_it: Described | None) -> list[tuple[Cell, ...]]:
    title = _title(name, of_it)
    if of_it is None:
        return [(Cell(title), *[Cell("")] * (len(_COLUMNS) - 2), Cell("damaged"))]
    plan, _, summary = of_it
    state = _state(name)
    return [(Cell(title), *_figures(one, len(plan.seeds)), Cell(state)) for one in summary.outcomes]


def _figures(one: Outcome, seeds: int) -> tuple[Cell, ...]:
    shares = ("test_accuracy", "train_test_gap", "shifted_4_accuracy")
    seconds = one.measures.get("seconds")
    return tuple(
        map(
            Cell,
            (
                one.variant.name,
                f"{one.runs}" if one.runs == seeds else f"{one.runs} of {seeds}",
                *(_share(one.measures.get(share)) for share in shares),
                f"{seconds.mean:.0f} s" if seconds else "–",
                f"{one.params:,}",
            ),
        )
    )


def _share(sample: Sample | None) -> str:
    if sample is None:
        return "–"
    spread = f" ± {hundredths(sample.sd)}" if sample.n > 1 else ""
    return f"{hundredths(sample.mean)}{spread} %"


def _state(name: str) -> str:
    try:
        progress = experiments.progress(experiments.find(run_choice.root(), name))
    except PlanError:
        return "damaged"
    if progress.is_done:
        return "done"
    if progress.is_alive or progress.active:
        return "stopping" if progress.is_stopping else "under way"
    return f"stopped after {counted(progress.done, 'run')}"
