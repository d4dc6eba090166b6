"""A whole experiment in a browser: asked, started, followed, decided, and looked into."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from nin import experiments
from nin.experiments import folder
from tests.browser.conftest import Opener
from tests.support.browser.health import check_health, settle
from tests.support.browser.training import run_of, widget

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUICK = "1x28x10_n4k5s4p2-10"


@pytest.mark.parametrize("width", [1440, 390])
def test_an_experiment_is_asked_followed_to_its_verdict_and_looked_into(
    width: int, no_runs: Path, open_app: Opener
) -> None:
    page = open_app(f"training?net={QUICK}", width=width)
    page.locator(".st-key-question").get_by_role("combobox").click()
    page.get_by_role("option", name="GAP or dense?").click()
    for key, value in (("runs-of-each", "3"), ("epochs", "1")):
        widget(page, key, "spinbutton").fill(value)
        widget(page, key, "spinbutton").press("Enter")
        settle(page)
    page.get_by_role("button", name="Start 6 runs").click()
    expect(page.get_by_text("0 of 6 runs done")).to_be_visible()
    expect(page.get_by_text("2 of 6 runs done")).to_be_visible()
    page.reload()
    expect(page.get_by_role("group", name="Verdict")).to_contain_text("Test accuracy:")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    (experiment,) = experiments.every(no_runs)
    assert len(folder.entries(experiment)) == 6
    assert experiments.progress(experiment).is_done
    table = page.get_by_role("table", name="The variants")
    expect(table.get_by_role("columnheader").filter(has_text="GAP")).to_be_visible()
    assert table.locator(".dots i").count() == 3 * 6
    settle(page)
    address = page.url
    run_of_it = page.locator(".st-key-run-of-it").get_by_role("combobox")
    run_of_it.scroll_into_view_if_needed()
    # An event of this scrolling that came after the click would shut the list again.
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    run_of_it.click()
    page.get_by_role("option", name="dense head, seed 2").click()
    expect(page.get_by_text("Finished.", exact=True)).to_be_visible()
    assert run_of(page) == folder.entries(experiment)[-1].run
    page.goto(address)
    expect(page.get_by_role("group", name="Verdict")).to_contain_text("Test accuracy:")
    settle(page)
    check_health(page)
