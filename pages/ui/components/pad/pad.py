"""The drawing pad: strokes on a canvas in the page, a small picture of them in Python.

Values come while the pen moves, one at a time: the browser waits for the answer to the last one.
Strokes and picture are kept in the session under names of their own, because a component's value
ends with the page that shows it. A reset is a number that the browser repeats with every value,
so that one that was under way when Python cleared the pad counts for nothing.
"""

from __future__ import annotations

import streamlit as st

from pages.ui.components.loader import register
from pages.ui.components.pad.values import (
    MAX_POINTS,
    MAX_STROKES,
    SIDE,
    Drawing,
    PadError,
    Value,
    drawing,
    read,
)

__all__ = ["Drawing", "PadError", "clear_pad", "draw_pad", "drawn_on"]

PEN = 64  # thousandths of the pad's side; a digit as high as the pad then looks like MNIST's
EVERY = 40  # milliseconds that a page has to show one value before the next is sent

_component = register("nin_pad", __file__)


def drawn_on(key: str) -> Drawing | None:
    """What is on a pad, before it is shown: for what should reach the browser with it.

    Args:
        key: Name of the pad, as for `draw_pad`, which returns the same.
    """
    _, drawn, _ = _checked(key)
    return drawn


def draw_pad(
    key: str,
    *,
    pen: int = PEN,
    live: bool = True,
    label: str = "Drawing area: draw one digit",
) -> Drawing | None:
    """Show the pad and return what is on it, or None while it is empty.

    Best called in a fragment: a new value then never interrupts the run that shows the last one.
    A value that no pad sends counts as an empty pad, and a sentence on the page says so.

    Args:
        key: Name of the pad; the same name on another page is the same drawing.
        pen: Width of the pen in thousandths of the pad's side, from 4 to 250. People can change
            it with the keys [ and ]; a new number here overrides that.
        live: Whether values come while the pen moves, or only when it is lifted.
        label: What a screen reader says.
    """
    value, drawn, problem = _checked(key)
    _component(
        key=key,
        data={
            "pen": pen,
            "every": EVERY if live else 0,
            "label": label,
            "side": SIDE,
            "maxStrokes": MAX_STROKES,
            "maxPoints": MAX_POINTS,
            "reset": _resets(key),
            "seen": value.number if value else 0,
            "strokes": value.strokes if drawn and value else [],
        },
        default={"drawing": None},
        on_drawing_change=_nothing,
    )
    if problem:
        st.warning(problem, icon=":material/draw:")
    return drawn


def clear_pad(key: str) -> None:
    """Empty the pad, at once and for good. For callbacks: they run before the page does."""
    st.session_state[_resets_key(key)] = _resets(key) + 1
    st.session_state.pop(_kept_key(key), None)


def _checked(key: str) -> tuple[Value | None, Drawing | None, str | None]:
    """The last value, what it shows, and one sentence if it cannot be believed."""
    session = st.session_state
    sent = session[key].get("drawing") if key in session else None
    if sent is None:  # the page has just been opened
        sent = session.get(_kept_key(key))
    if sent is None:
        return None, None, None
    try:
        value = read(sent)
        drawn = drawing(value) if value.reset == _resets(key) else None
    except PadError as error:
        session.pop(_kept_key(key), None)
        return None, None, f"{error}."
    session[_kept_key(key)] = sent if drawn else None
    return value, drawn, None


def _resets(key: str) -> int:
    count: int = st.session_state.get(_resets_key(key), 0)
    return count


def _resets_key(key: str) -> str:
    return f"{key}-resets"


def _kept_key(key: str) -> str:
    return f"{key}-kept"


def _nothing() -> None:
    """A new value is read by the run that it starts."""
