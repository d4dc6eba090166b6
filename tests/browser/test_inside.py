"""Feature maps and Class maps in a browser: pointing, choosing, masking, without a mouse too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from pages.ui.class_maps.views import View as ClassMapsView
from pages.ui.feature_maps.explorer import View as FeatureMapsView
from tests.browser.conftest import NewPage, in_both_browsers
from tests.support.browser.health import check_health, settle
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
    expect(view(page, "layer-maps" if name == "feature_maps" else "class-maps")).to_be_visible()
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
    return page.get_by_role("heading", name=re.compile("^X-ray of "))


def rows(page: Page, label: str) -> dict[str, list[str]]:
    """A table's rows by their first cells."""
    found = page.get_by_role("region", name=label).locator("tr")
    texts = [row.locator("th, td").all_text_contents() for row in found.all()]
    return {cells[0]: cells[1:] for cells in texts}


def masked_column(page: Page) -> Locator:
    return page.get_by_role("columnheader", name="Logit, masked")


@pytest.mark.parametrize("name", FeatureMapsView)
def test_each_view_of_the_feature_maps_is_healthy(desk: Page, app_url: str, name: str) -> None:
    show(opened(desk, app_url, "feature_maps"), name)
    check_health(desk)


@pytest.mark.parametrize("name", ClassMapsView)
def test_each_view_of_the_class_maps_is_healthy(desk: Page, app_url: str, name: str) -> None:
    show(opened(desk, app_url, "class_maps"), name)
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
    view(desk, "layer-maps").hover(position={"x": 30, "y": 30})
    expect(desk.locator(".st-key-layer-maps #readout")).not_to_have_text(before)
    assert re.search(r"row \d+, column \d+: [−\d.e+-]+", said(desk, "layer-maps"))
    assert re.search(r"sees rows \d+–\d+, columns \d+–\d+", said(desk, "layer-maps"))
    expect(desk.locator(".st-key-layer-maps .window")).to_be_visible()
    assert messages == []
    title = xray_title(desk).text_content() or ""
    view(desk, "layer-maps").click(position={"x": 30, "y": 30})
    expect(xray_title(desk)).not_to_have_text(title)
    assert messages


@pytest.mark.journey
@in_both_browsers
def test_a_click_opens_the_x_ray_whose_terms_add_up(desk: Page, app_url: str) -> None:
    opened(desk, app_url, "feature_maps")
    before = xray_title(desk).text_content() or ""
    view(desk, "layer-maps").click(position={"x": 30, "y": 30})
    expect(xray_title(desk)).not_to_have_text(before)
    settle(desk)
    table = rows(desk, "Terms of the sum")
    parts = ("channel", "The other")
    terms = [number(cells[-1]) for name, cells in table.items() if name.startswith(parts)]
    ends = {name: number(table[name][-1]) for name in ("Bias", "Sum", "After ReLU")}
    cell = re.match(r"(channel \d+)\n.*: (\S+)\n", said(desk, "layer-maps"))
    assert cell is not None
    expect(desk.get_by_text(f"{cell[1]} is {cell[2]}, ")).to_be_visible()
    assert sum(terms) + ends["Bias"] == pytest.approx(ends["Sum"], abs=0.02)
    assert ends["After ReLU"] == pytest.approx(max(0.0, ends["Sum"]))


def test_what_the_x_ray_shows_leads_to_where_it_comes_from(desk: Page, app_url: str) -> None:
    opened(desk, app_url, "feature_maps")
    view(desk, "strip").click(position={"x": 460, "y": 40})  # the fifth thumbnail
    expect(xray_title(desk)).to_contain_text("block2_relu")
    settle(desk)
    view(desk, "xray-vector").click(position={"x": 15, "y": 15})
    expect(xray_title(desk)).to_contain_text("block2_relu, channel 0, ")
    settle(desk)
    view(desk, "xray-patch").click(position={"x": 40, "y": 40})
    expect(xray_title(desk)).to_contain_text("dropout1, channel ")


def test_without_a_mouse_a_cell_is_chosen_and_its_largest_input_followed(
    phone: Page, app_url: str
) -> None:
    opened(phone, app_url, "feature_maps")
    chosen = re.search(r"row (\d+), column (\d+)", xray_title(phone).text_content() or "")
    assert chosen is not None
    view(phone, "layer-maps").focus()
    for key in ("Control+Home", "ArrowLeft", "ArrowUp", "Enter"):  # to the same cell of map 0
        phone.keyboard.press(key)
    row, column = (int(place) - 1 for place in chosen.groups())
    expect(xray_title(phone)).to_contain_text(f"channel 0, row {row}, column {column}")


@pytest.mark.journey
def test_a_click_masks_a_cell_and_the_probabilities_answer(desk: Page, app_url: str) -> None:
    opened(desk, app_url, "class_maps")
    whole = rows(desk, "Logit ledger")
    box = view(desk, "class-maps").bounding_box()
    assert box is not None
    # the middle of the fourth map, the one of the 3 that is shown
    view(desk, "class-maps").click(position={"x": box["width"] * 0.7, "y": box["height"] * 0.2})
    expect(masked_column(desk)).to_be_visible()
    settle(desk)
    table = rows(desk, "Logit ledger")
    assert table["3"][:3] == whole["3"]
    assert number(table["3"][4]) < number(table["3"][1])
    assert number(table["3"][3]) / 49 == pytest.approx(number(table["3"][4]), abs=0.01)
    desk.get_by_role("button", name="Clear the mask").click()
    expect(masked_column(desk)).to_have_count(0)


@in_both_browsers
def test_without_a_mouse_a_cell_is_masked(phone: Page, app_url: str) -> None:
    opened(phone, app_url, "class_maps")
    view(phone, "class-maps").focus()
    for key in ("Control+Home", "ArrowDown", "ArrowDown", "Space"):
        phone.keyboard.press(key)
    expect(masked_column(phone)).to_be_visible()
    expect(phone.get_by_text("1 of 49 cells masked.")).to_be_visible()
