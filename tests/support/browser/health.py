"""What every page must pass, whatever it shows."""

from __future__ import annotations

from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

Look = tuple[Literal["light", "dark"], int]  # colour scheme, and width in pixels

_AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_ACCESS = (Path(__file__).parent / "access.js").read_text(encoding="utf-8")

# Streamlit gives the place where files are dropped a name and the role of something nameless.
_STREAMLITS_OWN = ("presentation-role-conflict", 'data-testid="stFileUploaderDropzone"')

# Both colour schemes and both widths, twice: axe-core takes seconds, so it looks at one pair.
LOOKS: tuple[Look, ...] = (("light", 1280), ("dark", 390))
OTHER_LOOKS: tuple[Look, ...] = (("dark", 1280), ("light", 390))

_FRAMES = 5_000  # milliseconds, a hundred times what they take on a busy machine
_TALL = 8_000  # pixels, more than any page is high

# The page scrolls in Streamlit's own box, so the document alone would always look narrow enough.
_OVERHANG = """
() => Math.max(...[document.documentElement, ...document.querySelectorAll(
  '[data-testid="stMain"], [data-testid="stAppViewContainer"]')].map(
  box => box.scrollWidth - box.clientWidth))
"""


def settle(page: Page) -> None:
    """Wait until the page has its content and no script runs."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    # A canvas gets its words together with what it shows.
    expect(page.locator("canvas:not([aria-label], [aria-hidden])")).to_have_count(0)


def look_at(page: Page, view: StrEnum) -> None:
    """Choose a view and wait for it: just after the click the page still looks settled."""
    page.get_by_role("radio", name=view, exact=True).click()
    expect(page.locator(f".st-key-view-{view.name.lower()}")).to_be_visible()
    settle(page)


def tab_to(page: Page, goal: Locator, key: Literal["Tab", "Shift+Tab"] = "Tab") -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(200):
        page.keyboard.press(key)
        if goal.evaluate("element => element.contains(element.getRootNode().activeElement)"):
            return
    pytest.fail(f"Tab does not lead to {goal}")


def ask(page: Page, question: str) -> Any:
    """What a function of `access.js` says of the page."""
    page.evaluate(_ACCESS)
    return page.evaluate(f"window.access.{question}()")


def check_looks(page: Page) -> None:
    """The page is healthy in both colour schemes and at both widths."""
    for look in LOOKS:
        _turn(page, look)
        check_health(page)
    for look in OTHER_LOOKS:
        _turn(page, look)
        check_layout(page)


def _turn(page: Page, look: Look) -> None:
    scheme, width = look
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})


def check_health(page: Page) -> None:
    """What `check_layout` asks for, and nothing that axe-core objects to."""
    check_layout(page)
    complaints = violations(page)
    assert not complaints, "\n".join(complaints)


def check_layout(page: Page) -> None:
    """No exception, nothing left loading, no sideways scroll, no picture without words for it."""
    settle(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stSpinner")).to_have_count(0)
    try:  # what is drawn by script follows a narrower page some frames later
        page.wait_for_function(f"({_OVERHANG})() <= 0", timeout=_FRAMES)
    except TimeoutError as error:
        raise AssertionError("the page scrolls sideways") from error
    assert ask(page, "nameless") == [], "without words"


def violations(page: Page) -> list[str]:
    """What axe-core objects to anywhere on the page, with the markup it means."""
    size = page.viewport_size
    assert size is not None
    page.mouse.move(0, 0)  # else it may come to point at something with a tooltip,
    expect(page.get_by_role("tooltip")).to_have_count(0)  # which stays a quarter of a second
    # Of what is scrolled away, axe-core leaves the contrast unchecked.
    page.set_viewport_size({"width": size["width"], "height": _TALL})
    settle(page)
    page.evaluate(_AXE)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    page.set_viewport_size(size)
    complaints = (
        f"{rule['id']} ({rule['impact']}): {node['html']}"
        for rule in found
        for node in rule["nodes"]
    )
    return [
        complaint
        for complaint in complaints
        if not all(part in complaint for part in _STREAMLITS_OWN)
    ]
