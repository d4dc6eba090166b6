"""The drawing pad in a real browser: mouse, fingers, keys, and what reaches Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE, NewPage, Scheme, in_both_browsers
from tests.support.browser.health import check_health, settle
from tests.support.browser.pad import (
    EMPTY,
    HALF,
    L,
    at,
    button,
    canvas_of,
    expect_box,
    expect_strokes,
    ink,
    scrolled,
    seen_by_python,
    stroke,
    touches,
)
from tests.support.browser.server import serve
from tests.support.paths import APPS

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def pad_url() -> Iterator[str]:
    with serve(APPS / "pad_app.py") as url:
        yield url


@pytest.fixture
def open_pad(new_page: NewPage, pad_url: str) -> Open:
    def opened(
        *,
        scheme: Scheme = "light",
        size: tuple[int, int] = (1000, 900),
        touch: bool = False,
        scale: float = 1,
    ) -> Page:
        page = new_page(scheme=scheme, size=size, touch=touch, scale=scale)
        page.goto(pad_url)
        settle(page)
        expect(canvas_of(page)).to_have_attribute("aria-label", "Drawing area: draw one digit")
        return page

    return opened


def set_pen(page: Page, width: int) -> None:
    """Python's order, and wait until the page has it."""
    page.get_by_label("Pen", exact=True).fill(str(width))
    page.get_by_label("Pen", exact=True).press("Enter")
    expect(page.get_by_text(f"Pen {width}, live True")).to_be_visible()
    settle(page)


# Drawing


@in_both_browsers
def test_a_stroke_of_the_mouse_reaches_python_where_it_was_drawn(open_pad: Open) -> None:
    page = open_pad()
    stroke(page, *L)
    expect_strokes(page, 1)
    expect_box(page, 0.3 - HALF, 0.2 - HALF, 0.7 + HALF, 0.8 + HALF)
    pixels = seen_by_python(page)[1]
    assert abs(pixels - (0.6 + 0.4) * 2 * HALF * 112**2) < 80
    assert ink(page) == pytest.approx(pixels / 112**2, rel=0.1)


def test_a_tap_is_a_dot(open_pad: Open) -> None:
    page = open_pad()
    stroke(page, (0.5, 0.5))
    expect_strokes(page, 1)
    assert 20 < seen_by_python(page)[1] < 60


@in_both_browsers
def test_values_arrive_while_the_pen_is_down(open_pad: Open) -> None:
    page = open_pad()
    page.mouse.move(*at(page, (0.2, 0.2)))
    page.mouse.down()
    expect_box(page, 0.2 - HALF, 0.2 - HALF, 0.2 + HALF, 0.2 + HALF)
    page.mouse.move(*at(page, (0.8, 0.7)), steps=30)
    expect_box(page, 0.2 - HALF, 0.2 - HALF, 0.8 + HALF, 0.7 + HALF)
    page.mouse.up()
    expect_strokes(page, 1)


def test_without_live_values_only_the_lifted_pen_is_told(open_pad: Open) -> None:
    page = open_pad()
    page.get_by_test_id("stCheckbox").get_by_text("Live").click()
    expect(page.get_by_text("Pen 64, live False")).to_be_visible()
    settle(page)
    page.mouse.move(*at(page, (0.2, 0.2)))
    page.mouse.down()
    page.mouse.move(*at(page, (0.8, 0.7)), steps=10)
    settle(page)
    expect(page.get_by_text(EMPTY)).to_be_visible()
    page.mouse.up()
    expect_strokes(page, 1)


def test_a_long_stroke_makes_no_queue_of_values(open_pad: Open) -> None:
    page = open_pad()
    runs = page.get_by_text(re.compile(r"^Run \d+$"))
    page.mouse.move(*at(page, (0.5, 0.1)))
    page.mouse.down()
    for turn in range(10):
        page.mouse.move(*at(page, (0.1 + 0.8 * (turn % 2), 0.1 + turn / 12)), steps=30)
    page.mouse.up()
    expect_box(page, 0.1 - HALF, 0.1 - HALF, 0.9 + HALF, 0.85 + HALF)  # the last is the latest
    after = runs.text_content()
    assert after is not None
    assert 4 < int(after.split()[1]) < 150  # of 300 moves
    stroke(page, (0.5, 0.9))
    expect_strokes(page, 2)


def test_a_pen_that_leaves_the_pad_draws_to_its_edge_and_back(open_pad: Open) -> None:
    page = open_pad()
    stroke(page, (0.5, 0.5), (1.4, 0.5), (0.5, 0.9))
    expect_box(page, 0.5 - HALF, 0.5 - HALF, 1, 0.9 + HALF)
    expect_strokes(page, 1)


def test_other_buttons_of_the_mouse_do_not_draw(open_pad: Open) -> None:
    page = open_pad()
    for other in ("right", "middle"):
        page.mouse.move(*at(page, (0.3, 0.3)))
        page.mouse.down(button=other)
        page.mouse.move(*at(page, (0.6, 0.6)), steps=5)
        page.mouse.up(button=other)
    stroke(page, (0.5, 0.5))
    expect_strokes(page, 1)


def test_the_pen_is_as_wide_as_python_says_until_a_key_says_otherwise(open_pad: Open) -> None:
    page = open_pad()
    set_pen(page, 120)
    stroke(page, (0.5, 0.5))
    expect_strokes(page, 1)
    wide = seen_by_python(page)[1]
    assert wide == pytest.approx(3.14 * 6.7**2, rel=0.15)
    canvas_of(page).press("[")
    expect(page.get_by_text("Pen width 9.6 % of the pad.")).to_be_visible()
    canvas_of(page).press("Escape")
    expect_strokes(page, 0)
    stroke(page, (0.5, 0.5))
    expect_strokes(page, 1)
    assert seen_by_python(page)[1] < 0.75 * wide
    canvas_of(page).press("]")
    expect(page.get_by_text("Pen width 12 % of the pad.")).to_be_visible()


def test_the_corners_of_a_fast_pen_are_rounded(open_pad: Open) -> None:
    page = open_pad()
    page.mouse.move(*at(page, (0.2, 0.2)))
    page.mouse.down()
    page.mouse.move(*at(page, (0.8, 0.2)))
    page.mouse.move(*at(page, (0.8, 0.8)))
    page.mouse.up()
    expect_box(page, 0.2 - HALF, 0.2 - HALF, 0.8 + HALF, 0.8 + HALF)
    corner, curve = canvas_of(page).evaluate(
        """canvas => [[.8, .2], [.65, .275]].map(([x, y]) => canvas.getContext('2d')
          .getImageData(x * canvas.width, y * canvas.height, 1, 1).data[0])"""
    )
    assert (corner > 200, curve < 80) == (True, True)


@pytest.mark.parametrize("scale", [1, 2, 2.625])
def test_the_canvas_has_as_many_pixels_as_the_screen(open_pad: Open, scale: float) -> None:
    page = open_pad(scale=scale)
    stroke(page, *L)
    expect_strokes(page, 1)
    width, shown = canvas_of(page).evaluate("canvas => [canvas.width, canvas.clientWidth]")
    assert width == round(shown * scale)


# Fingers


def test_a_finger_draws_and_the_page_stays(open_pad: Open) -> None:
    page = open_pad(size=(390, 844), touch=True)
    session = page.context.new_cdp_session(page)
    box = canvas_of(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    start, end = (0.3, 0.9), (0.6, 0.1)  # upwards, as one scrolls
    touches(session, "touchStart", (0, at(page, start)))
    for part in range(1, 11):
        place = tuple(a + (b - a) * part / 10 for a, b in zip(start, end, strict=True))
        touches(session, "touchMove", (0, at(page, (place[0], place[1]))))
    touches(session, "touchEnd")
    expect_box(page, 0.3 - HALF, 0.1 - HALF, 0.6 + HALF, 0.9 + HALF)
    expect_strokes(page, 1)
    assert scrolled(page) == 0


def test_beside_the_pad_a_finger_scrolls_the_page(open_pad: Open) -> None:
    page = open_pad(size=(390, 844), touch=True)
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.synthesizeScrollGesture", {"x": 380, "y": 700, "yDistance": -200, "speed": 4000}
    )
    page.wait_for_function(
        "document.querySelector('[data-testid=stMain]').scrollTop > 100", timeout=PATIENCE
    )


def test_a_second_finger_is_ignored(open_pad: Open) -> None:
    page = open_pad(size=(390, 844), touch=True)
    session = page.context.new_cdp_session(page)
    first, second = at(page, (0.2, 0.3)), at(page, (0.9, 0.9))
    touches(session, "touchStart", (0, first))
    touches(session, "touchStart", (0, first), (1, second))
    for part in range(1, 6):
        moved = at(page, (0.2 + 0.06 * part, 0.3))
        touches(session, "touchMove", (0, moved), (1, at(page, (0.9, 0.9 - 0.1 * part))))
    touches(session, "touchEnd", (1, second))  # the first is lifted, the second stays
    touches(session, "touchMove", (1, at(page, (0.5, 0.9))))
    touches(session, "touchEnd")
    expect_box(page, 0.2 - HALF, 0.3 - HALF, 0.5 + HALF, 0.3 + HALF)
    expect_strokes(page, 1)


# Undo, clear, reset, another page


def test_undo_redo_and_clear_by_button(open_pad: Open) -> None:
    page = open_pad()
    for name in ("Undo", "Redo", "Clear"):
        expect(button(page, name)).to_have_attribute("aria-disabled", "true")
        box = button(page, name).bounding_box()
        assert box is not None
        assert box["height"] >= 40
    stroke(page, *L)
    stroke(page, (0.2, 0.2), (0.8, 0.2))
    expect_strokes(page, 2)
    for name, count in (
        ("Undo", 1), ("Redo", 2), ("Clear", 0), ("Undo", 2), ("Undo", 1), ("Undo", 0)
    ):  # fmt: skip
        button(page, name).click()
        expect_strokes(page, count)


@in_both_browsers
def test_undo_redo_and_clear_by_key(open_pad: Open) -> None:
    page = open_pad()
    stroke(page, *L)
    stroke(page, (0.2, 0.2), (0.8, 0.2))
    expect_strokes(page, 2)
    for keys, count in (
        ("Control+z", 1), ("Control+Shift+Z", 2), ("Escape", 0), ("Control+z", 2),
        ("Meta+z", 1), ("Control+y", 2),
    ):  # fmt: skip
        page.keyboard.press(keys)  # the canvas that was drawn on has the focus
        expect_strokes(page, count)


def test_a_reset_from_python_leaves_neither_pixels_nor_value_nor_undo(open_pad: Open) -> None:
    page = open_pad()
    stroke(page, *L)
    expect_strokes(page, 1)
    button(page, "Reset from Python").click()
    expect_strokes(page, 0)
    expect(button(page, "Undo")).to_have_attribute("aria-disabled", "true")
    set_pen(page, 70)  # another run brings nothing back
    expect_strokes(page, 0)
    stroke(page, (0.5, 0.5))
    expect_strokes(page, 1)


def test_a_reset_while_the_pen_is_down_ends_the_stroke(open_pad: Open) -> None:
    page = open_pad()
    page.mouse.move(*at(page, (0.2, 0.2)))
    page.mouse.down()
    page.mouse.move(*at(page, (0.8, 0.2)), steps=5)
    expect(page.get_by_text(re.compile("^Strokes 1,"))).to_be_visible()
    button(page, "Reset from Python").dispatch_event("click")
    expect_strokes(page, 0)
    page.mouse.move(*at(page, (0.8, 0.8)), steps=5)
    page.mouse.up()
    stroke(page, (0.5, 0.5))
    expect_strokes(page, 1)


def test_strokes_survive_another_page(open_pad: Open) -> None:
    page = open_pad()
    stroke(page, *L)
    stroke(page, (0.2, 0.2), (0.8, 0.2))
    expect_box(page, 0.2 - HALF, 0.2 - HALF, 0.8 + HALF, 0.8 + HALF)
    expect_strokes(page, 2)
    before = seen_by_python(page), ink(page)
    page.get_by_role("link", name="Another").click()
    expect(page.get_by_role("heading", name="Another page")).to_be_visible()
    page.get_by_role("link", name="Pad").click()
    expect_strokes(page, 2)
    assert (seen_by_python(page), ink(page)) == before
    button(page, "Undo").click()
    expect_strokes(page, 1)
    stroke(page, (0.5, 0.9))
    expect_strokes(page, 2)


def test_a_full_pad_says_so(open_pad: Open) -> None:
    page = open_pad()
    page.mouse.move(*at(page, (0.5, 0.5)))
    for _ in range(200):
        page.mouse.down()
        page.mouse.up()
    expect_strokes(page, 200)
    stroke(page, (0.1, 0.1))
    expect(page.get_by_text("The pad is full: clear it to go on.")).to_be_visible()
    expect_strokes(page, 200)
    page.keyboard.press("Escape")
    expect_strokes(page, 0)
    stroke(page, (0.1, 0.1))
    expect_strokes(page, 1)


# Keyboard, colours, narrow columns, accessibility


@in_both_browsers
def test_one_can_draw_by_keyboard_alone(open_pad: Open) -> None:
    page = open_pad()
    button(page, "Reset from Python").focus()
    page.keyboard.press("Tab")
    expect(canvas_of(page)).to_be_focused()
    outline = canvas_of(page).evaluate("canvas => getComputedStyle(canvas).outlineStyle")
    assert outline == "solid"
    for key, times in (("ArrowUp", 10), ("Space", 1), ("ArrowDown", 20), ("Space", 1)):
        for _ in range(times):
            page.keyboard.press(key)
    expect_strokes(page, 1)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    for _ in range(10):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Space")
    expect_strokes(page, 2)
    expect_box(page, 0.5 - HALF, 0.3 - HALF, 0.56 + HALF, 0.7 + HALF)
    page.keyboard.press("Tab")
    expect(button(page, "Undo")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pad_follows_the_theme_and_python_sees_the_same(open_pad: Open, scheme: Scheme) -> None:
    page = open_pad(scheme=scheme)
    stroke(page, *L)
    expect_box(page, 0.3 - HALF, 0.2 - HALF, 0.7 + HALF, 0.8 + HALF)
    ink_colour, paper = canvas_of(page).evaluate(
        "canvas => [getComputedStyle(canvas).color, getComputedStyle(canvas).backgroundColor]"
    )
    dark = {"light": paper, "dark": ink_colour}[scheme]
    assert min(map(int, re.findall(r"\d+", dark)[:3])) > 200
    assert 0.02 < ink(page) < 0.2
    assert 400 < seen_by_python(page)[1] < 1500


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1000])
def test_the_pad_is_healthy(open_pad: Open, scheme: Scheme, width: int) -> None:
    page = open_pad(scheme=scheme, size=(width, 844))
    check_health(page)
    stroke(page, *L)
    expect_strokes(page, 1)
    check_health(page)


def test_the_pad_shrinks_with_its_column(open_pad: Open) -> None:
    page = open_pad(size=(260, 800))
    box = canvas_of(page).bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(box["height"], abs=1)
    assert box["x"] + box["width"] <= 260
    stroke(page, *L)
    expect_box(page, 0.3 - HALF, 0.2 - HALF, 0.7 + HALF, 0.8 + HALF)
    page.set_viewport_size({"width": 900, "height": 800})
    expect(canvas_of(page)).to_have_js_property("clientWidth", 318)
    stroke(page, (0.5, 0.5))
    expect_strokes(page, 2)
    expect_box(page, 0.3 - HALF, 0.2 - HALF, 0.7 + HALF, 0.8 + HALF)
