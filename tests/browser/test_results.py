"""Results in a browser: from a count to its pictures and on into the network, by keys alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from nin.results import Answers
from tests.browser.conftest import Opener, in_both_browsers
from tests.support.browser.health import check_health, settle, tab_to
from tests.support.pages.results import keep, shipped_answers, trained_run

pytestmark = pytest.mark.browser


def cell(page: Page, truth: str, answer: str) -> Locator:
    words = "answered right" if truth == answer else f"taken for {answer}"
    return page.get_by_role("gridcell", name=re.compile(f"^{truth} {words}: "))


def chosen(page: Page) -> Locator:
    return page.get_by_role("gridcell", selected=True)


def go(page: Page, steps: int, back: str, on: str) -> None:
    for _ in range(abs(steps)):
        page.keyboard.press(on if steps > 0 else back)


@pytest.mark.journey
@in_both_browsers
def test_by_the_keyboard_alone_from_a_mistake_to_its_picture_into_the_network(
    open_app: Opener,
) -> None:
    answers = shipped_answers("tiny")
    (first, taken), (truth, answer), *_ = answers.confusion.mistakes(2)
    page = open_app("results?weights=tiny")
    tab_to(page, cell(page, str(first), str(taken)))  # one stop: the cell that is chosen
    go(page, truth - first, "ArrowUp", "ArrowDown")
    go(page, answer - taken, "ArrowLeft", "ArrowRight")
    expect(cell(page, str(truth), str(answer))).to_be_focused()
    page.keyboard.press("Enter")
    title = page.get_by_role("heading", name=f"{truth} taken for {answer}: ")
    expect(title).to_be_visible()
    expect(page).to_have_url(re.compile(f"taken={truth}[.]{answer}$"))
    settle(page)
    expect(cell(page, str(truth), str(answer))).to_be_focused()  # it is still the same cell
    place = places(answers, truth, answer)[0]
    expect(page.get_by_text(f"test image {place}", exact=True)).to_be_visible()
    tab_to(page, page.get_by_role("button", name="X-ray this picture").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("^X-ray: "))).to_be_visible()
    expect(page.locator(".st-key-image-popover")).to_contain_text(f"{truth}, test image {place}")
    settle(page)
    check_health(page)


def places(answers: Answers, truth: int, answer: int) -> list[str]:
    """The numbers of a cell's images, as the page writes them."""
    return [f"{place + 1:,}" for place in answers.members(truth, answer).tolist()]


def test_a_reload_and_the_way_back_keep_the_cell(open_app: Opener) -> None:
    page = open_app("results?weights=tiny")
    first = chosen(page).get_attribute("aria-label") or ""
    cell(page, "3", "3").click()
    expect(page.get_by_role("heading", name="3 answered right: ")).to_be_visible()
    expect(page).to_have_url(re.compile("taken=3[.]3$"))  # painted just after the heading
    page.reload()
    settle(page)
    expect(chosen(page)).to_have_attribute("aria-label", re.compile("^3 answered right"))
    cell(page, "4", "4").click()
    expect(page).to_have_url(re.compile("taken=4[.]4$"))
    settle(page)
    page.go_back()
    expect(chosen(page)).to_have_attribute("aria-label", re.compile("^3 answered right"))
    page.go_back()
    expect(chosen(page)).to_have_attribute("aria-label", first)


def test_the_matrix_has_one_stop_and_ends_where_it_ends(open_app: Opener) -> None:
    page = open_app("results?weights=tiny&taken=0.0")
    tab_to(page, cell(page, "0", "0"))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    expect(cell(page, "0", "0")).to_be_focused()
    page.keyboard.press("End")
    expect(cell(page, "0", "9")).to_be_focused()
    go(page, 12, "ArrowUp", "ArrowDown")
    expect(cell(page, "9", "9")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    expect(page.get_by_role("heading", name="9 taken for 0: ")).to_be_visible()
    expect(page.locator("[role=grid] [tabindex='0']")).to_have_count(1)


def test_an_evaluation_is_asked_for_and_appears_by_itself(no_runs: Path, open_app: Opener) -> None:
    run = trained_run(no_runs)
    page = open_app(f"results?run={run.name}")
    page.get_by_role("button", name="Evaluate").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("grid", name="What was answered for what")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    settle(page)
    check_health(page)


def test_on_a_phone_the_matrix_fits_and_a_finger_chooses(no_runs: Path, open_app: Opener) -> None:
    run = trained_run(no_runs)
    keep(run, {0: 9, 1: 9})
    page = open_app(f"results?run={run.name}", width=390, scheme="dark")
    grid = page.get_by_role("grid", name="What was answered for what")
    box = grid.bounding_box()
    assert box is not None
    assert box["width"] <= 390
    cell(page, "5", "5").click()
    expect(page.get_by_role("heading", name="5 answered right: ")).to_be_visible()
    settle(page)
    check_health(page)
