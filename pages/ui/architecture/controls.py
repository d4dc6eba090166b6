"""Controls of the editor: each shows a value of the network and turns what is entered into an edit.

They have no values of their own: before a control is shown it is given the network's, unless it
already has it. So undo, a preset, a link and the shape doctor move the controls too.

An edit that changes no other control reruns only what follows from it, the `LIVE` fragments:
most of a run's time would go into showing the same fields again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from nin.spec import Network
from pages.ui import state
from pages.ui.terms import TERMS

LIVE = ["overview", "results"]  # the fragments that show a network but do not edit it

# Terms whose fields change what other fields show, or how many there are.
_MOVES_OTHERS = frozenset({"num_classes", "depth", "hidden_depth", "pool_kernel"})

Change = Callable[[Network, Any], Network]  # the network, what was entered → the network


def whole_number(
    key: str, label: str, value: int, change: Change, bounds: tuple[int, int], *, term: str
) -> None:
    """A field for a whole number within `bounds`."""
    _give(key, value)
    alone = term not in _MOVES_OTHERS
    st.number_input(
        label,
        *bounds,
        step=1,
        key=key,
        help=TERMS[term],
        on_change=_take,
        args=(key, change, alone),
    )


def fixed_number(key: str, label: str, value: int, *, term: str) -> None:
    """A number that follows from something else, shown where a field would be."""
    _give(key, value)
    st.number_input(label, step=1, key=key, help=TERMS[term], disabled=True)


def share(key: str, label: str, value: float, change: Change, *, term: str) -> None:
    """A field for a number from 0 to 0.95; a larger one stays as it is until it is changed."""
    _give(key, value)
    st.number_input(
        label,
        0.0,
        max(0.95, value),  # Streamlit would show 0 for what is out of range
        step=0.05,
        format="%g",
        key=key,
        help=TERMS[term],
        on_change=_take,
        args=(key, change, True),
    )


def choice(
    key: str, label: str, options: dict[Any, str], value: object, change: Change, *, term: str
) -> None:
    """A few buttons of which one is on; `options` are values with their labels."""
    _give(key, value)
    st.segmented_control(
        label,
        list(options),
        format_func=options.__getitem__,
        required=True,
        key=key,
        help=TERMS[term],
        on_change=_take,
        args=(key, change, False),
    )


def button(key: str, label: str, change: Callable[[Network], Network], *, tooltip: str) -> None:
    """A button for one edit that adds something."""

    def act() -> None:
        state.edit(change)

    st.button(label, key=key, icon=":material/add:", help=tooltip, on_click=act)


def menu(key: str, label: str, actions: dict[str, Callable[[Network], Network]]) -> None:
    """A button that opens a list of edits."""

    def act() -> None:
        state.edit(actions[st.session_state[key]])

    st.menu_button(label, list(actions), key=key, type="tertiary", on_click=act)


def _give(key: str, value: object) -> None:
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _take(key: str, change: Change, alone: bool) -> None:
    entered = st.session_state[key]
    if entered is None:  # an emptied field is no edit
        return
    alone = alone and state.link_error() is None  # the frame shows that, outside the fragments
    if state.edit(lambda network: change(network, entered)) and alone:
        st.rerun(LIVE)
