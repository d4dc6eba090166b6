"""The Architecture page in a browser: where its rows and fields are."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from nin.codec import link
from nin.presets import PRESETS
from tests.support.browser.health import settle

TINY = link(PRESETS["tiny"].text)


def row(page: Page, name: str) -> Locator:
    """A row of the table of layers, by an op's name or the words that it begins with."""
    table = page.get_by_role("region", name="Table of layers")
    return table.locator(f'tr:has(th[title="{name}"]), tr:has(th:text-is("{name}"))')


def shape(page: Page, op: str) -> Locator:
    """The cell with an op's output."""
    return row(page, op).get_by_role("cell").nth(1)


def layer(page: Page, number: int) -> Locator:
    """A layer's picture in the diagram: -1 is the image, after the last comes the head."""
    return page.locator(f"#layer-{number}")


def open_card(page: Page, number: int) -> None:
    """Choose a layer in the diagram, and wait for its card."""
    layer(page, number).click()
    expect(layer(page, number)).to_have_attribute("aria-selected", "true")
    settle(page)


def take_away(page: Page) -> None:
    """Open what is to be taken away."""
    page.get_by_role("button", name="Take away").click()
    expect(page.get_by_role("button", name="Table, CSV")).to_be_visible()
    settle(page)


def control(page: Page, key: str) -> Locator:
    """A control by its name; one that something else has moved has a number after it."""
    return page.locator(f".st-key-{key}, [class*='st-key-{key}--']")


def field(page: Page, key: str) -> Locator:
    return control(page, key).get_by_role("spinbutton")


def plus(page: Page, key: str) -> Locator:
    return control(page, key).get_by_test_id("stNumberInputStepUp")


def expect_link(page: Page, text: str) -> None:
    expect(page).to_have_url(re.compile(rf"\?net={re.escape(link(text))}$"))
