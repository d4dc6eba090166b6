"""Look at the map view in a browser: where its cells are, what it says, which colours it shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from nin.analysis import trace
from nin.presets import PRESETS
from pages.ui.components.map_view import Maps, windows_of
from pages.ui.components.map_view.packet import pack
from pages.ui.components.map_view.windows import Windows
from tests.support.browser.apps.maps_data import CASES, image_of, values_of
from tests.support.map_packets import Packet, unpacked

Box = tuple[float, float, float, float]  # left, top, width, height
Point = tuple[float, float]
WIDE, PHONE = (1280, 900), (390, 844)

READOUT = re.compile(
    r"^(?P<name>.*)\nrow (?P<row>\d+), column (?P<column>\d+): (?P<value>[−\d.e+-]+)(, masked)?"
    r"\n(sees rows? (?P<top>\d+)(–(?P<bottom>\d+))?, columns? (?P<left>\d+)(–(?P<right>\d+))? .*)?"
)
# The colours of a canvas at points of the element, in CSS pixels.
COLOURS = """
(canvas, points) => {
  const { width, height } = canvas, fine = width / canvas.clientWidth;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  return points.map(([x, y]) => {
    const at = 4 * (Math.floor(y * fine) * width + Math.floor(x * fine));
    return [...data.slice(at, at + 4)];
  });
}
"""


@dataclass(frozen=True)
class Readout:
    """What the view says of a cell; the pixels that it sees as rows and columns, ends included."""

    name: str
    row: int
    column: int
    value: float
    sees: tuple[int, int, int, int] | None

    @property
    def channel(self) -> int:
        return int(self.name.split()[-1])


def tiles(page: Page) -> Locator:
    return page.locator("canvas#tiles")


def readout(page: Page) -> Readout | None:
    """What is said of the cell that is pointed at or chosen."""
    words = READOUT.match(page.locator("#readout").text_content() or "")
    if not words:
        return None
    value = float(words["value"].replace("−", "-"))
    top, left = words["top"], words["left"]
    sees = [top, words["bottom"] or top, left, words["right"] or left]  # a line alone has no end
    pixels = None if sees[0] is None else tuple(map(int, sees))
    return Readout(words["name"], int(words["row"]), int(words["column"]), value, pixels)  # type: ignore[arg-type]  # four of them


def box_of(page: Page, selector: str) -> Box:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def inside(page: Page, selector: str, outer: str) -> Box:
    """A box as parts of another one."""
    left, top, width, height = box_of(page, selector)
    x, y, w, h = box_of(page, outer)
    return (left - x) / w, (top - y) / h, width / w, height / h


def point_at(page: Page, place: Point) -> None:
    """Move the mouse to a place of the canvas, in CSS pixels."""
    tiles(page).hover(position={"x": place[0], "y": place[1]})


def colours(page: Page, points: list[Point]) -> NDArray[np.uint8]:
    """uint8 (N, 4): what the canvas shows there."""
    pixels = tiles(page).evaluate(COLOURS, [list(point) for point in points])
    return np.array(pixels, dtype=np.uint8)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focus(page: Page) -> None:
    """As by Tab: the cursor shows."""
    tiles(page).focus()
    tiles(page).press("Control+Home")
    expect(page.locator(".marks .cursor")).to_be_visible()


@dataclass(frozen=True)
class Grid:
    """Where the maps lie on the canvas, found out with the arrow keys."""

    corner: Point
    cell: Point
    pitch: Point
    across: int

    def middle(self, tile: int, row: int, column: int) -> Point:
        x = self.corner[0] + tile % self.across * self.pitch[0] + (column + 0.5) * self.cell[0]
        y = self.corner[1] + tile // self.across * self.pitch[1] + (row + 0.5) * self.cell[1]
        return x, y


def grid_of(page: Page, rows: int) -> Grid:
    """Read the boxes of three cells, one map on and one line on, and where that map is.

    They are not at the border of their maps: over the image those cells reach to its edges.
    """
    focus(page)
    press(page, "Home", *["ArrowUp"] * rows, "ArrowDown", "ArrowRight")
    first = _cursor(page)
    name = readout(page)
    press(page, "PageDown")
    second = _cursor(page)
    press(page, "PageUp", "Shift+ArrowDown")
    below, there = _cursor(page), readout(page)
    press(page, "ArrowUp", "ArrowLeft")
    assert name is not None
    assert there is not None
    pitch = (second[0] - first[0], below[1] - first[1])
    corner = (first[0] - first[2], first[1] - first[3])
    return Grid(corner, first[2:], pitch, there.channel - name.channel)


def _cursor(page: Page) -> Box:
    left, top, width, height = box_of(page, ".marks .cursor")
    x, y, *_ = box_of(page, "canvas#tiles")
    return left - x, top - y, width, height


@cache
def packet_of(case: str) -> Packet:
    """What the app sends for a case, in order of number and scaled by layer."""
    data = CASES[case]
    maps = Maps(data.op, values_of(data), image=image_of(data))
    return unpacked(pack(maps, {}))


@cache
def windows_in(case: str) -> Windows:
    data = CASES[case]
    network = PRESETS[data.preset].network
    return windows_of(trace(network).rows, data.op, network.image_size)


def label_of(case: str) -> str:
    count, rows, columns = CASES[case].shape
    return f"{count} maps of {CASES[case].op}, {rows} by {columns} cells"


def expect_chosen(page: Page, channel: int, row: int, column: int) -> None:
    """By Python."""
    expect(
        page.get_by_text(f"Channel {channel}, row {row}, column {column}", exact=True)
    ).to_be_visible()
