"""What a run's health says: what was seen, what to try, and a button that fills in the form."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import streamlit as st

from nin import runs
from nin.train import ConfigError, Health, TrainConfig
from pages.ui.parts.words import plain
from pages.ui.shell import network_state, run_choice
from pages.ui.shell.known_weights import Origin
from pages.ui.training import form


def show_findings(
    name: str,
    config: TrainConfig,
    findings: Iterable[Health],
    fatal: Collection[Health],
    *,
    is_ending: bool,
) -> None:
    """Show what came up in a run, each kind once.

    Args:
        name: The run.
        config: How it trains.
        findings: All that came up, first to last.
        fatal: Those of them that ended the run.
        is_ending: Whether it is over, or was told to stop.
    """
    kinds = {health.kind: health for health in findings}
    for number, health in enumerate(kinds.values()):
        with st.container(border=True, key=f"health-{number}"):
            _show(health, is_fatal=health in fatal)
            if (better := _better(config, health)) is not None:
                _show_way(name, better, number, is_ending=is_ending)


def _show(health: Health, *, is_fatal: bool) -> None:
    message = f"Failed: {health.message}" if is_fatal else health.message
    sentence = plain(message[:1].upper() + message[1:] + ".")
    (st.error if is_fatal else st.warning)(sentence, icon=":material/monitor_heart:")
    st.caption(f"Try: {plain(health.remedy)}.")


def _better(config: TrainConfig, health: Health) -> TrainConfig | None:
    """The remedy as settings of the form, where it is one."""
    values: dict[str, Any] = dict(health.changes.items())  # Any: each is of another field
    with suppress(ConfigError):  # of a damaged run
        better = replace(config, **values)
        return better if values and form.can_hold(better) else None
    return None


def _show_way(name: str, better: TrainConfig, number: int, *, is_ending: bool) -> None:
    """The button that fills in the form, or what is to be done once it has."""
    if is_ending and network_state.origin() == Origin.run(name) and form.holds(better):
        st.markdown("The form says so now: press **Start**.")
        return
    st.button(
        "Fill in the form" if is_ending else "Stop, and fill in the form",
        key=f"remedy-{number}",
        icon=":material/build:",
        on_click=_fill_in,
        args=(name, better),
    )


def _fill_in(name: str, better: TrainConfig) -> None:
    """The run's own network, and the form as the remedy says; one press of Start is left."""
    with run_choice.explained():
        run = run_choice.folder(name)
        if not runs.status(run).is_over:
            runs.stop(run)
        network_state.show_weights(Origin.run(name))
        form.fill(better)
    st.rerun()  # from inside a fragment: the form has to follow
