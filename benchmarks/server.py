"""The server itself: how soon its first page is there, and what it has in memory in the end."""

from __future__ import annotations

import tempfile
import time

from playwright.sync_api import Page

from benchmarks.load import served
from benchmarks.page import open_pages
from benchmarks.report import Figure, spread
from pages.ui.class_maps.views import View as ClassMapsView
from pages.ui.feature_maps.explorer import View as FeatureMapsView
from pages.ui.start.sources import Source
from tests.support.browser.pad import at, canvas_of
from tests.support.browser.server import serve
from tests.support.paths import ROOT

_STARTS = 5
_VIEWS = {
    "": Source,
    "class_maps": ClassMapsView,
    "feature_maps": FeatureMapsView,
    "architecture": (),
    "training": (),
}
_QUIET = 2_000  # milliseconds, in which a view is made and painted


def start() -> list[Figure]:
    """From `streamlit run` to Start with its answer, each time in a new server and browser.

    Floor: 2.2 s, what `streamlit run` takes to the first text of a page of one line; the gap is
    the import of the app, the weights, the first answer and the maps in the browser.
    """
    seconds = []
    for _ in range(_STARTS):
        begin = time.perf_counter()
        with (
            tempfile.TemporaryDirectory() as runs,
            serve(ROOT / "app.py", {"NIN_RUNS": runs}) as url,
            open_pages(url) as (page,),
        ):
            page.locator(".scores tr.best").wait_for()
            seconds.append(time.perf_counter() - begin)
    figures = spread(seconds)
    measured = f"{figures['median']:.1f} s (slowest {figures['max']:.1f} s)"
    ok = figures["median"] <= 3.5
    what = "`streamlit run` → Start with answer and class maps, browser start included"
    return [Figure(what, measured, "≤ 3.5 s", ok, figures)]


def memory() -> list[Figure]:
    """What the server has in memory once every view of every page was looked at.

    Floor: some 120 MB, what Streamlit takes for a page of one line.
    """
    with served() as (url, server, _), open_pages(url) as (page,):
        after = {"started": server.memory_info().rss / 1e6}
        for path, views in _VIEWS.items():
            page.goto(url + path)
            page.wait_for_timeout(_QUIET)
            for view in views:
                page.get_by_role("radio", name=view, exact=True).click()
                page.wait_for_timeout(_QUIET)
            if not path:
                page.get_by_role("radio", name=Source.PAD, exact=True).click()
                canvas_of(page).wait_for()
                _stroke(page)
                page.wait_for_timeout(_QUIET)
            after[path or "start"] = server.memory_info().rss / 1e6
    used = max(after.values())
    what = "the server's memory after every view of every page was used"
    return [Figure(what, f"{used:.0f} MB", "≤ 250 MB", used <= 250, after)]


def _stroke(page: Page) -> None:
    page.mouse.move(*at(page, (0.5, 0.15)))
    page.mouse.down()
    page.mouse.move(*at(page, (0.5, 0.85)), steps=8)
    page.mouse.up()
