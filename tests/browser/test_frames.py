"""A page in a frame of another site's page, as a course embeds it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPage, Opener
from tests.support.browser.health import check_health, settle

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZE = 'width="800" height="600"'


@contextmanager
def course(folder: Path, url: str) -> Iterator[str]:
    """The address of a course's page with the app in it, on a server of its own."""
    frame = f'<iframe name="nin" src="{escape(url)}" {SIZE}></iframe>'
    (folder / "index.html").write_text(
        f"<!doctype html><link rel=icon href=data:,><h1>Week 6</h1>{frame}"
    )
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()


def test_in_a_frame_one_page_works_without_its_menu_and_stays_so(
    new_page: NewPage, app_url: str, tmp_path: Path
) -> None:
    page = new_page()
    with course(tmp_path, f"{app_url}architecture?weights=tiny&hide=totals&embed=true") as address:
        page.goto(address)
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("button", name=re.compile("Network Tiny"))).to_be_visible()
    expect(frame.locator(".st-key-menu")).to_have_count(0)
    expect(frame.locator(".st-key-totals")).to_be_hidden()
    frame.get_by_role("button", name="One more 1×1").click()
    expect(frame.get_by_role("button", name="Undo")).to_be_enabled()
    inner = page.frame("nin")
    assert inner is not None
    inner.wait_for_function(
        "new URLSearchParams(location.search).has('net') "
        "&& new URLSearchParams(location.search).get('embed') === 'true'"
    )
    frame.get_by_role("button", name=re.compile("Show what the link hides")).click()
    expect(frame.locator(".st-key-totals")).to_be_visible()
    expect(frame.locator(".st-key-menu")).to_have_count(0)


@pytest.mark.parametrize("path", ["", "class_maps", "feature_maps", "architecture"])
def test_a_page_fits_the_frame_whose_code_is_offered(open_app: Opener, path: str) -> None:
    page = open_app(path, width=800)
    page.set_viewport_size({"width": 800, "height": 600})
    page.goto(page.url.partition("?")[0] + "?weights=tiny&embed=true")
    settle(page)
    way_out = page.get_by_role("link", name="Open in a tab")
    expect(way_out).to_be_in_viewport()
    check_health(page)
    with page.expect_popup() as opened:
        way_out.click()
    expect(opened.value.locator(".st-key-menu")).to_be_visible()
    assert "embed" not in opened.value.url
