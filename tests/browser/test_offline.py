"""What a visitor sees while the connection or the server itself is gone, and afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from nin import runs
from nin.codec import link
from nin.presets import PRESETS
from nin.runs import folder
from nin.runs.folder import WEIGHTS
from nin.train import EpochEnd, TrainConfig
from tests.browser.conftest import PATIENCE
from tests.support.browser.server import free_port, process
from tests.support.paths import ROOT
from tests.support.waiting import end_all, wait_for

pytestmark = pytest.mark.browser

LONG = TrainConfig(epochs=500, device="cpu", threads=1)
POINTS = "Math.max(0, ...[...document.querySelectorAll('.st-key-curves .js-plotly-plot')]"
POINTS += ".map(chart => chart.data[0].x.length))"


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A folder for runs, whose processes are ended afterwards."""
    yield tmp_path
    end_all(tmp_path)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def epochs(run: Path) -> int:
    return sum(isinstance(event, EpochEnd) for event in runs.events(run))


def expect_learning(page: Page, run: Path) -> None:
    """The page shows the run as it learns on: the curve has more points than a moment ago."""
    expect(page.get_by_text(run.name).first).to_be_visible()
    expect(page.get_by_text("Training.", exact=True)).to_be_visible()
    before = page.evaluate(POINTS)
    page.wait_for_function(f"before => {POINTS} > before", arg=before)


def test_a_browser_that_was_offline_shows_the_run_where_it_is_by_then(
    root: Path, page: Page
) -> None:
    with process(ROOT / "app.py", free_port(), {"NIN_RUNS": str(root)}) as (url, _):
        run = runs.start(PRESETS["tiny"].network, LONG, root)
        page.goto(f"{url}training?run={run.name}")
        expect_learning(page, run)
        page.context.set_offline(True)
        shown, done = page.evaluate(POINTS), epochs(run)
        wait_for(lambda: epochs(run) > done + 1, "two epochs that the page does not see")
        page.context.set_offline(False)
        expect_learning(page, run)
        assert page.evaluate(POINTS) > shown
        page.locator(".st-key-stop").get_by_role("button").click()
        expect(page.get_by_text("Stopped; the weights were kept.")).to_be_visible()


def test_a_server_killed_and_started_again_shows_the_run_that_went_on_meanwhile(
    root: Path, page: Page
) -> None:
    port, places = free_port(), {"NIN_RUNS": str(root)}
    with process(ROOT / "app.py", port, places) as (url, server):
        page.goto(f"{url}training?net={link(PRESETS['tiny'].text)}")
        page.locator(".st-key-epochs").get_by_role("spinbutton").fill("500")
        page.keyboard.press("Enter")
        page.locator(".st-key-start-one").get_by_role("button").click()
        wait_for(lambda: runs.runs(root), "the run")
        (run,) = runs.runs(root)
        expect_learning(page, run)
        server.kill()
        server.wait()
    done = epochs(run)
    wait_for(lambda: epochs(run) > done, "an epoch that no server sees")
    with process(ROOT / "app.py", port, places):
        expect_learning(page, run)  # the same tab, which nobody touched
        page.goto(f"{url}training?run={run.name}")
        expect_learning(page, run)
        page.locator(".st-key-stop").get_by_role("button").click()
        expect(page.get_by_text("Stopped; the weights were kept.")).to_be_visible()
    assert (run / WEIGHTS).is_file()


def test_a_trainer_that_is_killed_is_said_to_be_so_on_the_page_that_watches_it(
    root: Path, page: Page
) -> None:
    with process(ROOT / "app.py", free_port(), {"NIN_RUNS": str(root)}) as (url, _):
        run = runs.start(PRESETS["tiny"].network, LONG, root)
        wait_for((run / WEIGHTS).exists, "the first epoch")
        page.goto(f"{url}training?run={run.name}")
        expect_learning(page, run)
        _kill_holder(run / folder.LOCK)
        expect(
            page.get_by_text("Interrupted: the process ended without a last word")
        ).to_be_visible()
        expect(page.get_by_text("The weights of its last evaluation were kept.")).to_be_visible()
        expect(page.locator(".st-key-stop")).to_have_count(0)


def _kill_holder(lock: Path) -> None:
    """SIGKILL for the process that has this file open."""
    import psutil

    (holder,) = (
        found
        for found in psutil.Process().children(recursive=True)
        if str(lock) in {file.path for file in found.open_files()}
    )
    holder.kill()
