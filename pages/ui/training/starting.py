"""The button that starts a run or an experiment of the network that is edited."""

from __future__ import annotations

import streamlit as st

from nin import experiments, runs
from nin.analysis import trace, training_bytes
from nin.edit import revise
from nin.experiments import QUESTIONS, Plan, PlanError
from nin.spec import Network
from nin.train import ConfigError, TrainConfig
from nin.words import counted
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.numbers import byte_size
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import plain
from pages.ui.shell import network_state, run_choice, session
from pages.ui.shell.known_weights import Origin
from pages.ui.shell.own_drawings import as_npz
from pages.ui.training import form
from pages.ui.training.estimate import show_estimate

_ONE_RUN = "One run"
_COLUMNS = (Column("Variant", words=True), Column("Parameters", "parameters"))


def show_settings(network: Network, *, watches_run: bool) -> None:
    """All settings of a run or an experiment, and the button that starts it.

    Args:
        network: What is edited.
        watches_run: Whether the page shows a run that is not over. Then no key starts another:
            Ctrl+Enter in the field for the rate of that run enters the rate and does nothing else.
    """
    with st.container(border=True, key="card-settings"):
        st.markdown("**How to train**")
        _show_question()
        form.show_form()
        try:
            config = form.chosen()
            form.check(network, config)
            plan = _plan(network, config)
        except (ConfigError, PlanError) as error:
            st.warning(f"{plain(str(error))}.", icon=":material/tune:")
            if isinstance(error, form.ClassesError):
                st.button(
                    f"Have the network tell {error.count} classes apart",
                    key="fit-classes",
                    on_click=_tell_apart,
                    args=(error.count,),
                )
            return
        count = len(plan.runs()) if plan else 1
        with st.container(horizontal=True, vertical_alignment="center", key="start"):
            st.button(
                "Start" if plan is None else f"Start {counted(count, 'run')}",
                key="start-one",
                type="primary",
                icon=":material/play_arrow:",
                shortcut=None if watches_run else "Ctrl+Enter",
                on_click=_start,
            )
            show_estimate(network, config, plan)
        largest = max((one.network for one in plan.variants) if plan else [network], key=_bytes)
        step = byte_size(training_bytes(trace(largest), config.batch_size))
        st.caption(f"A training step takes {step} of memory.")
        if plan is not None:
            rows = [
                (Cell(one.name), Cell(f"{trace(one.network).params:,}")) for one in plan.variants
            ]
            with st.expander(f"{counted(len(plan.variants), 'variant')}", key="variants"):
                show_html_table("To train", _COLUMNS, rows)


def _tell_apart(classes: int) -> None:
    network_state.edit(lambda network: revise(network, num_classes=classes))


def _bytes(network: Network) -> int:
    return training_bytes(trace(network), 1)


def _show_question() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="question-row"):
        st.selectbox(
            "What to compare",
            ["", *QUESTIONS],
            format_func=lambda name: QUESTIONS[name].title if name else _ONE_RUN,
            key=session.QUESTION.name,
            help=TERMS["question"],
            persist_state="session",
            on_change=_fill,
            width=240,
        )
        if session.QUESTION.get():
            form.whole_number("Runs of each", session.RUNS_OF_EACH, width=110)


def _fill() -> None:
    """What the answer needs stands in the form, where it can be seen and changed."""
    name = session.QUESTION.get()
    if name and (augment := QUESTIONS[name].augment):
        form.set_augmentation(augment)


def _plan(network: Network, config: TrainConfig) -> Plan | None:
    """The experiment that the form asks for; None where it is one run.

    Raises:
        PlanError: it makes none.
    """
    name = session.QUESTION.get()
    if not name:
        return None
    return QUESTIONS[name].plan(network, config, session.RUNS_OF_EACH.get() or 0)


def _start() -> None:
    """Train what the editor and the form hold now, which the page may not have drawn yet."""
    with run_choice.explained():
        network, config = network_state.network(), form.chosen()
        form.check(network, config)
        drawings = as_npz() if config.drawings else None
        root = run_choice.root()
        if (plan := _plan(network, config)) is not None:
            run_choice.show_experiment(experiments.start(plan, root, drawings).name)
            return
        run = runs.start(network, config, root, drawings)
        network_state.show_weights(Origin.run(run.name))
        run_choice.compare(())
