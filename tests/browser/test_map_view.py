"""The map view in a real browser: what it shows where."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MapsOpener, Scheme
from tests.support.browser.apps.maps_data import CASES, values_of
from tests.support.browser.health import check_health
from tests.support.browser.maps import (
    PHONE,
    WIDE,
    box_of,
    colours,
    expect_chosen,
    focus,
    grid_of,
    inside,
    packet_of,
    point_at,
    press,
    readout,
    tiles,
    windows_in,
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("case", "size", "scale", "browser"),
    [("mnist", PHONE, 2.625, "chromium"), ("large", WIDE, 2, "firefox")],
    indirect=["browser"],
)
def test_pointing_says_channel_cell_value_and_window(
    open_maps: MapsOpener, case: str, size: tuple[int, int], scale: float
) -> None:
    page = open_maps(case, size=size, scale=scale)
    values, packet, windows = values_of(CASES[case]), packet_of(case), windows_in(case)
    random = np.random.default_rng(0)
    origin_x, origin_y, width, height = box_of(page, "canvas#tiles")
    seen = 0
    for away in random.uniform((4, 4), (width - 4, min(height - 4, 500)), (24, 2)):
        # whole pixels of the screen: Firefox is driven to no others
        x, y = round(origin_x + away[0]) - origin_x, round(origin_y + away[1]) - origin_y
        point_at(page, (x, y))
        cell = readout(page)
        if cell is None:  # between two maps
            continue
        seen += 1
        value = values[cell.channel, cell.row, cell.column]
        assert cell.value == pytest.approx(value, rel=0.006, abs=1e-9)
        spans = windows.spans[cell.row], windows.spans[cell.column]
        (top, bottom), (left, right) = (span or (0, 0) for span in spans)  # all see something
        assert cell.sees == (top, bottom - 1, left, right - 1)
        frame = np.array(inside(page, ".window", "#image")) * windows.image_size
        assert frame == pytest.approx([left, top, right - left, bottom - top], abs=0.5)
        if cell.channel != 1:  # which is dimmed
            expected = packet.colours(cell.channel)[cell.row, cell.column]
            assert colours(page, [(x, y)])[0].tolist() == [*expected, 255]
    assert seen > 12


def test_every_map_is_drawn_in_the_colours_of_its_values(open_maps: MapsOpener) -> None:
    page = open_maps("many", size=PHONE)
    count, rows, columns = CASES["many"].shape
    grid, packet = grid_of(page, rows), packet_of("many")
    cells = [(0, 0), (rows - 1, columns - 1), (rows // 3, columns // 2)]
    clear = [tile for tile in range(count) if tile != 1]
    points = [grid.middle(tile, *cell) for tile in clear for cell in cells]
    expected = [[*packet.colours(tile)[cell], 255] for tile in clear for cell in cells]
    assert colours(page, points).tolist() == expected


def test_the_bar_has_the_numbers_of_its_scale(open_maps: MapsOpener) -> None:
    page = open_maps("mnist")
    values = values_of(CASES["mnist"])
    expect(page.locator("#high")).to_have_text(f"{np.abs(values).max():.2f}")
    expect(page.locator("#low")).to_have_text(f"−{np.abs(values).max():.2f}")
    page.get_by_role("radiogroup", name="Scale").get_by_text("map", exact=True).click()
    expect(page.locator("#high")).to_have_text("largest of each map")
    focus(page)
    press(page, "PageDown", "PageDown")
    expect(page.locator("#high")).to_have_text(f"{np.abs(values[2]).max():.2f}")
    page.get_by_role("radiogroup", name="Scale").get_by_text("network", exact=True).click()
    expect(page.locator("#high")).to_have_text("20.0")


def test_maps_can_be_sorted_and_the_choice_stays_with_its_map(open_maps: MapsOpener) -> None:
    page = open_maps("mnist")
    means = values_of(CASES["mnist"]).mean(axis=(1, 2))
    order = np.argsort(-means, kind="stable")
    focus(page)
    press(page, *["PageDown"] * 5, "Enter")
    expect_chosen(page, 5, 7, 7)
    page.get_by_role("radiogroup", name="Order").get_by_text("mean", exact=True).click()
    expect(page.get_by_role("rowheader").first).to_have_text(f"channel {order[0]}")
    expect_chosen(page, 5, 7, 7)
    for place in (0, 1):
        focus(page)
        press(page, *["PageDown"] * place)
        cell = readout(page)
        assert cell is not None
        assert cell.channel == order[place]
    press(page, *["PageDown"] * (int(np.flatnonzero(order == 5)[0]) - 1))
    assert box_of(page, ".cell.chosen") == box_of(page, ".marks .cursor")


def test_the_marked_map_has_a_ring(open_maps: MapsOpener) -> None:
    page = open_maps("many")
    focus(page)
    press(page, "PageDown", "PageDown", "PageDown", "Home", *["ArrowUp"] * 6)
    assert box_of(page, ".ring.marked")[:2] == box_of(page, ".marks .cursor")[:2]


def test_a_small_cell_can_be_chosen_in_the_enlarged_map(open_maps: MapsOpener) -> None:
    page = open_maps("large")
    expect(page.locator("#lens")).to_be_hidden()
    tiles(page).click(position={"x": 75, "y": 100})
    expect(page.locator("#lens")).to_be_visible()
    chosen = readout(page)
    assert chosen is not None
    expect_chosen(page, chosen.channel, chosen.row, chosen.column)
    _, _, width, height = box_of(page, "#lens")
    page.locator("#lens").hover(position={"x": 40.5 / 54 * width, "y": 7.5 / 54 * height})
    cell = readout(page)
    assert cell is not None
    assert (cell.channel, cell.row, cell.column) == (chosen.channel, 7, 40)
    value = values_of(CASES["large"])[chosen.channel, 7, 40]
    assert cell.value == pytest.approx(value, rel=0.006)
    page.locator("#lens").click(position={"x": 40.5 / 54 * width, "y": 7.5 / 54 * height})
    expect_chosen(page, chosen.channel, 7, 40)


def test_over_the_image_zero_is_clear(open_maps: MapsOpener) -> None:
    page = open_maps("classes")
    grid, values, packet = grid_of(page, 7), values_of(CASES["classes"]), packet_of("classes")
    assert packet.image is not None
    zeros = [tuple(map(int, at)) for at in np.argwhere(values == 0)][:20]
    shown = colours(page, [grid.middle(*at) for at in zeros])
    assert (np.ptp(shown[:, :3].astype(int), axis=1) == 0).all()  # grey, as the image is
    largest = np.unravel_index(values.argmax(), values.shape)
    (colour,) = colours(page, [grid.middle(*map(int, largest))])
    assert int(colour[0]) - int(colour[2]) > 30


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("case", ["mnist", "classes"])  # the others have the same elements
def test_the_view_is_healthy(
    open_maps: MapsOpener, case: str, size: tuple[int, int], scheme: Scheme
) -> None:
    page = open_maps(case, scheme=scheme, size=size)
    check_health(page)
    focus(page)
    press(page, "Enter")
    nothing = page.get_by_text("Nothing is chosen").or_(page.get_by_text("Masked: nothing"))
    expect(nothing).to_be_hidden()
    check_health(page)


def test_the_view_follows_the_width_of_the_page(open_maps: MapsOpener) -> None:
    page = open_maps("large")
    values = values_of(CASES["large"])
    for width in (1280, 700, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        expect(tiles(page)).to_have_js_property("width", round(box_of(page, "canvas#tiles")[2]))
        left, _, shown, _ = box_of(page, "canvas#tiles")
        assert 0 <= left < left + shown <= width
        grid = grid_of(page, 54)
        point_at(page, grid.middle(grid.across - 1, 20, 30))
        cell = readout(page)
        assert cell is not None
        assert (cell.channel, cell.row, cell.column) == (grid.across - 1, 20, 30)
        assert cell.value == pytest.approx(values[cell.channel, 20, 30], rel=0.006, abs=1e-9)
