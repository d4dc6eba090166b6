"""Controls of the editor: each shows a value of the network and turns what is entered into an edit.

Controls are views: each run writes the network's value into the widget. So undo, a preset, a link
and the repairs move the controls too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from nin.spec import Network, SpecError
from pages.ui.architecture import chosen
from pages.ui.parts import decimals
from pages.ui.parts.terms import TERMS
from pages.ui.shell import network_state, session
from pages.ui.shell.moved import is_in_use, keep, retire, shown, widget_key

Change = Callable[[Network, Any], Network]  # the network, what was entered → the network


def whole_number(
    key: str, label: str, value: int | None, change: Change, bounds: tuple[int, int], *, term: str
) -> None:
    """A field for a whole number within `bounds`; empty where there is none yet."""
    key = _key(key, value)
    st.number_input(
        label,
        *bounds,
        value=None,
        # an emptied field is no edit; by default it would give the lower bound
        required=value is not None,
        step=1,
        key=key,
        help=TERMS[term],
        on_change=_edit,
        args=(key, change),
    )


def fixed_number(key: str, label: str, value: int, *, term: str) -> None:
    """A number that follows from something else, shown where a field would be."""
    key = _key(key, value)
    st.number_input(label, step=1, key=key, help=TERMS[term], disabled=True)


def share(key: str, label: str, value: float, change: Change, *, term: str) -> None:
    """A field for a share; what is typed with a comma stays as it was typed."""
    typed = shown(key)
    key = _key(key, typed if _is_of(typed, value) else decimals.written(value))
    st.text_input(
        label,
        required=True,
        key=key,
        help=TERMS[term],
        on_change=_edit,
        args=(key, _of_decimal(label, change)),
    )


def _is_of(typed: object, value: float) -> bool:
    """Whether this is what was typed for the value."""
    try:
        return isinstance(typed, str) and decimals.read(typed) == value
    except ValueError:
        return False


def _of_decimal(label: str, change: Change) -> Change:
    """The same change, of a number as it was typed."""

    def of_text(network: Network, typed: str) -> Network:
        try:
            number = decimals.read(typed)
        except ValueError as error:
            raise SpecError(f"{label}: {error}") from None
        return change(network, number)

    return of_text


def choice(
    key: str, label: str, options: dict[Any, str], value: object, change: Change, *, term: str
) -> None:
    """A few buttons of which one is on; `options` are values with their labels."""
    key = _key(key, value)
    st.segmented_control(
        label,
        list(options),
        format_func=options.__getitem__,
        required=True,
        key=key,
        help=TERMS[term],
        on_change=_edit,
        args=(key, change),
    )


def button(
    key: str,
    label: str,
    change: Callable[[Network], Network],
    icon: str,
    index: int,
    *,
    disabled: bool = False,
) -> None:
    """A button for one edit.

    Args:
        key: Its name; a term of this name explains it.
        label: What it says.
        change: The edit.
        icon: Of Material's.
        index: The layer that is chosen after it.
        disabled: Whether there is nothing to edit.
    """
    st.button(
        label,
        key=key,
        icon=f":material/{icon}:",
        help=TERMS.get(key),
        disabled=disabled,
        on_click=_change,
        args=(change, index),
    )


def menu(
    key: str, label: str, actions: dict[str, tuple[Callable[[Network], Network], int]]
) -> None:
    """A button that opens a list of edits, each with the layer that is chosen after it."""

    def change() -> None:
        _change(*actions[session.field(key).get()])

    st.menu_button(label, list(actions), key=key, icon=":material/add:", on_click=change)


def act(change: Callable[..., object], *values: object) -> None:
    """For callbacks: the editor follows, and what else stands on the page where it must."""
    had_error = network_state.link_error() is not None
    change(*values)
    if had_error:  # the frame shows that, outside the editor
        st.rerun()


def _change(change: Callable[[Network], Network], index: int) -> None:
    def edit() -> None:
        if network_state.edit(change):
            chosen.choose(index)

    act(edit)


@contextmanager
def fields() -> Iterator[None]:
    """Around all controls of the editor; those that are gone when it is complete are retired."""
    before = session.SHOWN_FIELDS.get()
    session.SHOWN_FIELDS.set(session.SHOWN_FIELDS.default)
    yield
    retire(before - session.SHOWN_FIELDS.get())
    network_state.offer_edits()


def _key(name: str, value: object) -> str:
    session.SHOWN_FIELDS.set(session.SHOWN_FIELDS.get() | {name})
    return widget_key(name, value)


def _edit(key: str, change: Change) -> None:
    """Apply what was entered."""
    entered = session.field(key).get()
    if entered is None or not is_in_use(key):
        return

    def edit() -> None:
        if not network_state.edit(lambda network: change(network, entered)):
            keep(key)  # it is moved back

    act(edit)
