"""The Architecture page as people use it, in a real browser."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from nin.codec import link
from nin.presets import PRESETS
from tests.browser.conftest import NewPage, Opener, Scheme, in_both_browsers
from tests.support.browser.architecture import (
    TINY,
    expect_link,
    field,
    layer,
    open_card,
    plus,
    row,
    shape,
)
from tests.support.browser.health import check_health, check_looks, settle, tab_to
from tests.support.browser.pad import scrolled, touches

pytestmark = pytest.mark.browser


MNIST = PRESETS["mnist"].text
MISFIT = link(PRESETS["d2l"].text).replace("x224x", "x28x")

CARDS = {
    "image": (-1, "Classes"),
    "block": (0, "nin_block"),
    "pool": (1, "Round side"),
    "head": (5, "VGG-16"),
}

POPOVERS = {
    "Take away": "ONNX",
    "Memory for a batch": "Training step, AdamW",
    "Paste": "PyTorch code",
}


@pytest.mark.parametrize("kind", CARDS)
def test_each_card_is_healthy_in_every_look(open_app: Opener, kind: str) -> None:
    number, words = CARDS[kind]
    page = open_app("architecture?net=" + TINY)
    open_card(page, number)
    expect(page.locator(".st-key-card").get_by_text(words).first).to_be_visible()
    check_looks(page)


@pytest.mark.parametrize("popover", POPOVERS)
def test_each_popover_is_healthy_in_every_look(open_app: Opener, popover: str) -> None:
    page = open_app("architecture?net=" + TINY)
    page.get_by_role("button", name=popover).click()
    expect(page.get_by_text(POPOVERS[popover]).locator("visible=true").first).to_be_visible()
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
    expect(layer(page, 0)).to_contain_text("97×28×28")
    expect(page.get_by_text("Changed: Block 1: channels 96 → 97.")).to_be_visible()
    expect_link(page, MNIST.replace("n96", "n97"))
    plus(page, "layer0-stride").click()
    expect(page.locator(".st-key-card")).to_contain_text("1×28×28 → 48×14×14")
    open_card(page, 6)
    expect(page.locator(".st-key-card")).to_contain_text("48×3×3 → 10×3×3")


def test_diagram_card_totals_and_table_of_every_preset_are_on_one_screen(
    open_app: Opener,
) -> None:
    for name, preset in PRESETS.items():
        page = open_app("architecture?net=" + link(preset.text), width=1440)
        expect(page.locator(".nin-figures")).to_be_in_viewport(ratio=1)
        expect(page.locator(".st-key-card input").first).to_be_in_viewport(ratio=1)
        expect(row(page, "block1_conv")).to_be_in_viewport(ratio=1)
        height = page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
        assert height <= 1500, name


@pytest.mark.journey
@in_both_browsers
def test_a_network_breaks_and_is_repaired_from_the_card_of_what_broke(open_app: Opener) -> None:
    page = open_app("architecture?net=" + TINY)
    open_card(page, 4)
    type_into(page, "layer4-kernel_size", "11")
    card = page.locator(".st-key-card-broken")
    expect(card).to_contain_text("Block 3 does not fit")
    expect(layer(page, 4)).to_contain_text("does not fit")
    expect(page.locator(".nin-figures")).to_contain_text("stops before Block 3")
    expect(page.get_by_role("link", name="Train it")).to_have_count(0)
    card.get_by_role("button", name="Block 3: padding 1 → 2").click()
    expect(card).to_have_count(0)
    expect(page.locator(".st-key-card")).to_contain_text("32×7×7 → 10×1×1")
    expect_link(page, PRESETS["tiny"].text.replace("n48k3p1", "n48k11p2"))


def test_a_click_on_a_row_of_the_table_chooses_its_layer(open_app: Opener) -> None:
    page = open_app("architecture")
    row(page, "block2_mlp1").click()
    expect(layer(page, 3)).to_have_attribute("aria-selected", "true")
    expect(page.locator(".nin-card")).to_contain_text("Block 2")
    expect(row(page, "block2_mlp1")).to_have_class(re.compile("chosen"))


@in_both_browsers
def test_ctrl_z_undoes_and_ctrl_shift_z_redoes_in_a_field_too(open_app: Opener) -> None:
    page = open_app("architecture")
    plus(page, "layer0-width0").click()
    expect(shape(page, "block1_conv")).to_have_text("97×28×28")
    expect_link(page, MNIST.replace("n96", "n97"))
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_enabled()
    field(page, "layer0-width0").focus()
    page.keyboard.press("Control+z")
    expect(shape(page, "block1_conv")).to_have_text("96×28×28")
    expect(field(page, "layer0-width0")).to_have_value("96")
    page.keyboard.press("Control+Shift+z")
    expect(shape(page, "block1_conv")).to_have_text("97×28×28")
    expect(field(page, "layer0-width0")).to_have_value("97")


def test_an_edit_right_after_an_edit_is_shown(open_app: Opener) -> None:
    page = open_app("architecture")
    for turn in range(30):  # each comes while what stands outside the editor follows the last
        plus(page, "layer0-width0").click()
        expect(shape(page, "block1_conv")).to_have_text(f"{97 + turn}×28×28")


def test_on_a_phone_a_swipe_over_the_diagram_edits_nothing_and_a_tap_chooses(
    new_page: NewPage, app_url: str
) -> None:
    page = new_page(size=(390, 844), touch=True)
    page.goto(f"{app_url}architecture")
    expect(layer(page, 0)).to_be_visible()
    settle(page)
    box = layer(page, 0).bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touches(session, "touchStart", (0, (x, y)))
    for step in range(1, 9):
        touches(session, "touchMove", (0, (x, y - 25 * step)))
    touches(session, "touchEnd")
    assert scrolled(page) > 0
    expect(layer(page, 0)).to_have_attribute("aria-selected", "true")
    layer(page, 1).tap()
    expect(layer(page, 1)).to_have_attribute("aria-selected", "true")
    expect(page.locator(".nin-card")).to_contain_text("Pool 1")


def test_on_a_phone_the_totals_stand_between_diagram_and_card(
    new_page: NewPage, app_url: str
) -> None:
    page = new_page(size=(390, 844), touch=True)
    page.goto(f"{app_url}architecture")
    settle(page)
    parts = [layer(page, 0), page.locator(".st-key-totals"), page.locator(".st-key-card")]
    parts.append(page.get_by_role("region", name="Table of layers"))
    tops = [top(part) for part in parts]
    assert tops == sorted(tops)


@pytest.mark.parametrize("width", [1440, 1024])
def test_an_edit_moves_neither_the_buttons_nor_the_diagram_nor_the_fields(
    open_app: Opener, width: int
) -> None:
    page = open_app(f"architecture?net={TINY}", width=width)
    open_card(page, 4)
    parts = [
        *(page.get_by_role("button", name=name) for name in ("Undo", "Start over", "Take away")),
        page.get_by_role("link", name="Train it"),
        layer(page, 0),
        *(field(page, f"layer4-{name}") for name in ("width0", "kernel_size", "padding")),
    ]
    before = [part.bounding_box() for part in parts]
    for name in ("width0", "padding", "kernel_size"):
        plus(page, f"layer4-{name}").click()
        settle(page)
        assert [part.bounding_box() for part in parts] == before
    kernel = field(page, "layer4-kernel_size")
    kernel.fill("20")
    kernel.press("Enter")
    expect(page.locator(".st-key-card-broken")).to_be_visible()
    settle(page)
    # the link to train is gone, and so is the sentence above the fields on what the block makes
    there = [0, 1, 2, 4]
    assert [parts[at].bounding_box() for at in there] == [before[at] for at in there]


def top(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["y"]


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
    for number, keys in (
        (0, ("layer0-width0", "layer0-width1")),
        (2, ("layer2-width0",)),
        (3, ("head-width0", "head-width1")),
    ):
        open_card(page, number)
        for key in keys:
            plus(page, key).click()
            plus(page, key).click()
    expect_link(page, "1x28x10 n10k3-9-10 m2s2 n12k3 fc66-34")
    expect(shape(page, "fc2")).to_have_text("34")


def test_a_click_right_after_a_layer_was_removed_does_no_harm(open_app: Opener) -> None:
    page = open_app("architecture?net=1x28x10_n8k3-7_d0.5_n10k3-10")
    page.evaluate(
        """() => ['.st-key-remove', '.st-key-layer0-width0']
             .map(key => [...document.querySelectorAll(`${key} button`)].at(-1))
             .forEach(button => button.click())"""
    )
    # The click was made on a page that was about to change: taken, or refused in words.
    expect(page).to_have_url(re.compile(r"\?net=1x28x10_d0\.5_n10k3-10$"))
    expect(page.locator(".nin-card")).to_contain_text("Dropout 1")
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
    expect(page.get_by_text("Changed: Block 1: kernel 5 → 6.")).to_be_visible()
    expect(shape(page, "block1_conv")).to_have_text("96×27×27")


def test_a_wrong_link_is_quoted_as_it_is_and_leads_on(open_app: Opener) -> None:
    page = open_app("architecture?net=**b**<img/src=x/onerror=alert(1)>`c`")
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_contain_text(
        "This link is not a network: '**b**<img/src=x/onerror=alert(1)>`c`' is not "
        "CHANNELSxSIZExCLASSES; start with, say, 1x28x10."
    )
    expect(alert.locator("img")).to_have_count(0)
    page.get_by_role("button", name="Open a network that works").click()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    expect(shape(page, "block1_conv")).to_have_text("96×28×28")
    expect(page).to_have_url(re.compile(r"\?weights=mnist$"))


def test_what_does_not_fit_is_red_and_a_repair_mends_it(open_app: Opener) -> None:
    page = open_app("architecture?net=" + MISFIT)
    card = page.locator(".st-key-card-broken")
    expect(card).to_contain_text("Pool 2: a 3×3 window does not fit")
    expect(layer(page, 3)).to_contain_text("does not fit")
    expect(layer(page, 4)).to_have_attribute("aria-label", re.compile("block3_conv: not reached"))
    page.get_by_role("button", name="input 28×28 → 67×67").click()
    expect(card).to_have_count(0)
    expect(shape(page, "gap")).to_have_text("10")
    open_card(page, -1)
    expect(field(page, "input-image_size")).to_have_value("67")


@in_both_browsers
def test_without_a_mouse_a_layer_is_chosen_changed_and_removed(open_app: Opener) -> None:
    page = open_app("architecture")
    tab_to(page, page.get_by_role("listbox", name="Diagram"))
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".nin-card")).to_contain_text("Pool 1")
    tab_to(page, field(page, "layer1-kernel_size"))
    page.keyboard.press("ArrowUp")
    expect(shape(page, "pool1")).to_have_text("48×13×13")
    tab_to(page, page.get_by_role("button", name="Remove"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(row(page, "pool2")).to_have_count(0)
    expect_link(page, MNIST.replace("m3s2c ", "", 1))


@in_both_browsers
def test_a_cell_that_is_pointed_at_shows_what_it_sees(open_app: Opener) -> None:
    page = open_app("architecture")
    cells, said = page.get_by_role("application", name="Cells of"), page.locator(".said")
    expect(said).to_have_attribute("aria-live", "polite")
    expect(cells).to_have_attribute("aria-label", re.compile("Cells of Block 1; the arrow"))
    cells.hover(position={"x": 3, "y": 3})
    expect(said).to_have_text(
        "Cell (0, 0) of Block 1 sees rows 0 to 2 and columns 0 to 2 of the image: 3×3 pixels."
    )
    assert window(page) == pytest.approx((0, 0, 3 / 28, 3 / 28), abs=0.01)
    cells.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text(
        "Cell (3, 1) of Block 1 sees rows 1 to 5 and columns 0 to 3 of the image: 5×4 pixels."
    )
    assert window(page) == pytest.approx((1 / 28, 0, 5 / 28, 4 / 28), abs=0.01)


def test_a_pixel_that_is_pointed_at_shows_which_cells_see_it(open_app: Opener) -> None:
    page = open_app("architecture")
    image, said = page.locator("figure .image"), page.locator(".said")
    image.hover(position={"x": 1, "y": 1})
    expect(said).to_have_text("Pixel (0, 0) of the image is seen by 9 cells of Block 1.")
    assert window(page) == pytest.approx((0, 0, 1 / 28, 1 / 28), abs=0.01)
    box = image.bounding_box()
    assert box is not None
    image.hover(position={"x": box["width"] * 10.5 / 28, "y": box["height"] * 20.5 / 28})
    expect(said).to_have_text("Pixel (20, 10) of the image is seen by 25 cells of Block 1.")
    tab_to(page, image)
    expect(image).to_be_focused()
    for key in ("ArrowUp", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    expect(said).to_have_text("Pixel (18, 9) of the image is seen by 25 cells of Block 1.")
    assert window(page) == pytest.approx((18 / 28, 9 / 28, 1 / 28, 1 / 28), abs=0.01)


def test_the_view_of_cells_follows_layer_and_network(open_app: Opener) -> None:
    page = open_app("architecture")
    open_card(page, 4)
    cells, said = page.get_by_role("application", name="Cells of"), page.locator(".said")
    expect(page.get_by_text("Pool 2: 7×7 cells")).to_be_visible()
    cells.hover(position={"x": 3, "y": 3})
    expect(said).to_have_text(re.compile(r"^Cell \(0, 0\) of Pool 2 sees rows 0 to 12 "))
    plus(page, "layer4-stride").click()
    expect(page.get_by_text("Pool 2: 5×5 cells")).to_be_visible()


def type_into(page: Page, key: str, value: str) -> None:
    field(page, key).press("ControlOrMeta+a")
    field(page, key).press_sequentially(value)
    field(page, key).press("Enter")


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
