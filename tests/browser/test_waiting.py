"""What a page shows while an answer takes long."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, in_both_browsers
from tests.support.browser.health import settle
from tests.support.browser.server import serve
from tests.support.paths import APPS

pytestmark = pytest.mark.browser

BAR = "() => getComputedStyle(document.querySelector('.stApp'), '::before').opacity"


@pytest.fixture(scope="module")
def slow_url() -> Iterator[str]:
    with serve(APPS / "slow_app.py") as url:
        yield url


@in_both_browsers
def test_a_bar_at_the_top_says_that_it_takes_long_and_nothing_fades(
    new_page: NewPage, slow_url: str
) -> None:
    page = new_page()
    with socket.create_server(("localhost", 0)) as listener:
        page.goto(f"{slow_url}?port={listener.getsockname()[1]}")
        settle(page)
        assert page.evaluate(BAR) == "0"

        page.get_by_role("button", name="Wait").click()
        gate, _ = listener.accept()
        with gate:
            _wait_for_bar(page, "1")
            text = page.locator(".stElementContainer").filter(has_text="Here before")
            expect(text).to_have_attribute("data-stale", "true")
            assert text.evaluate("element => element.getAnimations().length") == 0
            expect(text).to_have_css("opacity", "1")
        _wait_for_bar(page, "0")


def _wait_for_bar(page: Page, opacity: str) -> None:
    page.wait_for_function(f"opacity => ({BAR})() === opacity", arg=opacity)
