"""Controls of the editor: each shows a value of the network and turns what is entered into an edit.

They have no values of their own: before a control is shown it is given the network's, unless it
already has it. So undo, a preset, a link and the shape doctor move the controls too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from nin.spec import Network
from pages.ui import state
from pages.ui.terms import TERMS

Change = Callable[[Network, Any], Network]  # the network, what was entered → the network


def whole_number(
    key: str, label: str, value: int, change: Change, bounds: tuple[int, int], *, term: str
) -> None:
    """A field for a whole number within `bounds`."""
    _give(key, value)
    st.number_input(
        label, *bounds, step=1, key=key, help=TERMS[term], on_change=_take, args=(key, change)
    )


def fixed_number(key: str, label: str, value: int, *, term: str) -> None:
    """A number that follows from something else, shown where a field would be."""
    _give(key, value)
    st.number_input(label, step=1, key=key, help=TERMS[term], disabled=True)


def share(key: str, label: str, value: float, change: Change, *, term: str) -> None:
    """A field for a number from 0 to 0.95."""
    _give(key, value)
    st.number_input(
        label, 0.0, 0.95, step=0.05, key=key, help=TERMS[term], on_change=_take, args=(key, change)
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
        args=(key, change),
    )


def menu(key: str, label: str, actions: dict[str, Callable[[Network], Network]]) -> None:
    """A button that opens a list of edits."""

    def act() -> None:
        state.edit(actions[st.session_state[key]])

    st.menu_button(label, list(actions), key=key, type="tertiary", on_click=act)


def _give(key: str, value: object) -> None:
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _take(key: str, change: Change) -> None:
    entered = st.session_state[key]
    if entered is not None:  # an emptied field is no edit
        state.edit(lambda network: change(network, entered))
