"""Start as people use it: digits drawn by mouse, finger and keyboard, and from files."""

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
from tests.support.browser.health import check_health, check_looks, settle, tab_to
from tests.support.browser.pad import at, button, canvas_of, scrolled, touches
from tests.support.drawings import Canvas, draw, written

pytestmark = pytest.mark.browser

EMPTY = "Draw a digit: the whole network follows the pen."
FIRST = re.compile(r"^This is a 4: \d+% sure\.$")
# Parts of the pad: the longer side of the digit, and the place of its middle.
SIZES = [(0.28, (0.8, 0.22)), (0.5, (0.32, 0.68)), (0.84, (0.5, 0.5))]
Point = tuple[float, float]
Visitor = Callable[..., Page]


@pytest.fixture
def visit(new_page: NewPage, app_url: str) -> Visitor:
    def opened(*, width: int = 1280, touch: bool = False) -> Page:
        page = new_page(size=(width, 900), touch=touch)
        page.goto(app_url)
        expect_said(page, FIRST)
        expect(button(page, "Clear")).to_be_enabled()  # its code has been loaded
        button(page, "Clear").dispatch_event("click")
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
    said = page.locator(".nin-answer h1")
    expect(said).to_have_text(words)
    settle(page)
    expect(said).to_have_text(words)


def expect_digit(page: Page, label: int) -> None:
    article = "an" if label == 8 else "a"
    expect_said(page, re.compile(rf"^This is {article} {label}: \d+% sure\.$"))
    expect(page.locator(".scores tr.best").get_by_role("rowheader")).to_have_text(str(label))


def turn_to(page: Page, source: str) -> None:
    page.locator(".st-key-source").get_by_text(source, exact=True).click()
    settle(page)


def choose_class(page: Page, name: str) -> None:
    page.locator(".st-key-sample-class").get_by_role("combobox").click()
    page.get_by_role("option", name=name, exact=True).click()
    expect(page.get_by_role("option", name=name, exact=True)).to_have_count(0)
    settle(page)


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


def test_a_click_in_the_moment_in_which_the_bar_follows_is_shown(visit: Visitor) -> None:
    page = visit()
    draw_by_mouse(page, placed(6, 0.6, (0.5, 0.5)))
    # Streamlit would send the click, and what the bar asks for, as one request for the bar's run.
    button(page, "Clear").evaluate(
        "button => new Promise(done => addEventListener('nin-painted', () => "
        "queueMicrotask(() => done(button.click())), { once: true }))"
    )
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
    choose_class(page, "7")
    expect_digit(page, 7)
    turn_to(page, "Draw")
    expect_digit(page, 6)
    page.get_by_role("link", name="Architecture", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Choose a layer")
    page.get_by_role("link", name="Start", exact=True).click()
    expect_digit(page, 6)


def test_a_drawing_survives_a_reload(visit: Visitor) -> None:
    page = visit()
    draw_by_mouse(page, placed(6, 0.6, (0.5, 0.5)))
    expect_digit(page, 6)
    settle(page)
    page.reload()
    expect_digit(page, 6)
    page.get_by_role("link", name="Class maps", exact=True).click()
    verdict = page.locator(".nin-verdict")
    expect(verdict).to_contain_text("makes 6 lead")
    page.reload()  # a session that has never shown the pad
    expect(verdict).to_contain_text("makes 6 lead")
    page.get_by_role("link", name="Start", exact=True).click()
    expect_digit(page, 6)
    button(page, "Clear").click()
    expect_said(page, EMPTY)


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
    settle(page)  # a file can be asked for once the run is over that shows its button
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
    check_looks(page)  # an empty pad
    draw_by_mouse(page, placed(8, 0.6, (0.5, 0.5)))
    expect_digit(page, 8)
    page.locator(".st-key-it-was").get_by_text("8", exact=True).click()
    expect(page.get_by_text("Kept as a 8.")).to_be_visible()
    check_looks(page)
    turn_to(page, "Samples")
    choose_class(page, "7")
    expect_digit(page, 7)
    check_looks(page)
    turn_to(page, "Upload")
    check_looks(page)


def scores(page: Page) -> list[str]:
    return page.locator(".scores td.score-value").all_text_contents()


@pytest.mark.journey
@in_both_browsers
def test_from_the_pad_through_the_flow_and_a_box_to_the_x_ray_and_back_to_the_image(
    visit: Visitor,
) -> None:
    page = visit()
    draw_by_mouse(page, placed(7, 0.6, (0.5, 0.5)))
    expect_digit(page, 7)
    assert max(scores(page), key=float) == scores(page)[7]
    page.get_by_role("option", name=re.compile("^Max pool 1: 48 maps of 14×14")).click()
    line = page.locator(".nin-layer")
    expect(line).to_have_text(re.compile("^Max pool 1: 48 maps of 14×14 · no parameters"))
    page.get_by_role("link", name="Look inside").click()
    head = page.locator(".nin-layer-head h2")
    expect(head).to_have_text("Max pool 1")
    settle(page)
    for name in ("Block 1, conv 1×1 #2", "Block 1, conv 1×1 #1", "Block 1, conv 5×5"):
        page.get_by_role("button", name=re.compile("^Back to ")).click()
        expect(head).to_have_text(name)
        settle(page)
    expect(page.get_by_text("It reads the image itself: the way back ends here.")).to_be_visible()
    passed = page.locator(".st-key-trail .stop.passed")
    expect(passed).to_have_text([re.compile(f"^{kind}") for kind in (
        "conv 5×5", "conv 1×1 #1", "conv 1×1 #2", "max pool")])  # fmt: skip
    page.get_by_role("option", name="max pool 48×14×14").click()
    expect(head).to_have_text("Max pool 1")


def test_the_flow_is_chosen_in_by_the_keyboard_alone(visit: Visitor) -> None:
    page = visit()
    draw_by_mouse(page, placed(1, 0.6, (0.5, 0.5)))
    expect_digit(page, 1)
    layers = page.get_by_role("listbox", name=re.compile("^The layers of the network"))
    tab_to(page, layers)
    for key in ("End", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".nin-layer")).to_have_text(re.compile("^Block 3, conv 1×1 #1"))
    chosen = layers.get_by_role("option", selected=True)
    expect(chosen).to_have_attribute("aria-label", re.compile("^Block 3, conv 1×1 #1"))


def test_the_bar_stands_at_one_height_on_every_page(new_page: NewPage, app_url: str) -> None:
    page, heights = new_page(), set()
    for path in ("", "class_maps", "feature_maps", "architecture", "training"):
        page.goto(app_url + path)
        settle(page)
        box = page.locator(".st-key-subject").bounding_box()
        assert box is not None
        heights.add(box["y"])
    assert len(heights) == 1  # what is unseen takes no room


@pytest.mark.parametrize("width", [1280, 1024, 768, 390])
def test_the_pad_stays_under_the_pen_while_the_answer_and_the_bar_change(
    visit: Visitor, width: int
) -> None:
    page = visit(width=width)
    bar = page.locator(".st-key-subject")
    expect(bar).to_contain_text("none")
    top = canvas_of(page).bounding_box()
    for label in (1, 8):
        draw_by_mouse(page, placed(label, 0.6, (0.5, 0.5)))
        expect_digit(page, label)
        expect(bar).to_contain_text("Your drawing")
        assert canvas_of(page).bounding_box() == top
        button(page, "Clear").dispatch_event("click")
        expect_said(page, EMPTY)
        expect(bar).to_contain_text("none")
        assert canvas_of(page).bounding_box() == top


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ("Look at one pixel", "A 1×1 convolution is a fully connected layer"),
        ("Hide cells", "Each map is one class"),
        ("Move the image", "Each map is one class"),
        ("Open the editor", "Choose a layer"),
    ],
)
def test_each_question_leads_to_the_page_that_answers_it(
    visit: Visitor, card: str, words: str
) -> None:
    page = visit()
    draw_by_mouse(page, placed(4, 0.6, (0.5, 0.5)))
    expect_digit(page, 4)
    page.get_by_role("link", name=card).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)
    settle(page)
    if card == "Look at one pixel":
        expect(page.locator(".nin-layer-head h2")).to_have_text("Block 1, conv 1×1 #1")
    elif card == "Hide cells":
        expect(page.get_by_role("radio", name="Mask")).to_be_checked()
    elif card == "Move the image":
        expect(page.get_by_text("with GAP and")).to_be_visible()
    else:
        expect(page.get_by_text("1,992,166", exact=True).first).to_be_visible()
