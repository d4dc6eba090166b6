"""The drawing pad: strokes on a canvas in the page, a small picture of them in Python.

Values come while the pen moves, one at a time: the browser waits for the answer to the last one.
Strokes and picture are kept in the session under names of their own, because a component's value
ends with the page that shows it. A reset is a number that the browser repeats with every value,
so that one that was under way when Python cleared the pad counts for nothing.

A reload begins another session: the tab itself keeps the strokes, and a pad that nobody has drawn
on yet in the new session gets them back.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from pages.ui.components.loader import register
from pages.ui.components.pad.raster import rendered
from pages.ui.components.pad.values import (
    MAX_POINTS,
    MAX_STROKES,
    SIDE,
    Drawing,
    PadError,
    Strokes,
    Value,
    drawing,
    read,
)
from pages.ui.shell import session

__all__ = ["Drawing", "Pad", "PadError", "clear_pad", "draw_pad", "read_pad"]

PEN = 64  # thousandths of the pad's side; a digit as high as the pad then looks like MNIST's
EVERY = 40  # milliseconds that a page has to show one value before the next is sent

# What a pad is that somebody has emptied, whatever stood on it at first.
_EMPTY: dict[str, object] = {"png": None, "strokes": [], "reset": -1, "number": 0}

_component = register("nin_pad", __file__)


@dataclass(frozen=True, slots=True, eq=False)
class Pad:
    """A pad and what the browser says of it.

    Attributes:
        key: Its name; the same name on another page is the same drawing.
        value: What the browser sent last, where that can be believed.
        drawing: What is on it; None while it is empty.
        problem: One sentence on why what the browser sent cannot be believed.
        is_first: Whether nobody has drawn on it yet.
    """

    key: str
    value: Value | None = None
    drawing: Drawing | None = None
    problem: str | None = None
    is_first: bool = False


def read_pad(key: str, first: Strokes | None = None) -> Pad:
    """What is on a pad, before it is shown: for what should reach the browser with it.

    Args:
        key: Its name.
        first: What is on it before anybody has drawn.
    """
    kept = session.pad_value(key)
    sent = (session.from_browser(key).get() or {}).get("drawing")
    if sent is None:  # the page has just been opened
        sent = kept.get()
    if sent is None:
        return _untouched(key, first)
    try:
        value = read(sent)
        is_new = value.reset == session.pad_resets(key).get()
        drawn = drawing(value) if is_new else None
    except PadError as error:
        kept.set(_EMPTY)
        return Pad(key, problem=f"{error}.")
    kept.set(sent if drawn else _EMPTY)
    return Pad(key, value, drawn)


def _untouched(key: str, first: Strokes | None) -> Pad:
    """A pad that nobody has drawn on."""
    if not first:
        return Pad(key)
    drawn = Drawing(rendered(first, SIDE), len(first))
    return Pad(key, Value(None, first, session.pad_resets(key).get(), 0), drawn, is_first=True)


def draw_pad(
    pad: Pad,
    *,
    pen: int = PEN,
    live: bool = True,
    label: str = "Drawing area: draw one digit",
) -> None:
    """Show a pad.

    Best called in a fragment: a new value then never interrupts the run that shows the last one.
    A value that no pad sends counts as an empty pad, and a sentence on the page says so.

    Args:
        pad: What `read_pad` returned in this run.
        pen: Width of the pen in thousandths of the pad's side, from 4 to 250. People can change
            it with the keys [ and ]; a new number here overrides that.
        live: Whether values come while the pen moves, or only when it is lifted.
        label: What a screen reader says.
    """
    _component(
        key=pad.key,
        data=[
            {
                "name": pad.key,
                "untouched": pad.is_first,
                "pen": pen,
                "every": EVERY if live else 0,
                "label": label,
                "side": SIDE,
                "maxStrokes": MAX_STROKES,
                "maxPoints": MAX_POINTS,
                "reset": session.pad_resets(pad.key).get(),
                "seen": pad.value.number if pad.value else 0,
                "strokes": pad.value.strokes if pad.drawing and pad.value else [],
            }
        ],
        default={"drawing": None},
        on_drawing_change=_nothing,
    )
    if pad.problem:
        st.warning(pad.problem, icon=":material/draw:")


def _nothing() -> None:
    """Streamlit takes values of those names only that have a callback."""


def clear_pad(key: str) -> None:
    """Empty the pad, at once and for good. For callbacks: they run before the page does."""
    resets = session.pad_resets(key)
    resets.set(resets.get() + 1)
    session.pad_value(key).set(_EMPTY)
