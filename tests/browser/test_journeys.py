"""From one page to the next as people go: many runs, a remedy, a finger, the keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from nin import runs
from nin.codec import link, loads
from nin.presets import PRESETS
from nin.train import EpochEnd, TrainConfig
from nin.train.health import stuck
from tests.browser.conftest import NewPage, Opener, in_both_browsers
from tests.support.browser.architecture import TINY, expect_link, field, layer, shape
from tests.support.browser.health import check_health, settle, tab_to
from tests.support.browser.training import CHART, row, run_of, widget
from tests.support.pages.training import Runs, epoch_end, finished, learning, started, step

pytestmark = pytest.mark.browser

WIDER = PRESETS["tiny"].text.replace("n16", "n17", 1)
ACCURACIES = (0.9, 0.8, 0.7, 0.6)


def test_four_queued_runs_are_followed_to_their_end_through_a_reload_and_overlaid(
    no_runs: Path, open_app: Opener
) -> None:
    with Runs(no_runs, warm=4) as listed:
        page = open_app(f"training?net={TINY}")
        for seed in range(4):
            of_first_weights = widget(page, "seed", "spinbutton")
            of_first_weights.fill(str(seed))
            of_first_weights.press("Enter")
            settle(page)
            widget(page, "start-one", "button").click()
            expect(page.get_by_role("region", name="Runs").get_by_role("row")).to_have_count(
                seed + 2
            )
        first, *others = listed.names()
        page.goto(f"{page.url.split('?')[0]}?run={first}&overlay={','.join(others)}")
        assert run_of(page) == first
        for name in others:
            expect(row(page, name)).to_contain_text("queued")
        listed.happens(first, *finished(test=ACCURACIES[0]))
        expect(page.get_by_text("Finished.", exact=True)).to_be_visible()
        listed.happens(others[0], *learning(test=ACCURACIES[1]))
        expect(row(page, others[0])).to_contain_text("running")
        expect_lines(page, 2)

        page.reload()
        expect(row(page, others[0])).to_contain_text("running")
        assert run_of(page) == first
        for number, name in enumerate(others, 1):
            whole = finished(test=ACCURACIES[number])
            listed.happens(name, *(whole[-1:] if number == 1 else whole))
            expect(row(page, name)).to_contain_text("finished")
            expect(row(page, name)).to_contain_text(f"{ACCURACIES[number]:.1%}")
            expect_lines(page, number + 1)
        expect(page.locator(CHART).get_by_text("seed 3 test")).to_be_visible()
        settle(page)
        check_health(page)


def expect_lines(page: Page, count: int) -> None:
    """The chart has the test curves of so many runs."""
    expect(page.locator(f"{CHART} .legendtext", has_text=re.compile("test$"))).to_have_count(count)


def test_a_remedy_fills_in_the_form_and_start_trains_by_it(no_runs: Path, open_app: Opener) -> None:
    config = TrainConfig(epochs=5, lr=0.05, seed=2)
    health = stuck([2.302585] * 50, 10, config)
    assert health is not None
    with Runs(no_runs) as listed:
        events = started(), step(1, health=(health,)), epoch_end(1, 0.1, 0.1)
        ill = listed.add(events, config=config, alive=True)
        page = open_app(f"training?run={ill}")
        page.get_by_role("button", name="Stop, and fill in the form").click()
        expect(page.get_by_text("The form says so now: press Start.")).to_be_visible()
        expect(page.locator(".st-key-lr-adamw input")).to_have_value("0.001")
        expect(widget(page, "seed", "spinbutton")).to_have_value("3")
        settle(page)
        widget(page, "start-one", "button").click()
        expect(page).not_to_have_url(re.compile(ill))
        other = listed.config(run_of(page))
        assert (other.epochs, other.lr, other.seed) == (5, 0.001, 3)
        expect(row(page, run_of(page))).to_be_visible()


def is_trained(folder: Path) -> bool:
    """Whether it learnt something before it was stopped."""
    return any(isinstance(event, EpochEnd) for event in runs.events(folder))


@in_both_browsers
def test_by_the_keyboard_alone_a_network_is_changed_trained_and_stopped(
    no_runs: Path, open_app: Opener
) -> None:
    page = open_app(f"architecture?net={TINY}")
    tab_to(page, page.get_by_role("listbox", name="Diagram"))
    for key in ("Home", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".nin-card")).to_contain_text("Block 1")
    settle(page)
    tab_to(page, field(page, "layer0-width0"))
    page.keyboard.press("ArrowUp")
    expect_link(page, WIDER)
    tab_to(page, page.get_by_role("link", name="Training"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Press Start")
    settle(page)
    tab_to(page, widget(page, "epochs", "spinbutton"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("500")
    page.keyboard.press("Control+Enter")
    run = no_runs / run_of(page)
    assert runs.network(run) == loads(WIDER)
    expect(row(page, run.name)).to_contain_text("%")
    tab_to(page, widget(page, "stop", "button"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Stopped; the weights were kept.")).to_be_visible()
    assert is_trained(run)


def test_by_a_finger_on_a_phone_a_network_is_changed_trained_and_stopped(
    no_runs: Path, new_page: NewPage, app_url: str
) -> None:
    page = new_page(size=(390, 844), touch=True)
    page.goto(f"{app_url}architecture?net={TINY}")
    layer(page, 0).tap()
    expect(page.locator(".nin-card")).to_contain_text("Block 1")
    settle(page)
    page.get_by_role("button", name="One more 1×1").tap()
    expect(shape(page, "block1_mlp2")).to_be_visible()
    settle(page)
    text = PRESETS["tiny"].text.replace("n16k5p2-16", "n16k5p2-16-16", 1)
    assert text != PRESETS["tiny"].text
    expect(page).to_have_url(re.compile(re.escape(link(text))))
    page.get_by_role("link", name="Train it").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Press Start")
    settle(page)
    epochs = widget(page, "epochs", "spinbutton")
    epochs.tap()
    epochs.fill("500")
    widget(page, "start-one", "button").tap()
    run = no_runs / run_of(page)
    assert runs.network(run) == loads(text)
    expect(row(page, run.name)).to_contain_text("%")
    check_health(page)
    widget(page, "stop", "button").tap()
    expect(page.get_by_text("Stopped; the weights were kept.")).to_be_visible()
    assert is_trained(run)
