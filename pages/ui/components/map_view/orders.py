"""What is chosen or masked in a view of maps: set by the browser or by Python, in the session.

The browser keeps its own state and tells Python of every change. Python sends back only what it
orders itself, under a number that the browser repeats with each answer: an answer that was under
way when Python gave an order counts for nothing, and a click does not change the bytes that
Python sends, so that Streamlit sends a reference to them instead.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace

from nin.interpret.xray_steps import Cell
from pages.ui.components.map_view.values import MapViewError, Shape, fits, read
from pages.ui.shell import session

Value = Cell | str | None


@dataclass(frozen=True, slots=True)
class ViewState:
    """The state of one view.

    Attributes:
        of: Name and shape of the maps that it belongs to; None for those shown next.
        value: The chosen cell, or the mask as text.
        number: Of Python's last order.
        ordered: What that order was.
    """

    of: tuple[str, Shape] | None = None
    value: Value = None
    number: int = 0
    ordered: Value = None


def order(key: str, value: Value) -> None:
    """Python's order: the browser shows this from the next run on."""
    session.map_state(key).set((None, value, _state(key).number + 1, value))


def peek(key: str, of: tuple[str, Shape], *, masking: bool) -> Value:
    """What is chosen among these maps, or ordered for them; None if nothing is."""
    state = _state(key)
    if state.of is None and state.number:
        return state.value if _suits(state.value, of[1], masking=masking) else None
    if state.of != of:
        return None
    sent = (session.from_browser(key).get() or {}).get("answer")
    if sent is not None:
        state, _ = _heard(state, sent, of[1], masking=masking)
    return state.value


def update(
    key: str, of: tuple[str, Shape], initial: Value, *, masking: bool
) -> tuple[ViewState, str | None]:
    """The state for this run, and one sentence if what the browser sent cannot be believed."""
    state, problem = _state(key), None
    if state.of != of:
        state = _adopt(state, of, initial, masking=masking)
    sent = (session.from_browser(key).get() or {}).get("answer")
    if sent is None:
        if state.value != state.ordered:  # the page was left and the browser has forgotten
            state = replace(state, number=state.number + 1, ordered=state.value)
    else:
        state, problem = _heard(state, sent, of[1], masking=masking)
    session.map_state(key).set(astuple(state))
    return state, problem


def _adopt(state: ViewState, of: tuple[str, Shape], initial: Value, *, masking: bool) -> ViewState:
    """The state for other maps: what Python ordered for them, or the first state."""
    if state.of is None and state.number and _suits(state.value, of[1], masking=masking):
        return replace(state, of=of)
    return ViewState(of, initial, state.number + 1, initial)


def _suits(value: Value, shape: Shape, *, masking: bool) -> bool:
    if masking:
        return value is None or (isinstance(value, str) and len(value) == shape[1] * shape[2])
    return value is None or (isinstance(value, tuple) and fits(value, shape))


def _heard(
    state: ViewState, sent: object, shape: Shape, *, masking: bool
) -> tuple[ViewState, str | None]:
    try:
        answer = read(sent, shape, masking=masking)
    except MapViewError as error:
        return state, None if _is_late(sent, state.number) else f"{error}."
    return (replace(state, value=answer.value) if answer.order == state.number else state), None


def _is_late(sent: object, number: int) -> bool:
    """Whether this answers an older order: then it is of other maps, and need not fit these."""
    order = sent.get("order") if isinstance(sent, dict) else None
    return type(order) is int and order < number


def _state(key: str) -> ViewState:
    return ViewState(*session.map_state(key).get())
