"""The Training page as people use it: in a real browser, with processes that really train."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Page, WebSocket, expect

from nin import checkpoints, runs
from nin.codec import link, loads
from nin.presets import PRESETS
from nin.runs.folder import WEIGHTS
from nin.train import EpochEnd, Stopped, TrainConfig
from nin.train.grammar import check
from tests.browser.conftest import NewPage, in_both_browsers
from tests.support.browser.health import check_health, check_looks, settle
from tests.support.browser.training import CHART, row, run_of, widget
from tests.support.pages.training import Runs, finished
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser

TINY_TEXT = PRESETS["tiny"].text
WIDER = TINY_TEXT.replace("n16", "n17", 1)
LONG = "500"  # epochs, so that a run is not over before it is stopped
FEW = 3  # times that a page may be found busy before it has to be quiet


@dataclass
class Visit:
    """A tab, and how many messages went to and fro between it and the server."""

    page: Page
    messages: int = field(default=0)

    def listen(self, socket: WebSocket) -> None:
        socket.on("framesent", self.count)
        socket.on("framereceived", self.count)

    def count(self, _message: object) -> None:
        self.messages += 1

    def is_quiet(self) -> bool:
        """Whether no message passes within a second of the page's own clock."""
        before, begin = self.messages, self.page.evaluate("performance.now()")
        self.page.wait_for_function("until => performance.now() > until", arg=begin + 1_000)
        return self.messages == before


class Visitor(Protocol):
    """Opens a tab in a browser context of its own."""

    def __call__(self, path: str = "training") -> Visit: ...


@pytest.fixture
def visit(new_page: NewPage, app_url: str) -> Visitor:
    def opened(path: str = "training") -> Visit:
        tab = Visit(new_page())
        tab.page.on("websocket", tab.listen)
        tab.page.goto(path if path.startswith("http") else app_url + path)
        expect(tab.page.get_by_role("heading", level=1)).to_be_visible()
        return tab

    return opened


def enter(page: Page, key: str, value: str) -> None:
    """Type a number into a field, and wait until the page has taken it."""
    typed = widget(page, key, "spinbutton")
    typed.press("ControlOrMeta+a")
    typed.press_sequentially(value)
    typed.press("Enter")
    expect(typed).to_have_value(value)
    settle(page)


def expect_more_points(page: Page) -> None:
    """The line of the training loss is there, and gets longer."""
    chart = page.locator(CHART).filter(visible=True)
    expect(chart).to_have_count(1)
    points = (
        f"Math.max(0, ...[...document.querySelectorAll('{CHART}')].map(c => c.data[0].x.length))"
    )
    before = page.evaluate(points)
    # In Firefox `wait_for_function` does not see what Plotly keeps at the chart.
    wait_for(lambda: page.evaluate(points) > before, "another point of the curve")


def expect_quiet(tab: Visit) -> None:
    expect(tab.page.get_by_text("Trying how long it takes")).to_have_count(0)
    assert any(tab.is_quiet() for _ in range(FEW)), "the page goes on polling"


def test_the_page_without_a_run_is_healthy_in_every_look(no_runs: Path, visit: Visitor) -> None:
    with Runs(no_runs):
        page = visit().page
        expect(page.get_by_text("No run yet.")).to_be_visible()
        check_looks(page)


def test_the_trade_off_and_the_numbers_are_healthy_in_every_look(
    no_runs: Path, visit: Visitor
) -> None:
    with Runs(no_runs) as listed:
        listed.add(finished(test=0.9), network=loads(TINY_TEXT + " fc32"))
        page = visit(f"training?run={listed.add(finished())}").page
        expect(page.locator(".js-plotly-plot")).to_have_count(2)
        page.get_by_text("The same in numbers").click()
        expect(page.get_by_role("region", name="Evaluations")).to_be_visible()
        check_looks(page)


@pytest.mark.journey
def test_a_network_is_edited_trained_stopped_kept_and_shown_to_somebody_else(
    no_runs: Path, visit: Visitor
) -> None:
    tab = visit("architecture?net=" + link(TINY_TEXT))
    page = tab.page
    page.locator(".st-key-layer0-width0").get_by_test_id("stNumberInputStepUp").click()
    expect(page).to_have_url(re.compile(re.escape(link(WIDER))))
    page.get_by_role("link", name="Training").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Press Start")
    expect(page).to_have_url(re.compile(re.escape(link(WIDER))))
    expect(page.get_by_text("No run yet.")).to_be_visible()
    expect_quiet(tab)

    enter(page, "epochs", LONG)
    page.keyboard.press("Control+Enter")
    expect(widget(page, "stop", "button")).to_be_visible()
    name = run_of(page)
    expect(page.get_by_text("Training.", exact=True)).to_be_visible()
    expect_more_points(page)
    first = page.get_by_role("group", name="After epoch 1", exact=True)
    expect(first.get_by_role("img", name=re.compile("^Class map of "))).to_have_count(10)
    assert not tab.is_quiet()

    widget(page, "stop", "button").click()
    expect(page.get_by_text("Stopped; the weights were kept.")).to_be_visible()
    expect(widget(page, "stop", "button")).to_have_count(0)
    expect(row(page, name)).to_contain_text("stopped")
    settle(page)
    expect_quiet(tab)
    check_health(page)

    events = runs.events(no_runs / name)
    check(events)
    assert isinstance(events[-1], Stopped)
    network, _, facts = checkpoints.load(no_runs / name / WEIGHTS)
    assert network == loads(WIDER) == runs.network(no_runs / name)
    assert facts["test_accuracy"] == events[-1].test_accuracy
    accuracy = f"{events[-1].test_accuracy:.1%}"
    expect(page.locator(".nin-figures > div").first).to_contain_text(accuracy)

    other = visit(page.url).page
    assert run_of(other) == name
    expect(other.locator(".nin-figures > div").first).to_contain_text(accuracy)
    expect(other.get_by_text("Stopped; the weights were kept.")).to_be_visible()
    expect(other.get_by_text("Tiny, edited", exact=True).first).to_be_visible()


@in_both_browsers
def test_a_run_goes_on_whatever_happens_to_its_page(no_runs: Path, visit: Visitor) -> None:
    page = visit("training?net=" + link(TINY_TEXT)).page
    enter(page, "epochs", LONG)
    widget(page, "start-one", "button").click()
    name = run_of(page)
    expect_more_points(page)

    enter(page, "seed", "7")
    enter(page, "batch_size", "32")
    assert run_of(page) == name
    expect_more_points(page)
    assert runs.configuration(no_runs / name) == TrainConfig(epochs=int(LONG), lr=0.005)

    page.get_by_role("link", name="Architecture").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Choose a layer")
    page.get_by_role("link", name="Training").click()
    expect(widget(page, "seed", "spinbutton")).to_have_value("7")
    assert run_of(page) == name
    expect_more_points(page)

    address = page.url
    page.context.close()
    page = visit(address).page
    assert run_of(page) == name
    expect(page.get_by_text("Training.", exact=True)).to_be_visible()
    expect_more_points(page)
    widget(page, "stop", "button").click()
    expect(page.get_by_text("Stopped; the weights were kept.")).to_be_visible()
    assert any(isinstance(event, EpochEnd) for event in runs.events(no_runs / name))
    assert len(runs.runs(no_runs)) == 1


def test_a_click_on_a_point_of_the_trade_off_shows_that_run_and_undo_the_edited_network(
    no_runs: Path, visit: Visitor
) -> None:
    with Runs(no_runs) as listed:
        small = listed.add(finished(test=0.9))
        large = listed.add(finished(), network=loads(TINY_TEXT + " fc256"))
        page = visit(f"training?run={large}&net={link(WIDER)}").page
        points = page.locator(".st-key-trade-off .points path")
        expect(points).to_have_count(2)
        points.nth(1).click(force=True)  # newest first; Plotly's own layer lies above
        expect(page).to_have_url(re.compile(rf"\?run={small}$"))
        expect(page.get_by_text(f"folder {small}")).to_be_visible()
        settle(page)
        expect(page.locator(".st-key-network-popover")).to_contain_text("Tiny")
        page.get_by_role("link", name="Architecture").click()
        page.get_by_role("button", name="Undo").click()
        expect(page).to_have_url(re.compile(re.escape(link(WIDER)) + "(&|$)"))
        expect(page.locator(".st-key-network-popover")).to_contain_text("Tiny, edited")
