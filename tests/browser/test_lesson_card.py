"""The card of a lesson in a browser: what a screen reader hears, and what a phone has room for."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, Opener
from tests.support.browser.health import check_health, check_layout, settle

pytestmark = pytest.mark.browser

MAPS = "what-is-a-class-map"


def guess(page: Page, text: str) -> None:
    field = page.get_by_role("textbox", name="Your guess")
    field.fill(text)
    field.press("Enter")


def test_what_comes_of_an_answer_is_told_by_a_screen_reader(open_app: Opener) -> None:
    page = open_app(f"class_maps?lesson={MAPS}&step=2")
    guess(page, "235.1")
    expect(page.get_by_role("alert").filter(has_text="That is the sum")).to_be_visible()
    guess(page, "4.8")
    expect(page.get_by_role("status").filter(has_text="Right: it is 4.80.")).to_be_visible()
    check_health(page)


@pytest.mark.usefixtures("no_runs")
def test_runs_that_are_started_in_a_lesson_are_shown_by_the_page_at_once(open_app: Opener) -> None:
    page = open_app("training?lesson=4-dense-for-gap&step=8")
    page.locator(".st-key-lesson label").filter(has_text="do not decide").click()
    page.get_by_role("button", name="Start 10 runs").click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(page.locator(".st-key-lesson").get_by_text("0 of 10 runs done.")).to_be_visible()
    check_layout(page)


def test_on_a_phone_a_lesson_under_way_has_its_buttons_in_one_row(
    new_page: NewPage, app_url: str
) -> None:
    page = new_page(size=(390, 844), touch=True)
    page.goto(f"{app_url}class_maps?lesson={MAPS}&step=2")
    settle(page)
    guess(page, "4.8")
    expect(page.get_by_text("Right:")).to_be_visible()
    page.wait_for_function("() => (localStorage.getItem('nin-lessons') ?? '').includes('4.8')")
    page.goto(f"{app_url}lessons")
    on = page.locator(f".st-key-begin-{MAPS}").get_by_role("button", name="Go on")
    expect(on).to_be_visible()
    settle(page)
    downloads = [page.locator(f".st-key-result-{MAPS}-{kind}") for kind in ("html", "json")]
    boxes = [one.get_by_role("button").bounding_box() for one in downloads]
    assert len({box and round(box["y"]) for box in [*boxes, on.bounding_box()]}) == 1
    check_health(page)
    on.tap()
    expect(page.get_by_role("heading", name="How many cells?")).to_be_focused()


def test_the_way_back_to_what_a_step_asks_about(open_app: Opener) -> None:
    page = open_app("architecture?lesson=5-what-it-costs&step=2&net=1x28x10_n10k3")
    expect(page.get_by_text("The page shows another network than this is about.")).to_be_visible()
    check_health(page)
    page.get_by_role("button", name="Show what it is about").click()
    expect(page.get_by_text("The page shows another network")).to_have_count(0)
    expect(page.get_by_role("combobox", name="Start from")).to_have_value("Dive into Deep Learning")
