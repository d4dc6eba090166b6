"""The Draw page as people use it: digits drawn by mouse, finger and keyboard, and from files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from nin.data.own_digits import from_npz
from tests.browser.conftest import NewPage, in_both_browsers
from tests.support.browser.health import check_health, check_looks, settle
from tests.support.browser.pad import at, button, canvas_of, scrolled, touches
from tests.support.drawings import Canvas, draw, written

pytestmark = pytest.mark.browser

EMPTY = "Draw a digit: the answer follows the pen."
# Parts of the pad: the longer side of the digit, and the place of its middle.
SIZES = [(0.28, (0.8, 0.22)), (0.5, (0.32, 0.68)), (0.84, (0.5, 0.5))]
Point = tuple[float, float]
Visitor = Callable[..., Page]


@pytest.fixture
def visit(new_page: NewPage, app_url: str) -> Visitor:
    def opened(*, width: int = 1280, touch: bool = False) -> Page:
        page = new_page(size=(width, 900), touch=touch)
        page.goto(app_url + "draw")
        expect_said(page, EMPTY)
        return page

    return opened


def placed(label: int, size: float, middle: Point) -> list[list[Point]]:
    """The strokes of a digit in parts of the pad, as few points as a quick hand gives."""
    lines = [(*line[:-1:3], line[-1]) for line in written(label, 0)]
    points = np.array([point for line in lines for point in line])
    low, high = points.min(0), points.max(0)
    scale = size / (high - low).max()
    shift = np.array(middle) - (low + high) / 2 * scale
    return [[(x, y) for x, y in np.array(line) * scale + shift] for line in lines]


def on_screen(page: Page, strokes: list[list[Point]]) -> list[list[Point]]:
    (left, top), (right, bottom) = at(page, (0, 0)), at(page, (1, 1))
    return [
        [(left + x * (right - left), top + y * (bottom - top)) for x, y in stroke]
        for stroke in strokes
    ]


def draw_by_mouse(page: Page, strokes: list[list[Point]]) -> None:
    for first, *others in on_screen(page, strokes):
        page.mouse.move(*first)
        page.mouse.down()
        for point in others:
            page.mouse.move(*point)
        page.mouse.up()


def draw_by_touch(page: Page, strokes: list[list[Point]]) -> None:
    session = page.context.new_cdp_session(page)
    for first, *others in on_screen(page, strokes):
        touches(session, "touchStart", (1, first))
        for point in others:
            touches(session, "touchMove", (1, point))
        touches(session, "touchEnd")
    session.detach()


def expect_said(page: Page, words: str | re.Pattern[str]) -> None:
    """The answer, of the last drawing: none is under way."""
    said = page.locator(".nin-draw .said")
    expect(said).to_have_text(words)
    settle(page)
    expect(said).to_have_text(words)


def expect_digit(page: Page, label: int) -> None:
    expect_said(page, re.compile(rf"^{label} with \d+%$"))
    best = page.get_by_role("table", name="Probabilities").locator("tr.best")
    expect(best.get_by_role("rowheader")).to_have_text(str(label))
    expect(page.locator(".nin-map.best figcaption")).to_have_text(re.compile(rf"^{label}"))


def turn_to(page: Page, source: str) -> None:
    page.locator(".st-key-source").get_by_text(source, exact=True).click()


@pytest.mark.parametrize("by", ["mouse", "touch"])
@pytest.mark.parametrize(("size", "middle"), SIZES)
def test_all_ten_digits_are_right_at_any_size_and_place(
    visit: Visitor, by: str, size: float, middle: Point
) -> None:
    page = visit(touch=by == "touch", width=390 if by == "touch" else 1280)
    top = scrolled(page)
    for label in range(10):
        strokes = placed(label, size, middle)
        (draw_by_touch if by == "touch" else draw_by_mouse)(page, strokes)
        expect_digit(page, label)
        assert scrolled(page) == top  # a finger that draws does not move the page
        button(page, "Clear").dispatch_event("click")
        expect_said(page, EMPTY)


@in_both_browsers
def test_the_answer_comes_while_the_pen_is_down_and_undo_takes_it_back(visit: Visitor) -> None:
    page = visit()
    (line,) = placed(1, 0.7, (0.5, 0.5))
    page.mouse.move(*at(page, line[0]))
    page.mouse.down()
    for part in range(1, 30):
        x, y = np.array(line[0]) + (np.array(line[-1]) - np.array(line[0])) * part / 29
        page.mouse.move(*at(page, (x, y)))
    expect_digit(page, 1)
    page.mouse.up()
    page.keyboard.press("Control+z")
    expect_said(page, EMPTY)


def test_a_one_drawn_by_keyboard_alone_is_a_one(visit: Visitor) -> None:
    page = visit()
    canvas_of(page).focus()
    for key, times in (("ArrowUp", 12), ("Space", 1), ("ArrowDown", 24), ("Space", 1)):
        for _ in range(times):
            page.keyboard.press(key)
    expect_digit(page, 1)
    page.keyboard.press("Escape")
    expect_said(page, EMPTY)


@pytest.mark.journey
def test_a_drawing_survives_a_change_of_source_and_of_page(visit: Visitor) -> None:
    page = visit()
    draw_by_mouse(page, placed(6, 0.6, (0.5, 0.5)))
    expect_digit(page, 6)
    turn_to(page, "Samples")
    expect_digit(page, 3)
    turn_to(page, "Draw")
    expect_digit(page, 6)
    page.get_by_role("link", name="Architecture", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Architecture")
    page.get_by_role("link", name="Draw", exact=True).click()
    expect_digit(page, 6)


def test_uploads_are_answered_right_and_what_is_no_picture_is_said(
    visit: Visitor, tmp_path: Path
) -> None:
    page = visit()
    turn_to(page, "Upload")
    files = []
    for label in range(10):
        drawn = draw(written(label, 0), Canvas(side=400, height=150, centre=(120, 260), pen=14))
        files.append(tmp_path / f"is {label}.png")
        Image.fromarray(255 - drawn).save(files[-1])
    (tmp_path / "none.png").write_bytes(b"no picture")
    page.locator("input[type=file]").set_input_files([*files, tmp_path / "none.png"])
    expect_digit(page, 0)
    gallery = page.locator(".nin-gallery figcaption")
    expect(gallery).to_have_count(11)
    for label in range(10):
        expect(gallery.nth(label)).to_have_text(re.compile(rf"^{label} \d+%is {label}\.png$"))
    expect(gallery.nth(10)).to_contain_text("none.png: This is no PNG, JPEG or WebP picture;")
    check_health(page)


@in_both_browsers
def test_what_it_was_can_be_taken_away(visit: Visitor, tmp_path: Path) -> None:
    page = visit()
    draw_by_mouse(page, placed(4, 0.6, (0.5, 0.5)))
    expect_digit(page, 4)
    page.locator(".st-key-it-was").get_by_text("4", exact=True).click()
    expect(page.get_by_text("Kept as a 4.")).to_be_visible()
    with page.expect_download() as npz:
        page.get_by_role("button", name="NumPy, .npz").click()
    npz.value.save_as(tmp_path / "own.npz")
    own = from_npz((tmp_path / "own.npz").read_bytes())
    assert own.labels.tolist() == [4]
    assert own.images.max() > 200
    with page.expect_download() as folders:
        page.get_by_role("button", name="Folders of PNGs, .zip").click()
    folders.value.save_as(tmp_path / "own.zip")
    with zipfile.ZipFile(tmp_path / "own.zip") as archive:
        assert archive.namelist() == ["4/001.png"]
        picture = np.asarray(Image.open(io.BytesIO(archive.read("4/001.png"))))
    assert np.array_equal(picture, own.images[0])
    check_health(page)


def test_each_source_is_healthy_in_every_look(visit: Visitor) -> None:
    page = visit()
    draw_by_mouse(page, placed(8, 0.6, (0.5, 0.5)))
    expect_digit(page, 8)
    page.locator(".st-key-it-was").get_by_text("8", exact=True).click()
    expect(page.get_by_text("Kept as a 8.")).to_be_visible()
    check_looks(page)
    turn_to(page, "Samples")
    expect_digit(page, 3)
    check_looks(page)
    turn_to(page, "Upload")
    expect_said(page, re.compile("^Choose pictures"))
    check_looks(page)


def test_the_link_to_the_network_shows_the_one_that_answers(visit: Visitor) -> None:
    page = visit()
    page.get_by_role("link", name="Its architecture").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Architecture")
    expect(page.get_by_text("349,674", exact=True).first).to_be_visible()
