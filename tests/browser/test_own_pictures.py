"""Three classes of one's own: drawn, learnt, recognised, and taken to another browser."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.support.browser.health import check_health, settle
from tests.support.browser.server import emptied, serve
from tests.support.browser.training import widget
from tests.support.paths import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DRAWINGS = 12  # of each
SHAPES = ("circle", "cross", "triangle")
Line = list[tuple[float, float]]


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A server whose data sets and runs are empty."""
    runs = tmp_path / "runs"
    runs.mkdir()
    folders = {"NIN_DATA": str(tmp_path / "data"), "NIN_RUNS": str(runs)}
    with emptied(runs), serve(ROOT / "app.py", folders) as address:
        yield address


def lines(shape: str, seed: int) -> list[Line]:
    """The strokes of a shape, each seed another one of its kind."""
    chance = np.random.default_rng((SHAPES.index(shape), seed))
    x, y = chance.uniform(0.45, 0.55, 2)
    wide, high = chance.uniform(0.2, 0.32, 2)
    match shape:
        case "circle":
            turns = [2 * math.pi * step / 12 for step in range(13)]
            return [[(x + wide * math.cos(turn), y + high * math.sin(turn)) for turn in turns]]
        case "cross":
            return [
                [(x - wide, y - high), (x + wide, y + high)],
                [(x + wide, y - high), (x - wide, y + high)],
            ]
        case _:
            top, left, right = (x, y - high), (x - wide, y + high), (x + wide, y + high)
            return [[top, right, left, top]]


def draw(page: Page, shape: str, seed: int, what: str) -> None:
    """Draw a shape on the pad for such things; another one remembers what was drawn on Start."""
    box = page.get_by_role("application", name=f"Drawing area: draw one {what}").bounding_box()
    assert box is not None
    for first, *others in lines(shape, seed):
        page.mouse.move(box["x"] + first[0] * box["width"], box["y"] + first[1] * box["height"])
        page.mouse.down()
        for x, y in others:
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
        page.mouse.up()


def choose_own(page: Page, name: str) -> None:
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name=name).click()


def test_three_classes_are_drawn_learnt_recognised_and_taken_elsewhere(
    url: str, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page(size=(1280, 1100))
    page.goto(f"{url}training?weights=tiny")
    settle(page)
    choose_own(page, "Your own …")
    page.get_by_label("Name", exact=True).fill("Shapes")
    page.get_by_role("button", name="Make the set").click()
    for shape in SHAPES:
        page.get_by_label("New class").fill(shape)
        page.get_by_role("button", name="Add the class").click()
        expect(page.get_by_text(f"{shape} 0 pictures")).to_be_visible()
    settle(page)
    check_health(page)
    for shape in SHAPES:
        page.get_by_role("radio", name=shape).click()
        add = page.get_by_role("button", name=f"Add to {shape}")
        for number in range(1, DRAWINGS + 1):
            draw(page, shape, number, shape)
            expect(add).to_be_enabled()
            add.click()
            many = "1 picture" if number == 1 else f"{number} pictures"
            expect(page.get_by_text(f"{shape} {many}", exact=True)).to_be_visible()
            expect(add).to_be_disabled()

    page.get_by_role("button", name="Have the network tell 3 classes apart").click()
    epochs = widget(page, "epochs", "spinbutton")
    epochs.fill("60")
    epochs.press("Enter")
    settle(page)
    widget(page, "start-one", "button").click()
    expect(page.get_by_text("Finished.", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("trained on Shapes, 100%"))).to_be_visible()

    page.get_by_role("link", name="Start", exact=True).click()
    page.get_by_role("button", name="Clear").click()
    draw(page, "triangle", 99, "digit")
    expect(page.locator("h1")).to_contain_text("This is: triangle")
    page.get_by_role("link", name="Class maps").first.click()
    expect(page.get_by_text("triangle").first).to_be_visible()

    page.goto(f"{url}training?weights=tiny")  # as on another day, with the cookie alone
    settle(page)
    choose_own(page, "Your own: Shapes")
    with page.expect_download() as packed:
        page.get_by_role("button", name="ZIP", exact=True).click()
    packed.value.save_as(tmp_path / "Shapes.zip")

    other = new_page(size=(1280, 1100))
    other.goto(f"{url}training?weights=tiny")
    settle(other)
    choose_own(other, "Your own …")
    other.locator("input[type=file]").set_input_files(tmp_path / "Shapes.zip")
    other.get_by_role("button", name="Open Shapes.zip").click()
    expect(other.get_by_text(f"3 classes, {3 * DRAWINGS} pictures")).to_be_visible()
