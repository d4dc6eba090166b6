"""The Training page in a browser: where its controls, curves and runs are."""

from __future__ import annotations

import re
from typing import Literal

from playwright.sync_api import Locator, Page, expect

CHART = ".st-key-curves .js-plotly-plot"


def widget(page: Page, key: str, role: Literal["button", "spinbutton"]) -> Locator:
    return page.locator(f".st-key-{key}").get_by_role(role)


def run_of(page: Page) -> str:
    """The run in the page's link."""
    expect(page).to_have_url(re.compile(r"[?&]run=\d{4}-[0-9a-f]{8}"))
    found = re.search(r"[?&]run=([^&]+)", page.url)
    assert found
    return found[1]


def row(page: Page, name: str) -> Locator:
    """A row of the list of runs, by the name of the run's folder."""
    heading = page.locator(f'th[title="{name}"]')
    return page.get_by_role("region", name="Runs").get_by_role("row").filter(has=heading)
