"""A page in headless Chromium with a clock inside: from an event to the pixels that follow it.

The clock starts at the click or key press in the page and stops at the second animation frame
after the awaited text is in the document, so it holds the wire, the script and the painting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from playwright.sync_api import Page, Playwright, sync_playwright

from tests.support.browsers import launch

_CLOCK = """
(() => {
  const probe = window.__probe = { start: 0 };
  const mark = () => { probe.start = performance.now(); };
  const kinds = ['click', 'keydown', 'pointerup'];
  kinds.forEach(kind => document.addEventListener(kind, mark, true));
  const main = () => document.querySelector('[data-testid="stMain"]');
  const holds = text => main()?.textContent.includes(text);
  probe.expect = text => {
    probe.painted = new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('never shown: ' + text)), 20000);
      const look = () => {
        if (!holds(text)) return;
        observer.disconnect();
        clearTimeout(late);
        requestAnimationFrame(() => requestAnimationFrame(
          () => resolve(performance.now() - probe.start)));
      };
      const observer = new MutationObserver(look);
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    });
  };
})();
"""


@contextmanager
def open_pages(*urls: str) -> Iterator[list[Page]]:
    """A desktop page at each address, in browsers of their own, with the clock in it."""
    with sync_playwright() as playwright, ExitStack() as browsers:
        yield [_open(playwright, url, browsers) for url in urls]


def _open(playwright: Playwright, url: str, browsers: ExitStack) -> Page:
    chromium = launch(playwright, "chromium")
    browsers.callback(chromium.close)
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(_CLOCK)
    page.goto(url)
    return page


def milliseconds_to(page: Page, text: str, act: Callable[[], None]) -> float:
    """Milliseconds from the event that `act` causes to the painting of `text`."""
    page.evaluate("text => window.__probe.expect(text)", text)
    act()
    return float(page.evaluate("window.__probe.painted"))
