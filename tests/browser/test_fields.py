"""What is in a field is what a button takes, at once; and which keys do what."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from nin.codec import link
from nin.runs.folder import STOP, orders
from tests.browser.conftest import Opener, in_both_browsers
from tests.support.browser.architecture import TINY, field, open_card, take_away
from tests.support.browser.health import settle
from tests.support.pages.architecture import D2L_AT_28
from tests.support.pages.training import Runs, learning
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser

TRAINING = f"training?net={TINY}"


def typed(page: Page, key: str, value: str) -> Locator:
    """Type into a field, and stay in it."""
    box = page.locator(f".st-key-{key} input")
    box.press("ControlOrMeta+a")
    box.press_sequentially(value)
    return box


def only_run(listed: Runs) -> str:
    wait_for(lambda: listed.names() != [], "a run")
    (name,) = listed.names()
    return name


@in_both_browsers
@pytest.mark.parametrize("by", ["the button", "the keyboard"])
def test_a_run_takes_what_was_typed_just_before(no_runs: Path, open_app: Opener, by: str) -> None:
    with Runs(no_runs) as listed:
        page = open_app(TRAINING)
        typed(page, "seed", "7")
        typed(page, "lr-adamw", "0,01")
        typed(page, "epochs", "1")
        if by == "the button":
            page.locator(".st-key-start-one").get_by_role("button").click()
        else:
            page.keyboard.press("Control+Enter")
        config = listed.config(only_run(listed))
        assert (config.epochs, config.seed, config.lr) == (1, 7, 0.01)


def test_a_number_that_a_field_cannot_take_starts_nothing(no_runs: Path, open_app: Opener) -> None:
    with Runs(no_runs) as listed:
        page = open_app(TRAINING)
        typed(page, "epochs", "5000")
        page.keyboard.press("Control+Enter")
        words = "epochs: must be a whole number from 1 to 1,000, got 5000."
        expect(page.get_by_text(words, exact=True)).to_be_visible()
        assert listed.names() == []


def test_ctrl_enter_in_the_field_for_another_rate_changes_the_rate_and_starts_nothing(
    no_runs: Path, open_app: Opener
) -> None:
    with Runs(no_runs) as listed:
        name = listed.add(learning(), alive=True)
        page = open_app(f"{TRAINING}&run={name}")
        typed(page, f"live-lr-{name}", "0,002")
        page.keyboard.press("Control+Enter")
        wait_for(lambda: orders(no_runs / name).lr == 0.002, "the rate")
        settle(page)
        assert listed.names() == [name]


def test_esc_closes_what_is_open_and_stops_no_run(no_runs: Path, open_app: Opener) -> None:
    with Runs(no_runs) as listed:
        name = listed.add(learning(), alive=True)
        page = open_app(f"{TRAINING}&run={name}")
        typed(page, f"live-lr-{name}", "0.002")
        page.keyboard.press("Escape")
        page.locator(".st-key-dataset").get_by_role("combobox").click()
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("option")).to_have_count(0)
        page.get_by_role("heading", level=1).click()
        page.keyboard.press("Escape")
        settle(page)
        assert not (no_runs / name / STOP).exists()
        expect(page.get_by_text("Training.", exact=True)).to_be_visible()


@in_both_browsers
def test_a_repair_keeps_what_was_typed_just_before(open_app: Opener) -> None:
    page = open_app("architecture?net=" + link(D2L_AT_28))
    field(page, "layer3-stride").press("ControlOrMeta+a")
    field(page, "layer3-stride").press_sequentially("3")
    page.get_by_role("button", name="Pool 2: padding 0 → 1; Pool 3: padding 0 → 1").click()
    expect(page.get_by_role("button", name="Pool 2: padding 0 → 1")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"n96k11s4-96-96_m3s2_n256k5p2-256-256_m3s3p1"))
    expect(field(page, "layer3-stride")).to_have_value("3")


@in_both_browsers
def test_a_probability_typed_with_a_comma_is_what_was_meant(open_app: Opener) -> None:
    page = open_app("architecture")
    open_card(page, 2)
    box = page.locator(".st-key-layer2-p input")
    box.press("ControlOrMeta+a")
    box.press_sequentially("0,25")
    box.press("Enter")
    expect(page).to_have_url(re.compile("_d0.25_"))
    expect(box).to_have_value("0,25")
    box.press("ControlOrMeta+a")
    box.press_sequentially("1,5")
    box.press("Enter")
    expect(page.get_by_text("dropout p must be in [0, 1), got 1.5")).to_be_visible()
    expect(page.locator("[class*=st-key-layer2-p] input")).to_have_value("0.25")
    expect(page).to_have_url(re.compile("_d0.25_"))


@in_both_browsers
def test_a_file_holds_what_was_typed_just_before(open_app: Opener, tmp_path: Path) -> None:
    page = open_app("architecture?net=" + TINY)
    field(page, "layer0-width0").press("ControlOrMeta+a")
    field(page, "layer0-width0").press_sequentially("77")
    take_away(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Table, CSV").click()
    download.value.save_as(tmp_path / "nin.csv")
    text = (tmp_path / "nin.csv").read_text(encoding="utf-8")
    _, first, *_ = csv.reader(io.StringIO(text))
    assert first[0] == "block1_conv"
    assert "77x28x28" in first


def test_a_file_is_saved_once_a_click(open_app: Opener) -> None:
    page = open_app("architecture?net=" + TINY)
    take_away(page)
    saved: list[str] = []
    page.on("download", lambda download: saved.append(download.suggested_filename))
    for _ in range(2):
        with page.expect_download():
            page.get_by_role("button", name="Table, CSV").click()
        settle(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Table, CSV")).to_have_count(0)
    take_away(page)
    assert saved == ["nin.csv"] * 2
