"""The Architecture page as people use it, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from nin.codec import link
from nin.presets import PRESETS
from tests.browser.conftest import Opener, Scheme, in_both_browsers
from tests.support.browser.architecture import TINY, expect_link, field, look_at, plus, row, shape
from tests.support.browser.health import check_health, check_looks, settle, tab_to

pytestmark = pytest.mark.browser


MNIST = PRESETS["mnist"].text
MISFIT = link(PRESETS["d2l"].text).replace("x224x", "x28x")
VIEWS = {"One layer": "Parameters", "Dense-head bill": "VGG-16", "Take away": "ONNX"}


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_is_healthy_in_every_look(open_app: Opener, view: str) -> None:
    page = open_app("architecture?net=" + TINY)
    look_at(page, view)
    # Streamlit keeps a hidden copy of a button's text where it is narrow
    shown = page.locator(".st-key-results").get_by_text(VIEWS[view]).locator("visible=true")
    expect(shown.first).to_be_visible()
    check_looks(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_systems_colours(open_app: Opener, scheme: Scheme) -> None:
    page = open_app("architecture", scheme=scheme)
    colour = page.get_by_test_id("stApp").evaluate("app => getComputedStyle(app).backgroundColor")
    brightness = sum(map(int, re.findall(r"\d+", colour)[:3])) / 3
    assert (brightness > 127) == (scheme == "light")


@pytest.mark.journey
@in_both_browsers
def test_an_edit_changes_table_totals_diagram_card_and_link(open_app: Opener) -> None:
    page = open_app("architecture")
    expect(shape(page, "block1_conv")).to_have_text("96×28×28")
    plus(page, "layer0-width0").click()
    expect(shape(page, "block1_conv")).to_have_text("97×28×28")
    expect(row(page, "Total")).to_contain_text("349,764")
    expect(page.locator(".nin-figures > div").first).to_contain_text("+90")
    expect(page.get_by_role("img", name="Diagram of the network")).to_contain_text("97×28×28")
    expect(page.get_by_text("Changed: block1: channels 96 → 97.")).to_be_visible()
    expect_link(page, MNIST.replace("n96", "n97"))
    plus(page, "layer0-stride").click()
    expect(page.locator(".st-key-card-0")).to_contain_text("1×28×28 → 48×14×14")
    expect(page.locator(".st-key-card-6")).to_contain_text("48×3×3 → 10×3×3")


@in_both_browsers
def test_the_table_stays_in_view_while_one_edits_the_last_layers(open_app: Opener) -> None:
    page = open_app("architecture")
    top = page.locator(".stMainBlockContainer").bounding_box()
    plus(page, "layer6-width0").click()
    expect(shape(page, "block3_conv")).to_have_text("129×7×7")
    assert page.locator(".stMainBlockContainer").bounding_box() != top  # it has scrolled
    expect(shape(page, "block3_conv")).to_be_in_viewport()
    expect(page.locator(".nin-figures")).to_be_in_viewport()


def test_ten_quick_clicks_are_ten_steps(open_app: Opener) -> None:
    page = open_app("architecture")
    plus(page, "layer0-width0").hover()
    for _ in range(10):
        page.mouse.down()
        page.mouse.up()
    expect(shape(page, "block1_conv")).to_have_text("106×28×28")
    expect_link(page, MNIST.replace("n96", "n106"))
    settle(page)
    expect(shape(page, "block1_conv")).to_have_text("106×28×28")
    expect(field(page, "layer0-width0")).to_have_value("106")


def test_quick_clicks_on_different_fields_all_count(open_app: Opener) -> None:
    page = open_app("architecture?net=1x28x10_n8k3-7-10_m2s2_n10k3_fc64-32")
    for key in ("layer0-width0", "layer0-width1", "layer2-width0", "head-width0", "head-width1"):
        plus(page, key).click()
        plus(page, key).click()
    expect_link(page, "1x28x10 n10k3-9-10 m2s2 n12k3 fc66-34")
    expect(shape(page, "fc2")).to_have_text("34")


def test_a_click_right_after_a_layer_was_removed_does_no_harm(open_app: Opener) -> None:
    page = open_app("architecture?net=1x28x10_n8k3-7_d0.5_n10k3-10")
    page.locator(".st-key-menu-2").get_by_role("button").click()
    page.get_by_role("menuitem", name="Remove").click()
    plus(page, "layer0-width0").click()
    expect(page.locator(".st-key-card-2")).to_have_count(0)
    # The click was made on a page that was about to change: taken, or refused in words.
    expect(page).to_have_url(re.compile(r"\?net=1x28x10_n[89]k3-10_d0\.5$"))
    check_health(page)


def test_a_number_typed_fast_is_taken_whole(open_app: Opener) -> None:
    page = open_app("architecture")
    channels = field(page, "layer0-width0")
    channels.fill("")
    channels.press_sequentially("1234")
    channels.press("Tab")
    expect(shape(page, "block1_conv")).to_have_text("1234×28×28")
    expect_link(page, MNIST.replace("n96", "n1234"))


def test_an_emptied_field_is_no_edit(open_app: Opener) -> None:
    page = open_app("architecture")
    field(page, "layer0-width0").fill("")
    field(page, "layer0-width0").press("Enter")
    plus(page, "layer0-kernel_size").click()
    expect(page.get_by_text("Changed: block1: kernel 5 → 6.")).to_be_visible()
    expect(shape(page, "block1_conv")).to_have_text("96×27×27")


def test_a_wrong_link_is_quoted_as_it_is_and_leads_on(open_app: Opener) -> None:
    page = open_app("architecture?net=**b**<img/src=x/onerror=alert(1)>`c`")
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_contain_text(
        "This link is not a network. '**b**<img/src=x/onerror=alert(1)>`c`' is not "
        "CHANNELSxSIZExCLASSES; start with, say, 1x28x10."
    )
    expect(alert.locator("img")).to_have_count(0)
    page.get_by_role("button", name="Open a network that works").click()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    expect(shape(page, "block1_conv")).to_have_text("96×28×28")
    expect(page).to_have_url(re.compile(r"\?weights=mnist$"))


def test_the_doctor_marks_the_card_and_a_fix_mends_the_network(open_app: Opener) -> None:
    page = open_app("architecture?net=" + MISFIT)
    expect(page.get_by_test_id("stAlert")).to_contain_text("pool2: a 3×3 window does not fit")
    expect(page.locator(".st-key-card-3")).to_contain_text("Does not fit.")
    expect(page.locator(".st-key-card-4")).to_contain_text("Not reached")
    diagram = page.get_by_role("img", name="Diagram of the network")
    expect(diagram).to_contain_text("does not fit")
    page.get_by_role("button", name="input 28×28 → 67×67").click()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    expect(shape(page, "gap")).to_have_text("10")
    expect(field(page, "input-image_size")).to_have_value("67")
    expect(page.locator(".st-key-card-3")).not_to_contain_text("Does not fit.")


@in_both_browsers
def test_without_a_mouse_a_field_is_changed_and_a_layer_removed(open_app: Opener) -> None:
    page = open_app("architecture")
    tab_to(page, field(page, "layer0-width0"))
    page.keyboard.press("ArrowUp")
    expect(shape(page, "block1_conv")).to_have_text("97×28×28")
    tab_to(page, page.locator(".st-key-menu-2").get_by_role("button"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu", name="Change")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Remove")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row(page, "dropout2")).to_have_count(0)
    expect_link(page, MNIST.replace("n96", "n97").replace("d0.5 ", "", 1))


@in_both_browsers
def test_a_cell_that_is_pointed_at_shows_what_it_sees(open_app: Opener) -> None:
    page = open_app("architecture")
    look_at(page, "One layer")
    cells, said = page.get_by_role("application", name="Cells of"), page.locator(".said")
    expect(said).to_have_attribute("aria-live", "polite")
    expect(cells).to_have_attribute("aria-label", re.compile("Cells of block1_conv; the arrow"))
    cells.hover(position={"x": 3, "y": 3})
    expect(said).to_have_text(
        "Cell (0, 0) of block1_conv sees rows 0 to 2 and columns 0 to 2 of the image: 3×3 pixels."
    )
    assert window(page) == pytest.approx((0, 0, 3 / 28, 3 / 28), abs=0.01)
    cells.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text(
        "Cell (3, 1) of block1_conv sees rows 1 to 5 and columns 0 to 3 of the image: 5×4 pixels."
    )
    assert window(page) == pytest.approx((1 / 28, 0, 5 / 28, 4 / 28), abs=0.01)


def test_a_pixel_that_is_pointed_at_shows_which_cells_see_it(open_app: Opener) -> None:
    page = open_app("architecture")
    look_at(page, "One layer")
    image, said = page.locator("figure .image"), page.locator(".said")
    image.hover(position={"x": 1, "y": 1})
    expect(said).to_have_text("Pixel (0, 0) of the image is seen by 9 cells of block1_conv.")
    assert window(page) == pytest.approx((0, 0, 1 / 28, 1 / 28), abs=0.01)
    box = image.bounding_box()
    assert box is not None
    image.hover(position={"x": box["width"] * 10.5 / 28, "y": box["height"] * 20.5 / 28})
    expect(said).to_have_text("Pixel (20, 10) of the image is seen by 25 cells of block1_conv.")
    tab_to(page, image)
    expect(image).to_be_focused()
    for key in ("ArrowUp", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    expect(said).to_have_text("Pixel (18, 9) of the image is seen by 25 cells of block1_conv.")
    assert window(page) == pytest.approx((18 / 28, 9 / 28, 1 / 28, 1 / 28), abs=0.01)


def test_the_view_of_cells_follows_layer_and_network(open_app: Opener) -> None:
    page = open_app("architecture")
    look_at(page, "One layer")
    page.get_by_role("combobox", name="Layer").click()
    page.get_by_role("option", name="pool2", exact=True).click()
    cells, said = page.get_by_role("application", name="Cells of"), page.locator(".said")
    expect(page.get_by_text("pool2: 7×7 cells")).to_be_visible()
    cells.hover(position={"x": 3, "y": 3})
    expect(said).to_have_text(re.compile(r"^Cell \(0, 0\) of pool2 sees rows 0 to 12 "))
    plus(page, "layer4-stride").click()
    expect(page.get_by_text("pool2: 5×5 cells")).to_be_visible()


def window(page: Page) -> tuple[float, ...]:
    """Top, left, height and width of the window on the image, as shares of its side."""
    image, marked = (
        page.locator(".image img").bounding_box(),
        page.locator(".window").bounding_box(),
    )
    assert image is not None
    assert marked is not None
    top, left = marked["y"] - image["y"], marked["x"] - image["x"]
    side = image["width"]
    return top / side, left / side, marked["height"] / side, marked["width"] / side
