"""The map view in a real browser: what it shows where, and what reaches Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.apps.maps_data import CASES, values_of
from tests.browser.conftest import PATIENCE, NewPage, Scheme, in_both_browsers
from tests.browser.health import check_health, settle
from tests.browser.maps import (
    box_of,
    colours,
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
from tests.browser.server import serve

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
WIDE, PHONE = (1280, 900), (390, 844)


@pytest.fixture(scope="module")
def maps_url() -> Iterator[str]:
    with serve(Path(__file__).parent / "apps" / "maps_app.py") as url:
        yield url


@pytest.fixture
def open_maps(new_page: NewPage, maps_url: str) -> Open:
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


def label_of(case: str) -> str:
    count, rows, columns = CASES[case].shape
    return f"{count} maps of {CASES[case].op}, {rows} by {columns} cells"


def expect_chosen(page: Page, channel: int, row: int, column: int) -> None:
    """By Python."""
    expect(
        page.get_by_text(f"Channel {channel}, row {row}, column {column}", exact=True)
    ).to_be_visible()


# What is shown


@pytest.mark.parametrize(
    ("case", "size", "scale", "browser"),
    [
        ("mnist", WIDE, 1, "chromium"),
        ("mnist", PHONE, 2.625, "chromium"),
        ("large", WIDE, 2, "chromium"),
        ("many", WIDE, 1, "chromium"),
        ("mnist", WIDE, 1, "firefox"),
        ("large", WIDE, 2, "firefox"),
    ],
    indirect=["browser"],
)
def test_pointing_says_channel_cell_value_and_window(
    open_maps: Open, case: str, size: tuple[int, int], scale: float
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
        said = readout(page)
        if said is None:  # between two maps
            continue
        seen += 1
        value = values[said.channel, said.row, said.column]
        assert said.value == pytest.approx(value, rel=0.006, abs=1e-9)
        spans = windows.spans[said.row], windows.spans[said.column]
        (top, bottom), (left, right) = (span or (0, 0) for span in spans)  # all see something
        assert said.sees == (top, bottom - 1, left, right - 1)
        frame = np.array(inside(page, ".window", "#image")) * windows.image_size
        assert frame == pytest.approx([left, top, right - left, bottom - top], abs=0.5)
        if said.channel != 1:  # which is dimmed
            expected = packet.colours(said.channel)[said.row, said.column]
            assert colours(page, [(x, y)])[0].tolist() == [*expected, 255]
    assert seen > 12


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("case", ["large", "many"])
def test_every_map_is_drawn_in_the_colours_of_its_values(
    open_maps: Open, case: str, size: tuple[int, int]
) -> None:
    page = open_maps(case, size=size)
    count, rows, columns = CASES[case].shape
    grid, packet = grid_of(page, rows), packet_of(case)
    assert grid.cell[0] == grid.cell[1] == int(grid.cell[0])  # whole pixels
    cells = [(0, 0), (rows - 1, columns - 1), (rows // 3, columns // 2)]
    wanted = [tile for tile in range(count) if tile != 1]
    points = [grid.middle(tile, *cell) for tile in wanted for cell in cells]
    expected = [[*packet.colours(tile)[cell], 255] for tile in wanted for cell in cells]
    assert colours(page, points).tolist() == expected


def test_the_bar_has_the_numbers_of_its_scale(open_maps: Open) -> None:
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


def test_maps_can_be_sorted_and_the_choice_stays_with_its_map(open_maps: Open) -> None:
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
        said = readout(page)
        assert said is not None
        assert said.channel == order[place]
    press(page, *["PageDown"] * (int(np.flatnonzero(order == 5)[0]) - 1))
    assert box_of(page, ".cell.chosen") == box_of(page, ".marks .cursor")


def test_the_marked_map_has_a_ring(open_maps: Open) -> None:
    page = open_maps("many")
    focus(page)
    press(page, "PageDown", "PageDown", "PageDown", "Home", *["ArrowUp"] * 6)
    assert box_of(page, ".ring.marked")[:2] == box_of(page, ".marks .cursor")[:2]


def test_a_small_cell_can_be_chosen_in_the_enlarged_map(open_maps: Open) -> None:
    page = open_maps("large")
    expect(page.locator("#lens")).to_be_hidden()
    tiles(page).click(position={"x": 75, "y": 100})
    expect(page.locator("#lens")).to_be_visible()
    chosen = readout(page)
    assert chosen is not None
    expect_chosen(page, chosen.channel, chosen.row, chosen.column)
    _, _, width, height = box_of(page, "#lens")
    page.locator("#lens").hover(position={"x": 40.5 / 54 * width, "y": 7.5 / 54 * height})
    said = readout(page)
    assert said is not None
    assert (said.channel, said.row, said.column) == (chosen.channel, 7, 40)
    value = values_of(CASES["large"])[chosen.channel, 7, 40]
    assert said.value == pytest.approx(value, rel=0.006)
    page.locator("#lens").click(position={"x": 40.5 / 54 * width, "y": 7.5 / 54 * height})
    expect_chosen(page, chosen.channel, 7, 40)


def test_maps_over_the_image_cover_it_to_its_edges(open_maps: Open) -> None:
    page = open_maps("classes")
    left, top, width, height = box_of(page, ".ring.marked")
    x, y, *_ = box_of(page, "canvas#tiles")
    for row, column in ((0, 0), (0, 6), (6, 0), (6, 6)):
        down, right = 2 + row / 6 * (height - 4), 2 + column / 6 * (width - 4)
        point_at(page, (left - x + right, top - y + down))
        said = readout(page)
        assert said is not None
        assert (said.row, said.column) == (row, column)


def test_a_cell_may_be_a_place_with_names_and_numbers_of_its_own(open_maps: Open) -> None:
    page = open_maps("moved")
    focus(page)
    press(page, "Home", *["ArrowUp"] * 7, "ArrowRight")
    said = page.locator("#readout")
    expect(said).to_contain_text("down −3, right −2: ")
    expect(said).to_contain_text("covers rows 0–3, columns 4–7 (4×4 pixels)")


def test_a_map_may_be_one_thing_to_walk_to_and_to_choose(open_maps: Open) -> None:
    page = open_maps("things")
    expect(page.locator("#how")).to_have_text(
        "Arrow keys move from map to map. Click or Enter goes there."
    )
    focus(page)
    press(page, "ArrowRight", "ArrowRight")
    expect(page.locator("#readout")).to_have_text("channel 2\n")
    assert box_of(page, ".marks .cursor")[2] > 20  # the whole map
    press(page, "Enter")
    expect(page.get_by_text(re.compile("^Channel 2, "))).to_be_visible()


# Choosing


@in_both_browsers
def test_a_click_chooses_and_is_remembered_when_the_mouse_has_left(open_maps: Open) -> None:
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


def test_a_click_does_not_send_the_maps_again(open_maps: Open) -> None:
    frames: list[int] = []
    page = open_maps("large", frames=frames)
    assert sum(frames) > 4 * np.prod(CASES["large"].shape)
    frames.clear()
    tiles(page).click(position={"x": 75, "y": 100})
    said = readout(page)
    assert said is not None
    expect_chosen(page, said.channel, said.row, said.column)
    settle(page)
    assert 0 < sum(frames) < 50_000


@in_both_browsers
def test_by_keyboard_alone_one_walks_chooses_and_hears(open_maps: Open) -> None:
    page = open_maps("mnist")
    page.locator("input[type=radio]:checked").last.focus()
    press(page, "Tab")
    expect(tiles(page)).to_be_focused()
    outline = tiles(page).evaluate("canvas => getComputedStyle(canvas).outlineStyle")
    assert outline == "solid"
    said = page.get_by_role("status").filter(has_text="row 7, column 7")
    expect(said).to_contain_text("channel 0, row 7, column 7: ")

    def at() -> tuple[int, int, int]:
        found = readout(page)
        assert found is not None
        return found.channel, found.row, found.column

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
def test_walking_scrolls_to_the_map(open_maps: Open) -> None:
    page = open_maps("many", size=PHONE)
    focus(page)
    press(page, "Control+End")
    expect(page.locator(".marks .cursor")).to_be_in_viewport()


def test_python_can_choose(open_maps: Open) -> None:
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


def test_a_finger_chooses_and_scrolls(open_maps: Open) -> None:
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


# Masking


def masked(page: Page, *cells: int) -> None:
    """By Python."""
    words = " ".join(map(str, cells)) or "nothing"
    expect(page.get_by_text(f"Masked: {words}", exact=True)).to_be_visible()


def test_a_click_masks_the_place_in_all_maps_and_unmasks_it(open_maps: Open) -> None:
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
def test_dragging_masks_what_it_crosses_within_one_map(open_maps: Open) -> None:
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


def test_space_masks_and_python_can_set_the_mask(open_maps: Open) -> None:
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


@pytest.mark.parametrize("case", ["classes", "coarse"])
def test_over_the_image_each_cell_lies_around_the_middle_of_its_window(
    open_maps: Open, case: str
) -> None:
    page = open_maps(case)
    windows = windows_in(case)
    ring = page.locator(".ring.marked").bounding_box()
    winner = int(values_of(CASES[case]).mean(axis=(1, 2)).argmax())
    assert ring is not None
    focus(page)
    press(page, *["PageDown"] * winner)
    said = readout(page)
    assert said is not None
    assert said.name == f"class {winner}"
    cell = np.array(inside(page, ".marks .cursor", ".ring.marked")) * windows.image_size
    left, top = (windows.start + at * windows.step for at in (said.column, said.row))
    assert cell == pytest.approx([left, top, windows.step, windows.step], abs=0.02 * ring["width"])


def test_over_the_image_zero_is_clear(open_maps: Open) -> None:
    page = open_maps("classes")
    grid, values, packet = grid_of(page, 7), values_of(CASES["classes"]), packet_of("classes")
    assert packet.image is not None
    zeros = [tuple(map(int, at)) for at in np.argwhere(values == 0)][:20]
    shown = colours(page, [grid.middle(*at) for at in zeros])
    assert (np.ptp(shown[:, :3].astype(int), axis=1) == 0).all()  # grey, as the image is
    largest = np.unravel_index(values.argmax(), values.shape)
    (colour,) = colours(page, [grid.middle(*map(int, largest))])
    assert int(colour[0]) - int(colour[2]) > 30


# Widths, schemes, accessibility


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("case", ["mnist", "classes"])  # the others have the same elements
def test_the_view_is_healthy(
    open_maps: Open, case: str, size: tuple[int, int], scheme: Scheme
) -> None:
    page = open_maps(case, scheme=scheme, size=size)
    check_health(page)
    focus(page)
    press(page, "Enter")
    nothing = page.get_by_text("Nothing is chosen").or_(page.get_by_text("Masked: nothing"))
    expect(nothing).to_be_hidden()
    check_health(page)


def test_the_view_follows_the_width_of_the_page(open_maps: Open) -> None:
    page = open_maps("large")
    values = values_of(CASES["large"])
    for width in (1280, 700, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        expect(tiles(page)).to_have_js_property("width", round(box_of(page, "canvas#tiles")[2]))
        left, _, shown, _ = box_of(page, "canvas#tiles")
        assert 0 <= left < left + shown <= width
        grid = grid_of(page, 54)
        point_at(page, grid.middle(grid.across - 1, 20, 30))
        said = readout(page)
        assert said is not None
        assert (said.channel, said.row, said.column) == (grid.across - 1, 20, 30)
        assert said.value == pytest.approx(values[said.channel, 20, 30], rel=0.006, abs=1e-9)
