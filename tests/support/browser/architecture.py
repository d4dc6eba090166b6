"""The Architecture page in a browser: where its rows and fields are."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from nin.codec import link
from nin.presets import PRESETS
from tests.support.browser.health import settle

TINY = link(PRESETS["tiny"].text)


def row(page: Page, name: str) -> Locator:
    """A row of a table, by the words that it begins with."""
    heading = page.get_by_role("rowheader", name=name, exact=True)
    return page.get_by_role("table").get_by_role("row").filter(has=heading)


def shape(page: Page, layer: str) -> Locator:
    """The cell with a layer's output."""
    return row(page, layer).get_by_role("cell").nth(1)


def control(page: Page, key: str) -> Locator:
    """A control by its name; one that something else has moved has a number after it."""
    return page.locator(f".st-key-{key}, [class*='st-key-{key}--']")


def field(page: Page, key: str) -> Locator:
    return control(page, key).get_by_role("spinbutton")


def plus(page: Page, key: str) -> Locator:
    return control(page, key).get_by_test_id("stNumberInputStepUp")


def look_at(page: Page, view: str) -> None:
    page.get_by_role("radio", name=view, exact=True).click()
    expect(page.get_by_role("radio", name=view, exact=True)).to_be_checked()
    settle(page)


def expect_link(page: Page, text: str) -> None:
    expect(page).to_have_url(re.compile(rf"\?net={re.escape(link(text))}$"))
