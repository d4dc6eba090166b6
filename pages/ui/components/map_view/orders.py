"""What is chosen or masked in a view: kept in the session, set by the browser or by Python.

The browser keeps its own state and tells Python of every change. Python sends back only what it
orders itself, under a number that the browser repeats with each answer: an answer that was under
way when Python gave an order counts for nothing, and a click does not change the bytes that
Python sends, so that Streamlit sends a reference to them instead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from pages.ui.components.map_view.values import Cell, MapViewError, Shape, fits, read

Value = Cell | str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """The state of one view.

    Attributes:
        of: Name and shape of the maps that it belongs to; None for those shown next.
        value: The chosen cell, or the mask as text.
        number: Of Python's last order.
        ordered: What that order was.
    """

    of: tuple[str, Shape] | None
    value: Value
    number: int
    ordered: Value


def order(key: str, value: Value) -> None:
    """Python's order: the browser shows this from the next run on."""
    st.session_state[_name(key)] = (None, value, _kept(key).number + 1, value)


def settle(
    key: str, of: tuple[str, Shape], initial: Value, *, masking: bool
) -> tuple[Kept, str | None]:
    """The state for this run, and one sentence if what the browser sent cannot be believed."""
    kept, problem = _kept(key), None
    if kept.of != of:
        kept = _adopt(kept, of, initial, masking=masking)
    sent = st.session_state[key].get("answer") if key in st.session_state else None
    if sent is None:
        if kept.value != kept.ordered:  # the page was left and the browser has forgotten
            kept = replace(kept, number=kept.number + 1, ordered=kept.value)
    else:
        kept, problem = _heard(kept, sent, of[1], masking=masking)
    st.session_state[_name(key)] = (kept.of, kept.value, kept.number, kept.ordered)
    return kept, problem


def _adopt(kept: Kept, of: tuple[str, Shape], initial: Value, *, masking: bool) -> Kept:
    """The state for other maps: what Python ordered for them, or the first state."""
    if kept.of is None and kept.number and _suits(kept.value, of[1], masking=masking):
        return replace(kept, of=of)
    return Kept(of, initial, kept.number + 1, initial)


def _suits(value: Value, shape: Shape, *, masking: bool) -> bool:
    if masking:
        return value is None or (isinstance(value, str) and len(value) == shape[1] * shape[2])
    return value is None or (isinstance(value, tuple) and fits(value, shape))


def _heard(kept: Kept, sent: object, shape: Shape, *, masking: bool) -> tuple[Kept, str | None]:
    try:
        answer = read(sent, shape, masking=masking)
    except MapViewError as error:
        return kept, None if _is_late(sent, kept.number) else f"{error}."
    return (replace(kept, value=answer.value) if answer.order == kept.number else kept), None


def _is_late(sent: object, number: int) -> bool:
    """Whether this answers an older order: then it is of other maps, and need not fit these."""
    order = sent.get("order") if isinstance(sent, dict) else None
    return type(order) is int and order < number


def _kept(key: str) -> Kept:
    return Kept(*st.session_state.get(_name(key), (None, None, 0, None)))


def _name(key: str) -> str:
    return f"{key}-kept"
