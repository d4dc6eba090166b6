"""Lessons in a browser: gone through by doing, by "Show me" and by keys alone, from any link."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from nin.bundled import EXAMPLE_EXPERIMENT
from nin.lessons import Lesson, Look, Step, find, shelf
from tests.browser.conftest import PATIENCE, NewPage, Opener, in_both_browsers
from tests.support.browser.health import check_health, check_layout, settle, tab_to
from tests.support.browser.lessons import FINGER, KEYS, MOUSE, Hand, card, do, heading, way
from tests.support.pages.training import Runs

pytestmark = pytest.mark.browser

TOUR, SHORT = "1-nin-in-ten-minutes", "what-is-a-class-map"
HEADS, DEAD = "4-dense-for-gap", "9-stuck-at-2303"
LESSONS = [lesson for lesson in shelf() if isinstance(lesson, Lesson)]


@pytest.fixture(autouse=True)
def runs(no_runs: Path) -> Iterator[Runs]:
    """Stand-ins for the processes that Training starts for whoever looks at it."""
    with Runs(no_runs) as folder:
        yield folder


# Whether a place has come into view, and not under the card.
IN_SIGHT = """
selector => {
  const place = document.querySelector(selector)?.getBoundingClientRect();
  const card = document.querySelector('.st-key-lesson').getBoundingClientRect();
  const isBeside = place?.right <= card.left || place?.top < card.top;
  return isBeside && place.bottom > 0 && place.top < innerHeight;
}
"""


def lesson(name: str) -> Lesson:
    one = find(name)
    assert one is not None
    return one


@pytest.mark.journey
def test_the_tour_leads_through_the_pages_to_its_end_by_show_me(open_app: Opener) -> None:
    page = open_app("lessons")
    page.locator(f".st-key-begin-{TOUR}").get_by_role("button").click()
    for number, each in enumerate(lesson(TOUR).steps, 1):
        expect(heading(page, each.title)).to_be_visible()
        expect(heading(page, each.title)).to_be_focused()
        expect(page.get_by_role("link", name=each.page, exact=True)).to_be_visible()
        settle(page)
        check_health(page)
        if way(page, "Show me").is_enabled():
            way(page, "Show me").click()
            expect(way(page, "Show me")).to_be_disabled()
            settle(page)
        if number > 1:
            expect(page).to_have_url(re.compile(f"lesson={TOUR}&step={number}"))
        way(page, "Finish" if number == len(lesson(TOUR).steps) else "Next").click()
    expect(card(page)).to_have_count(0)
    expect(page).not_to_have_url(re.compile("lesson="))


@pytest.mark.parametrize(
    "name",
    [pytest.param(TOUR, marks=pytest.mark.journey), *(e.name for e in LESSONS if e.name != TOUR)],
)
def test_every_lesson_leads_to_its_end_by_doing_and_back_restores_what_was_done(
    open_app: Opener, runs: Runs, name: str
) -> None:
    follow(open_app("lessons"), name, MOUSE, runs)


@pytest.mark.parametrize("name", [SHORT, DEAD])
def test_a_lesson_leads_to_its_end_by_the_keyboard_alone(
    open_app: Opener, runs: Runs, name: str
) -> None:
    follow(open_app("lessons"), name, KEYS, runs)


@pytest.mark.parametrize("name", [SHORT, HEADS])
def test_a_lesson_leads_to_its_end_by_a_finger_on_a_dark_phone(
    new_page: NewPage, app_url: str, runs: Runs, name: str
) -> None:
    page = new_page(scheme="dark", size=(390, 844), touch=True)
    page.goto(f"{app_url}lessons")
    settle(page)
    follow(page, name, FINGER, runs)


def follow(page: Page, name: str, hand: Hand, runs: Runs) -> None:
    """Do every step of a lesson, where the experiment that comes along has been run before."""
    shutil.copytree(EXAMPLE_EXPERIMENT, runs.root / ".experiments" / "0001-00000001")
    steps, looked_at = lesson(name).steps, set()
    hand.press(page.locator(f".st-key-begin-{name}").get_by_role("button"))
    for number, each in enumerate(steps, 1):
        expect(heading(page, each.title)).to_be_focused()
        settle(page)
        if each.point:
            page.wait_for_function(IN_SIGHT, arg=f".st-key-{each.point}", timeout=PATIENCE)
        do(page, lesson(name), number, hand)
        check_layout(page) if type(each.task) in looked_at else check_health(page)
        looked_at.add(type(each.task))
        is_last = number == len(steps)
        if isinstance(each.task, Look) and each.task.do and not is_last:
            turn_and_come_back(page, each, steps[number], hand)
        hand.press(way(page, "Finish" if is_last else "Next"))
    expect(card(page)).to_have_count(0)
    expect(page).not_to_have_url(re.compile("lesson="))


def turn_and_come_back(page: Page, each: Step, after: Step, hand: Hand) -> None:
    address = page.url
    hand.press(way(page, "Next"))
    expect(heading(page, after.title)).to_be_focused()
    settle(page)
    hand.press(way(page, "Back"))
    expect(heading(page, each.title)).to_be_focused()
    settle(page)
    expect(page).to_have_url(address)
    expect(card(page)).to_contain_text(each.then)


@in_both_browsers
def test_by_the_keyboard_alone_a_guess_is_mended_and_esc_leaves_the_page_as_it_is(
    open_app: Opener,
) -> None:
    page = open_app(f"class_maps?lesson={SHORT}&step=2")
    expect(heading(page, "From map to score")).to_be_focused()
    guess = card(page).get_by_role("textbox", name="Your guess")
    tab_to(page, guess)
    page.keyboard.type("235.1")
    page.keyboard.press("Enter")
    expect(card(page).get_by_text("That is the sum of the cells.")).to_be_visible()
    expect(guess).to_be_focused()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("4.8")
    page.keyboard.press("Enter")
    expect(card(page).get_by_text("Right:")).to_be_visible()
    tab_to(page, way(page, "Next"))
    page.keyboard.press("Enter")
    expect(heading(page, "How many cells?")).to_be_focused()
    tab_to(page, way(page, "Back"))
    page.keyboard.press("Enter")
    expect(heading(page, "From map to score")).to_be_focused()
    expect(card(page).get_by_text("Right:")).to_be_visible()
    settle(page)
    page.keyboard.press("Escape")
    expect(card(page)).to_have_count(0)
    expect(page.get_by_role("radio", name="Scores")).to_be_checked()


def test_answers_stay_in_the_browser(open_app: Opener) -> None:
    page = open_app(f"class_maps?lesson={SHORT}&step=2")
    guess = card(page).get_by_role("textbox", name="Your guess")
    guess.fill("4.8")
    guess.press("Enter")
    expect(card(page).get_by_text("Right:")).to_be_visible()
    page.wait_for_function("() => (localStorage.getItem('nin-lessons') ?? '').includes('4.8')")
    page.reload()
    expect(card(page).get_by_text("Right:")).to_be_visible()


def test_on_a_phone_the_card_is_a_sheet_and_the_page_above_it_can_be_reached(
    new_page: NewPage, app_url: str
) -> None:
    page = new_page(size=(390, 844), touch=True)
    page.goto(f"{app_url}?lesson={TOUR}&step=1")
    settle(page)
    pad = page.locator(".st-key-digit canvas").first
    pad.scroll_into_view_if_needed()
    check_health(page)
    box, sheet = pad.bounding_box(), card(page).bounding_box()
    assert box is not None
    assert sheet is not None
    assert sheet["y"] > 844 / 2 - 5
    page.touchscreen.tap(box["x"] + 20, sheet["y"] - 40)
    way(page, "Next").tap()
    expect(heading(page, lesson(TOUR).steps[1].title)).to_be_visible()


@pytest.mark.parametrize("name", [each.name for each in LESSONS])
def test_a_link_to_any_step_opens_it_in_another_browser(
    new_page: NewPage, app_url: str, name: str
) -> None:
    page = new_page(size=(1440, 900))
    for number, each in enumerate(lesson(name).steps, 1):
        page.goto(f"{app_url}?lesson={name}&step={number}")
        expect(heading(page, each.title)).to_be_visible()
        settle(page)
        if each.point:
            expect(page.locator(f".st-key-{each.point}").first).to_be_visible()
