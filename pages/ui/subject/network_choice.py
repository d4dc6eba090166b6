"""The choice of a network: the bundled weights, the runs, and the presets without training."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from nin import data
from nin.checkpoint_header import CheckpointError
from nin.codec import link
from nin.presets import PRESETS
from pages.ui.parts.terms import TERMS
from pages.ui.shell import known_weights, network_state, session
from pages.ui.shell.known_weights import UNTRAINED, Kind, Origin
from pages.ui.shell.moved import widget_key
from pages.ui.shell.network_state import everywhere
from pages.ui.shell.run_words import run_words
from pages.ui.subject.loading import network_name

_UNTRAINED_PRESETS = [Origin(Kind.UNTRAINED, name) for name in PRESETS]


def show_network_choice() -> None:
    """The list of networks, and the ways to the pages that show where this one comes from."""
    shown = network_state.step_shown()
    edited = [] if shown.origin != UNTRAINED else [UNTRAINED]
    key = widget_key("network-choice", shown.origin)
    words = run_words()
    st.selectbox(
        "Network",
        [*edited, *known_weights.all_bundled(), *map(Origin.run, words), *_UNTRAINED_PRESETS],
        key=key,
        format_func=partial(title, words),
        help=TERMS["network_choice"],
        on_change=everywhere,
        args=(_choose, key),
    )
    st.page_link(
        "pages/architecture.py",
        label="Change it",
        icon=":material/account_tree:",
        query_params={"net": link(shown.text)},
    )
    run = shown.origin.run_name
    st.page_link(
        "pages/training.py",
        label="How it was trained" if run else "Train it",
        icon=":material/model_training:",
        query_params={"run": run} if run else {"net": link(shown.text)},
    )


def title(words: Mapping[str, str], chosen: tuple[str, str]) -> str:
    """What a list calls weights, or a network without.

    Args:
        words: Of the runs, as `run_words` gives them.
        chosen: The kind and the name of an `Origin`.
    """
    origin = Origin(*chosen)
    if origin == UNTRAINED:
        return "The edited network, untrained"
    if origin.kind == Kind.UNTRAINED:
        return f"{PRESETS[origin.name].title}, untrained"
    if origin.kind == Kind.RUN:
        is_damaged = words.get(origin.name, origin.name) == origin.name
        return f"{origin.name}: damaged" if is_damaged else f"Run: {words[origin.name]}"
    try:
        name = network_name(known_weights.network_text(origin))
    except (CheckpointError, KeyError):
        return f"{origin.name}: damaged"
    return f"{name}, trained on {data.title(known_weights.dataset(origin))}"


def _choose(key: str) -> None:
    origin = Origin(*session.field(key).get())
    if origin.kind != Kind.UNTRAINED:
        network_state.show_weights(origin)
    elif origin != UNTRAINED:
        network_state.show(PRESETS[origin.name].text, UNTRAINED, origin.name)
