"""What the browser says was drawn, believed only after every part of it was checked."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE = 112  # of the picture that the browser sends; four pixels for each one of MNIST's
MAX_PNG = 40_000  # characters; most drawings need 2,000 to 4,000
MAX_STROKES = 200
MAX_POINTS = 4_000  # of all strokes together: some 12 times across the pad
MAX_NUMBER = 10_000  # of a coordinate; the pad's side is 1,000

Strokes = list[list[int]]  # each stroke [pen, x, y, x, y, …] in thousandths of the pad's side


class PadError(ValueError):
    """A value that the pad in the browser cannot have sent."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """What is on the pad.

    Attributes:
        picture: uint8 (112, 112), ink as high values.
        strokes: How many there are; a tap counts.
    """

    picture: NDArray[np.uint8]
    strokes: int


@dataclass(frozen=True, slots=True)
class Value:
    """A value whose parts are of the right kinds: text and numbers that a session can keep.

    Attributes:
        png: Base64, not decoded yet; None for an empty pad.
        reset: The order to start again that the pad last obeyed.
        number: Counts the values of one pad.
        is_down: Whether the pen is down, so that more of the stroke will come.
    """

    png: str | None
    strokes: Strokes
    reset: int
    number: int
    is_down: bool = False


def read(value: object) -> Value:
    """The browser's value once the kind of every part was checked.

    Raises:
        PadError: a part is missing, of another kind or too large.
    """
    if not isinstance(value, dict):
        raise _error(f"a value of type {type(value).__name__} instead of a drawing")
    png, strokes = value.get("png"), _strokes(value.get("strokes"))
    reset, number = value.get("reset"), value.get("number")
    if not isinstance(png, str) and (png is not None or strokes):
        raise _error(f"a value of type {type(png).__name__} instead of a picture")
    if type(reset) is not int or type(number) is not int:
        raise _error("a drawing without its numbers")
    return Value(png, strokes, reset, number, value.get("down") is True)


def drawing(value: Value) -> Drawing | None:
    """The picture of a value; None for an empty pad.

    Raises:
        PadError: it is no PNG of 112 × 112 pixels.
    """
    if value.png is None or not value.strokes:
        return None
    if len(value.png) > MAX_PNG:
        raise _error(f"a picture of {len(value.png):,} characters; {MAX_PNG:,} are allowed")
    return Drawing(_picture(value.png), len(value.strokes))


@lru_cache(maxsize=64)  # a run asks for its drawing more than once
def _picture(png: str) -> NDArray[np.uint8]:
    try:
        data = base64.b64decode(png, validate=True)
    except ValueError:
        raise _error("a picture that is not base64") from None
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if image.size == (SIDE, SIDE):  # else it is not even decoded
                return np.asarray(image.convert("L"))
            width, height = image.size
    except Exception:  # Pillow's readers raise almost anything on broken bytes
        raise _error("a picture that is no whole PNG") from None
    raise _error(f"a picture of {width} × {height} pixels; {SIDE} × {SIDE} are expected")


def _strokes(value: object) -> Strokes:
    if not isinstance(value, list) or len(value) > MAX_STROKES:
        raise _error(f"no list of at most {MAX_STROKES} strokes")
    points = 0
    for stroke in value:
        if not isinstance(stroke, list) or len(stroke) < 3 or len(stroke) % 2 == 0:
            raise _error("a stroke that is no list of a width and points")
        points += len(stroke) // 2
        if points > MAX_POINTS:
            raise _error(f"more than {MAX_POINTS:,} points")
        if not all(type(n) is int and -MAX_NUMBER <= n <= MAX_NUMBER for n in stroke):
            raise _error("a stroke with something else than small whole numbers")
    return value


def _error(what: str) -> PadError:
    return PadError(f"drawing pad: the browser sent {what}; clear the pad and draw again")
