"""One server and one Chromium for all browser tests; a browser context for each page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Protocol

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.health import settle
from tests.browser.server import ROOT, serve
from tests.chromium import FLAGS, find

PATIENCE = 30_000  # milliseconds; a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE)


class Opener(Protocol):
    """Opens the app in a browser context of its own."""

    def __call__(
        self, query: str = "", *, scheme: Literal["light", "dark"] = "light", width: int = 1280
    ) -> Page: ...


@pytest.fixture(scope="session")
def app_url() -> Iterator[str]:
    with serve(ROOT / "app.py") as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find()
    if path is None:
        pytest.fail("no Chromium for the browser tests; `make browser` gets one", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_app(chromium: Browser, app_url: str) -> Iterator[Opener]:
    """Opens the app, and afterwards objects to whatever its pages wrote to the console."""
    contexts = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"{message.type}: {message.text} ({message.location['url']})")

    def opened(
        query: str = "", *, scheme: Literal["light", "dark"] = "light", width: int = 1280
    ) -> Page:
        context = chromium.new_context(
            color_scheme=scheme, viewport={"width": width, "height": 900}, accept_downloads=True
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
        page.goto(app_url + query)
        settle(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
