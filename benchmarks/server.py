"""The server itself: how soon it answers after its start, and what it has in memory in the end."""

from __future__ import annotations

import tempfile
import time

from playwright.sync_api import Page

from benchmarks.load import served
from benchmarks.page import open_pages
from benchmarks.report import Figure, spread
from pages.ui.architecture.views import View as ArchitectureView
from pages.ui.class_maps.views import View as ClassMapsView
from pages.ui.draw.sources import Source
from pages.ui.feature_maps.explorer import View as FeatureMapsView
from tests.support.browser.pad import at, canvas_of
from tests.support.browser.server import serve
from tests.support.paths import ROOT

_STARTS = 5
_VIEWS = {
    "": ArchitectureView,
    "training": (),
    "feature_maps": FeatureMapsView,
    "class_maps": ClassMapsView,
    "draw": Source,
}
_QUIET = 2_000  # milliseconds, in which a view is made and painted


def first_answer() -> list[Figure]:
    """From `streamlit run` to the answer to a stroke, each time in a new server and browser.

    Floor: the start of the row above; the gap is the stroke, and what is loaded for it.
    """
    seconds = []
    for _ in range(_STARTS):
        begin = time.perf_counter()
        with (
            tempfile.TemporaryDirectory() as runs,
            serve(ROOT / "app.py", {"NIN_RUNS": runs}) as url,
            open_pages(url + "draw") as (page,),
        ):
            canvas_of(page).wait_for()
            _stroke(page)
            page.locator(".nin-bars").wait_for()
            seconds.append(time.perf_counter() - begin)
    figures = spread(seconds)
    measured = f"{figures['median']:.1f} s (slowest {figures['max']:.1f} s)"
    ok = figures["median"] <= 5
    what = "`streamlit run` → the answer to a first stroke, browser start included"
    return [Figure(what, measured, "≤ 5 s", ok, figures)]


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
            if path == "draw":
                page.get_by_role("radio", name=Source.PAD, exact=True).click()
                canvas_of(page).wait_for()
                _stroke(page)
                page.locator(".nin-bars").wait_for()
            after[path or "architecture"] = server.memory_info().rss / 1e6
    used = max(after.values())
    what = "the server's memory after every view of every page was used"
    return [Figure(what, f"{used:.0f} MB", "≤ 250 MB", used <= 250, after)]


def _stroke(page: Page) -> None:
    page.mouse.move(*at(page, (0.5, 0.15)))
    page.mouse.down()
    page.mouse.move(*at(page, (0.5, 0.85)), steps=8)
    page.mouse.up()
