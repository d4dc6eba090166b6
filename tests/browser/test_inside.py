"""Feature maps and Class maps in a browser: pointing, choosing, masking, without a mouse too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from pages.ui.class_maps.views import View as ClassMapsView
from pages.ui.feature_maps.explorer import View as FeatureMapsView
from tests.browser.conftest import NewPage, in_both_browsers
from tests.support.browser.health import check_health, look_at, settle, tab_to
from tests.support.browser.pad import scrolled, touches
from tests.support.pages.inside import number

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(new_page: NewPage) -> Page:
    return new_page()


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    return new_page(size=(390, 800), scheme="dark")


def opened(page: Page, url: str, name: str) -> Page:
    page.goto(f"{url}{name}")
    expect(view(page, "layer-maps" if name == "feature_maps" else "class-cells")).to_be_visible()
    settle(page)
    return page


def view(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key} canvas#tiles")


def said(page: Page, key: str) -> str:
    return page.locator(f".st-key-{key} #readout").text_content() or ""


def show(page: Page, name: str) -> None:
    page.get_by_text(name, exact=True).click()
    settle(page)


def xray_title(page: Page) -> Locator:
    return page.get_by_role("heading", name=re.compile("^X-ray: "))


def rows(page: Page, label: str) -> dict[str, list[str]]:
    """A table's rows by their first cells."""
    found = page.get_by_role("region", name=label).locator("tr")
    texts = [row.locator("th, td").all_text_contents() for row in found.all()]
    return {cells[0]: cells[1:] for cells in texts}


@pytest.mark.parametrize("name", FeatureMapsView)
def test_each_view_of_the_feature_maps_is_healthy(
    desk: Page, app_url: str, name: FeatureMapsView
) -> None:
    look_at(opened(desk, app_url, "feature_maps"), name)
    check_health(desk)


@pytest.mark.parametrize("name", ClassMapsView)
def test_each_view_of_the_class_maps_is_healthy(
    desk: Page, app_url: str, name: ClassMapsView
) -> None:
    look_at(opened(desk, app_url, "class_maps"), name)
    check_health(desk)


@pytest.mark.parametrize("name", ["feature_maps", "class_maps"])
def test_the_pages_are_healthy_on_a_dark_phone(phone: Page, app_url: str, name: str) -> None:
    check_health(opened(phone, app_url, name))


def test_pointing_tells_value_and_window_and_asks_no_server(desk: Page, app_url: str) -> None:
    messages: list[object] = []
    desk.on("websocket", lambda socket: socket.on("framesent", lambda data: messages.append(data)))
    opened(desk, app_url, "feature_maps")
    assert messages  # the page itself was asked for
    messages.clear()
    before = said(desk, "layer-maps")
    window = desk.locator(".st-key-trail .window")
    place = window.get_attribute("style")
    view(desk, "layer-maps").hover(position={"x": 10, "y": 10})
    expect(desk.locator(".st-key-layer-maps #readout")).not_to_have_text(before)
    assert re.search(r"row \d+, column \d+: [−\d.e+-]+", said(desk, "layer-maps"))
    assert re.search(r"sees rows \d+–\d+, columns \d+–\d+", said(desk, "layer-maps"))
    expect(window).not_to_have_attribute("style", place or "")
    desk.mouse.move(0, 0)
    expect(window).to_have_attribute("style", place or "")  # that of the chosen cell
    assert messages == []
    title = xray_title(desk).text_content() or ""
    view(desk, "layer-maps").click(position={"x": 10, "y": 10})
    expect(xray_title(desk)).not_to_have_text(title)
    assert messages


@pytest.mark.journey
@in_both_browsers
def test_a_click_opens_the_x_ray_whose_terms_add_up_as_they_stand(desk: Page, app_url: str) -> None:
    opened(desk, app_url, "feature_maps")
    before = xray_title(desk).text_content() or ""
    view(desk, "layer-maps").click(position={"x": 10, "y": 10})
    expect(xray_title(desk)).not_to_have_text(before)
    settle(desk)
    table = rows(desk, "Terms of the sum")
    terms = [number(c[-1]) for name, c in table.items() if re.search("channel|other", name)]
    bias, total, output = (number(table[name][-1]) for name in ("bias", "sum", "ReLU"))
    assert sum(terms) + bias == pytest.approx(total, abs=1e-9)
    assert output == pytest.approx(max(0.0, total))
    cell = re.match(r"channel (\d+)\nrow (\d+), column (\d+): (\S+)\n", said(desk, "layer-maps"))
    assert cell is not None
    expect(xray_title(desk)).to_have_text(
        f"X-ray: channel {cell[1]}, row {cell[2]}, column {cell[3]}"
    )


def test_without_a_mouse_a_cell_is_chosen_and_its_largest_input_followed(
    phone: Page, app_url: str
) -> None:
    opened(phone, app_url, "feature_maps")
    chosen = re.search(r"row (\d+), column (\d+)", xray_title(phone).text_content() or "")
    assert chosen is not None
    tab_to(phone, view(phone, "layer-maps"))
    for key in ("Control+Home", "ArrowLeft", "ArrowUp", "Enter"):  # to the same cell of map 0
        phone.keyboard.press(key)
    row, column = (int(place) - 1 for place in chosen.groups())
    expect(xray_title(phone)).to_have_text(f"X-ray: channel 0, row {row}, column {column}")
    settle(phone)
    tab_to(phone, phone.get_by_role("button", name=re.compile("^Back to conv 5×5")))
    phone.keyboard.press("Enter")
    expect(phone.locator(".nin-layer-head h2")).to_have_text("Block 1, conv 5×5")


def fourth(page: Page, key: str) -> tuple[float, float]:
    """The middle of the map of the 4, which is drawn at first, on the screen."""
    box = view(page, key).bounding_box()
    assert box is not None
    return box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.25


@pytest.mark.journey
def test_reading_masks_nothing_and_masking_is_answered_by_the_probabilities(
    desk: Page, app_url: str
) -> None:
    opened(desk, app_url, "class_maps")
    whole = rows(desk, "Logit ledger")
    desk.mouse.click(*fourth(desk, "class-cells"))
    expect(desk.get_by_role("heading", name=re.compile("^The cell: row"))).to_be_visible()
    settle(desk)
    assert rows(desk, "Logit ledger") == whole
    show(desk, "Mask")
    desk.mouse.click(*fourth(desk, "class-maps"))
    clear = desk.get_by_role("button", name="Clear the mask: 1 cell")
    expect(clear).to_be_visible()
    expect(desk.get_by_text(re.compile(r"^Without this cell: .*4 from "))).to_be_visible()
    settle(desk)
    table = rows(desk, "Logit ledger")
    before, after = (number(part) for part in table["4"][0].split(" →"))
    assert after < before == number(whole["4"][0])
    assert after / 49 == pytest.approx(number(table["4"][1]), abs=0.01)
    clear.click()
    expect(desk.get_by_text("Without this cell")).to_have_count(0)
    desk.get_by_role("link", name="X-ray this cell").click()
    expect(xray_title(desk)).to_be_visible()
    expect(desk.locator(".nin-layer-head h2")).to_have_text("Block 3, conv 1×1 #2")


@in_both_browsers
def test_without_a_mouse_a_cell_is_masked(phone: Page, app_url: str) -> None:
    opened(phone, app_url, "class_maps")
    show(phone, "Mask")
    view(phone, "class-maps").focus()
    for key in ("Control+Home", "ArrowDown", "ArrowDown", "Space"):
        phone.keyboard.press(key)
    expect(phone.get_by_role("button", name="Clear the mask: 1 cell")).to_be_visible()


def test_a_finger_that_swipes_over_the_class_maps_scrolls_and_a_tap_reads(
    new_page: NewPage, app_url: str
) -> None:
    page = opened(new_page(size=(390, 800), touch=True), app_url, "class_maps")
    box = view(page, "class-cells").bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    top = scrolled(page)
    touches(session, "touchStart", (1, (x, y)))
    for step in range(1, 11):
        touches(session, "touchMove", (1, (x, y - 20 * step)))
    touches(session, "touchEnd")
    page.wait_for_function(
        "top => document.querySelector('[data-testid=stMain]').scrollTop > top", arg=top
    )
    expect(page.get_by_role("button", name="Clear the mask", exact=True)).to_be_disabled()
    box = view(page, "class-cells").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + 20, box["y"] + box["height"] - 60)
    expect(page.get_by_role("heading", name=re.compile("^The cell: row"))).to_be_visible()
