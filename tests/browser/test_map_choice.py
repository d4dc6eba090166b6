"""The map view in a real browser: what one chooses and masks there reaches Python."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE, MapsOpener, in_both_browsers
from tests.support.browser.apps.maps_data import CASES
from tests.support.browser.health import settle
from tests.support.browser.maps import (
    PHONE,
    box_of,
    colours,
    expect_chosen,
    focus,
    grid_of,
    press,
    readout,
    tiles,
)

pytestmark = pytest.mark.browser


@in_both_browsers
def test_a_click_chooses_and_is_remembered_when_the_mouse_has_left(open_maps: MapsOpener) -> None:
    page = open_maps("mnist")
    expect(page.get_by_text("Nothing is chosen")).to_be_visible()
    tiles(page).click(position={"x": 75, "y": 100})
    chosen = readout(page)
    assert chosen is not None
    expect_chosen(page, chosen.channel, chosen.row, chosen.column)
    page.mouse.move(1, 1)
    expect(page.locator(".cell.chosen")).to_be_visible()
    expect(page.locator(".ring.chosen")).to_be_visible()
    assert readout(page) == chosen


ZOOMS = pytest.mark.parametrize("zoom", [0.67, 1.1, 1.5])  # device pixels of a CSS pixel


def near_edges(page: Page, rows: int) -> Iterator[tuple[float, float]]:
    """Points of the first map in the window, a quarter of a device pixel from edges of cells."""
    grid, fine = grid_of(page, rows), page.evaluate("devicePixelRatio")
    left, top, *_ = box_of(page, "canvas#tiles")
    for cell in range(1, 6):
        away = (-0.25 if cell % 2 else 0.25) / fine
        x, y = (at + cell * size for at, size in zip(grid.corner, grid.cell, strict=True))
        yield left + x + away, top + y - away


@ZOOMS
@in_both_browsers
def test_at_any_zoom_a_click_chooses_the_cell_that_is_pointed_at(
    open_maps: MapsOpener, zoom: float
) -> None:
    page = open_maps("large", scale=zoom)
    for x, y in near_edges(page, 54):
        page.mouse.move(x, y)
        pointed_at = readout(page)
        page.mouse.down()
        page.mouse.up()
        assert pointed_at is not None
        assert readout(page) == pointed_at
        expect_chosen(page, pointed_at.channel, pointed_at.row, pointed_at.column)
        left, top, width, height = box_of(page, ".cell.chosen")
        # Firefox tells whole CSS pixels of the pointer, so it may be as far beyond the edge.
        assert left - 1 < x < left + width + 1
        assert top - 1 < y < top + height + 1


@ZOOMS
@in_both_browsers
def test_at_any_zoom_a_press_masks_the_cell_that_is_pointed_at(
    open_maps: MapsOpener, zoom: float
) -> None:
    page = open_maps("classes", scale=zoom)
    for x, y in near_edges(page, 7):
        page.mouse.move(x, y)
        pointed_at = readout(page)
        assert pointed_at is not None
        for cells in ([7 * pointed_at.row + pointed_at.column], []):
            page.mouse.down()
            page.mouse.up()
            masked(page, *cells)


def test_a_click_does_not_send_the_maps_again(open_maps: MapsOpener) -> None:
    frames: list[int] = []
    page = open_maps("large", frames=frames)
    assert sum(frames) > 4 * np.prod(CASES["large"].shape)
    frames.clear()
    tiles(page).click(position={"x": 75, "y": 100})
    cell = readout(page)
    assert cell is not None
    expect_chosen(page, cell.channel, cell.row, cell.column)
    settle(page)
    assert 0 < sum(frames) < 50_000


@in_both_browsers
def test_by_keyboard_alone_one_walks_chooses_and_hears(open_maps: MapsOpener) -> None:
    page = open_maps("mnist")
    page.locator("input[type=radio]:checked").last.focus()
    press(page, "Tab")
    expect(tiles(page)).to_be_focused()
    outline = tiles(page).evaluate("canvas => getComputedStyle(canvas).outlineStyle")
    assert outline == "solid"
    announcement = page.get_by_role("status").filter(has_text="row 7, column 7")
    expect(announcement).to_contain_text("channel 0, row 7, column 7: ")

    def at() -> tuple[int, int, int]:
        cell = readout(page)
        assert cell is not None
        return cell.channel, cell.row, cell.column

    across = grid_of(page, 14).across
    for keys, expected in (
        (["Control+Home", "End"], (0, 0, 13)),
        (["ArrowRight"], (1, 0, 0)),  # over the edge to the next map
        (["ArrowLeft", "ArrowLeft"], (0, 0, 12)),
        (["ArrowDown", "Home"], (0, 1, 0)),
        (["ArrowLeft"], (0, 1, 0)),  # there is none
        (["PageDown", "PageDown", "PageUp"], (1, 1, 0)),
        (["Shift+ArrowDown", "Shift+ArrowRight"], (across + 2, 1, 0)),
        (["Control+End", "PageDown"], (127, 1, 0)),
        (["ArrowUp", "ArrowUp"], (127 - across, 13, 0)),
    ):
        press(page, *keys)
        assert at() == expected
    press(page, "Enter")
    expect_chosen(page, 127 - across, 13, 0)
    expect(page.get_by_role("status").filter(has_text="Chosen")).to_contain_text(
        f"Chosen: channel {127 - across}, row 13, column 0: "
    )
    press(page, "Tab")
    expect(tiles(page)).not_to_be_focused()


@in_both_browsers
def test_walking_scrolls_to_the_map(open_maps: MapsOpener) -> None:
    page = open_maps("many", size=PHONE)
    focus(page)
    press(page, "Control+End")
    expect(page.locator(".marks .cursor")).to_be_in_viewport()


def test_python_can_choose(open_maps: MapsOpener) -> None:
    page = open_maps("mnist")
    tiles(page).click(position={"x": 75, "y": 100})
    expect(page.locator(".ring.chosen")).to_be_visible()
    page.get_by_role("button", name="Choose from Python").click()
    expect_chosen(page, 2, 1, 0)
    expect(page.locator("#readout")).to_contain_text("row 1, column 0")
    page.get_by_role("button", name="Choose none").click()
    expect(page.get_by_text("Nothing is chosen")).to_be_visible()
    expect(page.locator(".ring.chosen")).to_be_hidden()
    tiles(page).click(position={"x": 75, "y": 100})
    expect(page.get_by_text("Nothing is chosen")).to_be_hidden()


def test_a_finger_chooses_and_scrolls(open_maps: MapsOpener) -> None:
    page = open_maps("many", size=PHONE, touch=True)
    tiles(page).tap(position={"x": 75, "y": 100})
    chosen = readout(page)
    assert chosen is not None
    expect_chosen(page, chosen.channel, chosen.row, chosen.column)
    x, y, *_ = box_of(page, "canvas#tiles")
    page.context.new_cdp_session(page).send(
        "Input.synthesizeScrollGesture",
        {"x": x + 100, "y": y + 200, "yDistance": -200, "speed": 4000},
    )
    page.wait_for_function(
        "document.querySelector('[data-testid=stMain]').scrollTop > 100", timeout=PATIENCE
    )


def masked(page: Page, *cells: int) -> None:
    """By Python."""
    words = " ".join(map(str, cells)) or "nothing"
    expect(page.get_by_text(f"Masked: {words}", exact=True)).to_be_visible()


def test_a_click_masks_the_place_in_all_maps_and_unmasks_it(open_maps: MapsOpener) -> None:
    page = open_maps("classes")
    grid = grid_of(page, 7)
    places = [grid.middle(tile, 2, 3) for tile in range(10)]
    before = colours(page, places)
    tiles(page).click(position={"x": places[4][0], "y": places[4][1]})
    masked(page, 2 * 7 + 3)
    assert (colours(page, places) != before).any(axis=1).all()
    tiles(page).click(position={"x": places[8][0], "y": places[8][1]})
    masked(page)
    assert (colours(page, places) == before).all()


@in_both_browsers
def test_dragging_masks_what_it_crosses_within_one_map(open_maps: MapsOpener) -> None:
    page = open_maps("classes")
    grid = grid_of(page, 7)
    x, y, *_ = box_of(page, "canvas#tiles")
    start, end = grid.middle(0, 1, 2), grid.middle(1, 1, 2)
    page.mouse.move(x + start[0], y + start[1])
    page.mouse.down()
    page.mouse.move(x + end[0], y + end[1], steps=40)
    masked(page, 9, 10, 11, 12, 13)  # while the button is still down
    page.mouse.up()
    masked(page, 9, 10, 11, 12, 13)
    page.mouse.move(x + grid.middle(0, 1, 3)[0], y + start[1])
    page.mouse.down()
    page.mouse.move(x + grid.middle(0, 1, 5)[0], y + start[1], steps=10)
    page.mouse.up()
    masked(page, 9, 13)


def test_space_masks_and_python_can_set_the_mask(open_maps: MapsOpener) -> None:
    page = open_maps("classes")
    focus(page)
    press(page, "Home", "Space", "ArrowRight", "Space")
    masked(page, 21, 22)
    expect(page.get_by_role("status").filter(has_text="masked")).to_contain_text(
        "class 0, row 3, column 1: "
    )
    press(page, "Space")
    masked(page, 21)
    page.get_by_role("button", name="Mask one from Python").click()
    masked(page, *range(0, 49, 8))
    page.get_by_role("button", name="Mask none").click()
    masked(page)
    focus(page)
    press(page, "Home", "Space")
    masked(page, 21)
