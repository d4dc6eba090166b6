"""One server and one browser of each kind for all tests; a context of its own for each page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Protocol

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, expect, sync_playwright

from tests.support.browser.health import settle
from tests.support.browser.maps import WIDE, label_of, tiles
from tests.support.browser.server import emptied, serve
from tests.support.browsers import launch
from tests.support.paths import APPS, ROOT

PATIENCE = 120_000  # milliseconds; a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE)

Scheme = Literal["light", "dark"]
in_both_browsers = pytest.mark.parametrize(
    "browser", ["chromium", pytest.param("firefox", marks=pytest.mark.firefox)], indirect=True
)
# What may stand in the console.
_NOISE = re.compile(
    # On a link to a page Streamlit looks for its own address below that page first, and the
    # browser logs each answer of 404.
    r"error: .*404 \(Not Found\) \(http://[^/]+/[a-z_]+/_stcore/(health|host-config)\)"
    # A click that leaves a field counts as one change with it, of two parts of the page.
    r"|warning: Unexpected state: Multiple different fragmentIds detected .*"
    # The tests read what a canvas shows; the app never does.
    r"|warning: Canvas2D: Multiple readback operations using getImageData .*"
)


class NewPage(Protocol):
    """Opens an empty page in a context of its own."""

    def __call__(
        self,
        *,
        scheme: Scheme = "light",
        size: tuple[int, int] = (1280, 900),
        scale: float = 1,
        touch: bool = False,
        still: bool = False,
        forced_colors: bool = False,
    ) -> Page: ...


class Opener(Protocol):
    """Opens the app in a context of its own."""

    def __call__(self, query: str = "", *, scheme: Scheme = "light", width: int = 1280) -> Page: ...


class MapsOpener(Protocol):
    """Opens one of the map views of `apps/maps_app.py`."""

    def __call__(
        self,
        case: str,
        *,
        scheme: Scheme = "light",
        size: tuple[int, int] = WIDE,
        touch: bool = False,
        scale: float = 1,
        frames: list[int] | None = None,
    ) -> Page: ...


@pytest.fixture(scope="session")
def runs_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the app of the tests keeps its runs."""
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="session")
def app_url(runs_folder: Path) -> Iterator[str]:
    """The address of the app that all tests visit but those that end or restart their own."""
    with emptied(runs_folder), serve(ROOT / "app.py", {"NIN_RUNS": str(runs_folder)}) as url:
        yield url


@pytest.fixture
def no_runs(runs_folder: Path) -> Iterator[Path]:
    """The app's folder of runs, empty; whatever a test starts in it is ended afterwards."""
    with emptied(runs_folder):
        yield runs_folder


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    with launch(playwright, "chromium") as browser:
        yield browser


@pytest.fixture(scope="session")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    with launch(playwright, "firefox") as browser:
        yield browser


@pytest.fixture
def browser(request: pytest.FixtureRequest) -> Browser:
    """Chromium, unless a test asks for `in_both_browsers`."""
    found: Browser = request.getfixturevalue(getattr(request, "param", "chromium"))
    return found


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Opens pages, and afterwards objects to whatever they wrote to the console."""
    contexts = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        said = f"{message.type}: {message.text} ({message.location['url']})"
        if message.type in ("error", "warning") and not _NOISE.fullmatch(said):
            complaints.append(said)

    def opened(
        *,
        scheme: Scheme = "light",
        size: tuple[int, int] = (1280, 900),
        scale: float = 1,
        touch: bool = False,
        still: bool = False,
        forced_colors: bool = False,
    ) -> Page:
        context = browser.new_context(
            color_scheme=scheme,
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=scale,
            has_touch=touch,
            reduced_motion="reduce" if still else "no-preference",
            forced_colors="active" if forced_colors else "none",
            accept_downloads=True,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def open_app(new_page: NewPage, app_url: str) -> Opener:
    def opened(query: str = "", *, scheme: Scheme = "light", width: int = 1280) -> Page:
        page = new_page(scheme=scheme, size=(width, 900))
        page.goto(app_url + query)
        settle(page)
        return page

    return opened


@pytest.fixture(scope="session")
def maps_url() -> Iterator[str]:
    with serve(APPS / "maps_app.py") as url:
        yield url


@pytest.fixture
def open_maps(new_page: NewPage, maps_url: str) -> MapsOpener:
    def opened(
        case: str,
        *,
        scheme: Scheme = "light",
        size: tuple[int, int] = WIDE,
        touch: bool = False,
        scale: float = 1,
        frames: list[int] | None = None,
    ) -> Page:
        page = new_page(scheme=scheme, size=size, touch=touch, scale=scale, still=True)
        if frames is not None:
            page.on(
                "websocket",
                lambda socket: socket.on("framereceived", lambda data: frames.append(len(data))),
            )
        page.goto(f"{maps_url}?case={case}")
        settle(page)
        expect(tiles(page)).to_have_attribute("aria-label", label_of(case))
        return page

    return opened
