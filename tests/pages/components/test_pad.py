"""The drawing pad without a browser: what a browser may send, and what Python then has."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image
from streamlit.testing.v1 import AppTest

from pages.ui.components.pad import PadError
from pages.ui.components.pad.values import MAX_POINTS, MAX_STROKES, SIDE, Value, drawing, read
from tests.support.drawings import Canvas, draw, written
from tests.support.strategies import one_in

STROKES = [[64, 300, 200, 310, 240], [64, 500, 500]]
PICTURE = draw(written(3, 0), Canvas(side=SIDE, height=80, pen=7))


def png(picture: NDArray[Any] = PICTURE, kind: str = "PNG") -> str:
    target = io.BytesIO()
    Image.fromarray(picture).save(target, kind)
    return base64.b64encode(target.getvalue()).decode()


def sent(**parts: object) -> dict[str, object]:
    """What the browser sends for two strokes, with some parts replaced."""
    return {"png": png(), "strokes": STROKES, "reset": 0, "number": 1, **parts}


class Pad:
    """A page with a pad, and how often it has run."""

    def __init__(self) -> None:
        def page() -> None:
            import streamlit

            from pages.ui.components.pad import clear_pad, draw_pad, read_pad

            streamlit.button("Clear", on_click=clear_pad, args=("pad",), key="clear")
            if streamlit.toggle("Elsewhere", key="elsewhere"):
                return
            pad = read_pad("pad")
            draw_pad(pad)
            drawn = pad.drawing
            streamlit.session_state.drawn = drawn and (drawn.strokes, drawn.picture.tolist())

        self.app = AppTest.from_function(page)
        self.run()

    def run(self) -> None:
        self.app.run()
        assert [error.value for error in self.app.exception] == []

    def send(self, value: object) -> None:
        self.app.session_state["pad"] = {"drawing": value}
        self.run()

    def go(self, elsewhere: bool) -> None:
        self.app.toggle("elsewhere").set_value(elsewhere)
        self.run()

    def clear(self) -> None:
        self.app.button("clear").click()
        self.run()

    def drawn(self) -> object:
        return self.app.session_state["drawn"]

    @property
    def warnings(self) -> list[str]:
        return [warning.value for warning in self.app.warning]


def test_an_untouched_pad_is_empty_and_says_nothing() -> None:
    pad = Pad()
    assert pad.drawn() is None
    assert pad.warnings == []


def test_a_drawing_arrives_with_its_strokes_and_every_pixel() -> None:
    pad = Pad()
    pad.send(sent())
    assert pad.drawn() == (2, PICTURE.tolist())


def test_a_cleared_pad_is_empty_again() -> None:
    pad = Pad()
    pad.send(sent())
    pad.send(sent(png=None, strokes=[]))
    assert pad.drawn() is None
    pad.go(elsewhere=True)
    pad.go(elsewhere=False)
    assert pad.drawn() is None
    assert pad.warnings == []


def test_a_drawing_survives_a_change_of_page() -> None:
    pad = Pad()
    pad.send(sent())
    pad.go(elsewhere=True)
    assert "pad" not in pad.app.session_state
    pad.go(elsewhere=False)
    assert pad.drawn() == (2, PICTURE.tolist())


def test_an_order_from_python_empties_the_pad_at_once_and_for_late_values() -> None:
    pad = Pad()
    pad.send(sent())
    pad.clear()
    assert pad.drawn() is None
    pad.send(sent())  # was under way
    assert pad.drawn() is None
    assert pad.warnings == []
    pad.send(sent(reset=1))
    assert pad.drawn() == (2, PICTURE.tolist())


OTHER = "; clear the pad and draw again."
HOSTILE = {
    "text": ("hello" * 200, "a value of type str instead of a drawing"),
    "a number": (7, "a value of type int instead of a drawing"),
    "a list": ([[[[[]]]]], "a value of type list instead of a drawing"),
    "nothing known": ({"x": {"y": [1, {"z": None}]}}, "no list of at most 200 strokes"),
    "no picture": (sent(png=None), "a value of type NoneType instead of a picture"),
    "a nested picture": (sent(png={"png": png()}), "a value of type dict instead of a picture"),
    "long text": (sent(png="A" * 900_000), "a picture of 900,000 characters; 40,000 are allowed"),
    "no base64": (sent(png="<svg>"), "a picture that is not base64"),
    "not ASCII": (sent(png="ä" * 40), "a picture that is not base64"),
    "base64 of nothing": (sent(png=""), "a picture that is no whole PNG"),
    "a GIF": (sent(png=png(kind="GIF")), "a picture that is no whole PNG"),
    "a cut PNG": (sent(png=png()[:400]), "a picture that is no whole PNG"),
    "a small PNG": (
        sent(png=png(PICTURE[:56, :57])),
        "a picture of 57 × 56 pixels; 112 × 112 are expected",
    ),
    "strokes by name": (sent(strokes={"0": []}), "no list of at most 200 strokes"),
    "many strokes": (sent(strokes=[[1, 2, 3]] * 201), "no list of at most 200 strokes"),
    "many points": (sent(strokes=[[9, *[1] * 8_002]]), "more than 4,000 points"),
    "half a point": (
        sent(strokes=[[64, 1, 2, 3]]),
        "a stroke that is no list of a width and points",
    ),
    "no point": (sent(strokes=[[64]]), "a stroke that is no list of a width and points"),
    "a flat list": (sent(strokes=[64, 1, 2]), "a stroke that is no list of a width and points"),
    "fractions": (
        sent(strokes=[[64, 0.5, 2]]),
        "a stroke with something else than small whole numbers",
    ),
    "booleans": (
        sent(strokes=[[True, 1, 2]]),
        "a stroke with something else than small whole numbers",
    ),
    "a huge number": (
        sent(strokes=[[64, 10**30, 2]]),
        "a stroke with something else than small whole numbers",
    ),
    "no order": (sent(reset="0"), "a drawing without its numbers"),
    "no count": (sent(number=None), "a drawing without its numbers"),
}


@pytest.mark.parametrize(("value", "words"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_no_pad_sends_is_an_empty_pad_and_one_sentence(value: object, words: str) -> None:
    pad = Pad()
    pad.send(sent())
    pad.send(value)
    assert pad.drawn() is None
    assert pad.warnings == [f"drawing pad: the browser sent {words}{OTHER}"]
    pad.send(sent(number=3))
    assert pad.drawn() == (2, PICTURE.tolist())
    assert pad.warnings == []


def test_as_much_as_a_pad_may_send_is_read() -> None:
    strokes = [[250, 0, 1000] for _ in range(MAX_STROKES - 1)]
    strokes.append([4, *[500, -100] * (MAX_POINTS - MAX_STROKES + 1)])
    noise = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE), dtype=np.uint8)
    shown = drawing(read(sent(strokes=strokes, png=png(noise))))
    assert shown is not None
    assert shown.strokes == MAX_STROKES
    assert np.array_equal(shown.picture, noise)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
NEARLY = st.fixed_dictionaries(
    {
        "png": st.just(png()) | JSON,
        "strokes": st.lists(st.lists(st.integers(-20, 1020), max_size=5), max_size=3) | JSON,
        "reset": st.integers(0, 1) | JSON,
        "number": st.integers() | JSON,
    }
)


@given(JSON | NEARLY)
def test_only_a_pad_error_escapes_from_any_value(value: object) -> None:
    try:
        read_value = read(value)
    except PadError:
        return
    assert isinstance(read_value, Value)


@one_in(2)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6), st.floats(0, 1))
def test_only_a_pad_error_escapes_from_any_picture(
    changes: list[tuple[float, int]], length: float
) -> None:
    data = bytearray(base64.b64decode(png()))
    for place, byte in changes:
        data[int(place * (len(data) - 1))] = byte
    cut = base64.b64encode(data[: int(length * len(data)) + 1]).decode()
    try:
        shown = drawing(read(sent(png=cut)))
    except PadError:
        return
    assert shown is not None
    assert shown.picture.shape == (SIDE, SIDE)
