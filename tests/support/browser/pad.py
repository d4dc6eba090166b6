"""Draw on the pad in a browser, and read what Python has of it."""

from __future__ import annotations

import re

from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.browser.conftest import PATIENCE

Point = tuple[float, float]

EMPTY = "Nothing is drawn"
# How much of the canvas is ink: pixels nearer to the colour of ink than to that of paper.
INK = """
canvas => {
  const { width, height } = canvas, style = getComputedStyle(canvas);
  const grey = text => text.match(/[\\d.]+/g).slice(0, 3).reduce((sum, part) => sum + +part, 0) / 3;
  const ink = grey(style.color), paper = grey(style.backgroundColor);
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  let inked = 0;
  for (let i = 0; i < data.length; i += 4) {
    const seen = (data[i] + data[i + 1] + data[i + 2]) / 3;
    inked += Math.abs(seen - ink) < Math.abs(seen - paper);
  }
  return inked / (width * height);
}
"""


def canvas_of(page: Page) -> Locator:
    return page.locator(".pad canvas")


def ink(page: Page) -> float:
    share: float = canvas_of(page).evaluate(INK)
    return share


def at(page: Page, place: Point) -> Point:
    """A place of the pad, from (0, 0) to (1, 1), on the screen."""
    box = canvas_of(page).bounding_box()
    assert box is not None
    return box["x"] + place[0] * box["width"], box["y"] + place[1] * box["height"]


def stroke(page: Page, *places: Point) -> None:
    """One stroke of the mouse."""
    page.mouse.move(*at(page, places[0]))
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*at(page, place), steps=8)
    page.mouse.up()


def expect_strokes(page: Page, count: int) -> None:
    """What Python has, and what the canvas shows."""
    words = re.compile(rf"^Strokes {count},") if count else EMPTY
    expect(page.get_by_text(words)).to_be_visible()
    page.wait_for_function(
        f"([canvas, drawn]) => (({INK})(canvas) > 0) === drawn",
        arg=[canvas_of(page).element_handle(), count > 0],
        timeout=PATIENCE,
    )


def seen_by_python(page: Page) -> list[int]:
    """Strokes, pixels, and the box of the ink: left, top, right, bottom of 112."""
    text = page.get_by_text(re.compile(r"^Strokes \d")).text_content()
    assert text is not None
    return [int(number) for number in re.findall(r"\d+", text)]


# A value may be of a pen that still moves: so wait for the one that is meant.
BOX = """
([expected, within]) => {
  const words = [...document.querySelectorAll('[data-testid=stText]')].map(text => text.textContent)
    .find(text => text.startsWith('Strokes'))?.match(/\\d+/g).slice(2);
  return words?.every((place, side) => Math.abs(place - expected[side]) <= within);
}
"""


def expect_box(page: Page, left: float, top: float, right: float, bottom: float) -> None:
    """Python has ink from here to there, in parts of the pad's side."""
    expected = [side * 112 for side in (left, top, right, bottom)]
    page.wait_for_function(BOX, arg=[expected, 2], timeout=PATIENCE)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


HALF = 0.032  # half the pen
L = ((0.3, 0.2), (0.3, 0.8), (0.7, 0.8))  # a stroke down and to the right


def touches(session: CDPSession, kind: str, *points: tuple[int, Point]) -> None:
    session.send(
        "Input.dispatchTouchEvent",
        {
            "type": kind,
            "touchPoints": [{"id": name, "x": x, "y": y} for name, (x, y) in points],
        },
    )


def scrolled(page: Page) -> float:
    top: float = page.get_by_test_id("stMain").evaluate("box => box.scrollTop")
    return top
