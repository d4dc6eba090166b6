"""What a run's health says: what was seen, what to try, and a button that tries it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from nin import runs
from nin.runs import folder
from nin.train import Health, TrainConfig
from pages.ui.parts.words import plain
from pages.ui.shell import run_choice
from pages.ui.training import form
from pages.ui.training.starting import start


def show_findings(
    name: str, config: TrainConfig, findings: Iterable[Health], fatal: Collection[Health]
) -> None:
    """Show what came up in a run, each kind once.

    Args:
        name: The run.
        config: How it trains.
        findings: All that came up, first to last.
        fatal: Those of them that ended the run.
    """
    kinds = {health.kind: health for health in findings}
    for number, health in enumerate(kinds.values()):
        _show(name, config, health, number, is_fatal=health in fatal)


def _show(name: str, config: TrainConfig, health: Health, number: int, *, is_fatal: bool) -> None:
    with st.container(border=True, key=f"health-{number}"):
        message = f"Failed: {health.message}" if is_fatal else health.message
        sentence = plain(message[:1].upper() + message[1:] + ".")
        (st.error if is_fatal else st.warning)(sentence, icon=":material/monitor_heart:")
        st.caption(f"Try: {plain(health.remedy)}.")
        if health.changes:
            st.button(
                "Start again like that",
                key=f"remedy-{number}",
                icon=":material/build:",
                on_click=_start_again,
                args=(name, config, health.changes),
            )


def _start_again(name: str, config: TrainConfig, changes: Mapping[str, float]) -> None:
    values: dict[str, Any] = dict(changes)  # Any: mypy would check each against every field
    with run_choice.explained():
        run = run_choice.folder(name)
        if not runs.status(run).is_over:
            runs.stop(run)
        drawings = folder.drawings(run) if config.drawings else None
        start([runs.network(run)], replace(config, **values), drawings)
    form.fill(config.optimizer, changes)  # so that the next run does not repeat the mistake
    st.rerun()  # from inside a fragment: the list and the picked run have to follow
