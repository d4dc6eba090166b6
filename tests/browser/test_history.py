"""Undo, back, reload and links of the Architecture page, slow and fast."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from nin.presets import PRESETS
from tests.browser.conftest import Opener, in_both_browsers
from tests.support.browser.architecture import (
    TINY,
    expect_link,
    field,
    open_card,
    plus,
    shape,
    take_away,
)
from tests.support.browser.health import settle

pytestmark = pytest.mark.browser


MNIST = PRESETS["mnist"].text


STEPS = [(0, 0), (1, 0), (1, 1), (2, 1), (2, 2), (3, 2), (3, 3)]  # of width and kernel


HOME = re.compile(r"\?weights=mnist$")  # the address of the bundled weights


def test_undo_and_redo_move_table_field_and_link(open_app: Opener) -> None:
    page = open_app("architecture")
    plus(page, "layer0-width0").click()
    expect_link(page, MNIST.replace("n96", "n97"))
    page.get_by_role("button", name="Undo").click()
    expect(shape(page, "block1_conv")).to_have_text("96×28×28")
    expect(field(page, "layer0-width0")).to_have_value("96")
    expect(page).to_have_url(HOME)
    page.get_by_role("button", name="Redo").click()
    expect(shape(page, "block1_conv")).to_have_text("97×28×28")
    expect(field(page, "layer0-width0")).to_have_value("97")
    expect_link(page, MNIST.replace("n96", "n97"))


def test_quick_undos_lead_back_and_lose_nothing(open_app: Opener) -> None:
    page = open_app("architecture")
    chain = [MNIST.replace("n96k5", f"n{96 + width}k{5 + kernel}") for width, kernel in STEPS]
    for (before, after), text in zip(pairwise(STEPS), chain[1:], strict=True):
        plus(page, "layer0-width0" if before[0] < after[0] else "layer0-kernel_size").click()
        expect_link(page, text)  # edits that come at once may be made in another order
    page.get_by_role("button", name="Undo").hover()
    for _ in range(8):  # too many; and where two come at once, Streamlit takes them for one
        page.mouse.down()
        page.mouse.up()
    open_card(page, 1)  # after all that came before
    open_card(page, 0)
    expect(page.get_by_role("button", name="Redo")).to_be_enabled()
    fields = [field(page, f"layer0-{key}") for key in ("width0", "kernel_size")]
    for shown in fields:  # a field that moved is empty until its value follows
        expect(shown).to_have_value(re.compile("[0-9]+"))
    width, kernel = (int(shown.input_value()) for shown in fields)
    reached = STEPS.index((width - 96, kernel - 5))
    expect(shape(page, "block1_conv")).to_contain_text(f"{width}×")
    for text in chain[reached + 1 :]:
        page.get_by_role("button", name="Redo").click()
        expect_link(page, text)
    expect(shape(page, "block1_conv")).to_have_text("99×25×25")


def test_one_undo_too_many_does_nothing(open_app: Opener) -> None:
    page = open_app("architecture")
    plus(page, "layer0-width0").click()
    expect(shape(page, "block1_conv")).to_have_text("97×28×28")
    page.get_by_role("button", name="Undo").dblclick()
    expect(page.get_by_role("button", name="Redo")).to_be_enabled()
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    settle(page)
    expect(shape(page, "block1_conv")).to_have_text("96×28×28")
    expect(field(page, "layer0-width0")).to_have_value("96")


def test_a_link_shows_the_same_network_to_somebody_else(open_app: Opener, app_url: str) -> None:
    page = open_app("architecture")
    plus(page, "layer0-width0").click()
    expect(shape(page, "block1_conv")).to_have_text("97×28×28")
    open_card(page, 6)
    page.get_by_role("button", name="Insert after").click()
    page.get_by_role("menuitem", name="Average pool").click()
    expect(shape(page, "pool3")).to_have_text("10×3×3")
    text = MNIST.replace("n96", "n97") + " a2s2"
    expect_link(page, text)
    take_away(page)
    expect(page.get_by_text(page.url, exact=True).first).to_be_visible()
    other = open_app(page.url.removeprefix(app_url))
    expect(shape(other, "block1_conv")).to_have_text("97×28×28")
    expect(shape(other, "pool3")).to_have_text("10×3×3")
    expect(field(other, "layer0-width0")).to_have_value("97")
    expect_link(other, text)


@in_both_browsers
def test_back_and_forward_walk_through_the_edits(open_app: Opener) -> None:
    page = open_app("architecture?net=" + TINY)
    plus(page, "layer0-width0").click()
    expect_link(page, TINY.replace("n16", "n17"))
    expect(shape(page, "block1_conv")).to_have_text("17×28×28")
    page.go_back()
    expect(shape(page, "block1_conv")).to_have_text("16×28×28")
    expect(field(page, "layer0-width0")).to_have_value("16")
    expect(page).to_have_url(re.compile(r"\?weights=tiny$"))
    page.go_forward()
    expect(shape(page, "block1_conv")).to_have_text("17×28×28")
    expect(field(page, "layer0-width0")).to_have_value("17")
    expect_link(page, TINY.replace("n16", "n17"))


def test_a_reload_keeps_the_network(open_app: Opener) -> None:
    page = open_app("architecture")
    plus(page, "layer0-width0").click()
    expect_link(page, MNIST.replace("n96", "n97"))
    page.reload()
    settle(page)
    expect(shape(page, "block1_conv")).to_have_text("97×28×28")
    expect(field(page, "layer0-width0")).to_have_value("97")


@in_both_browsers
def test_back_at_once_after_an_edit_undoes_nothing_else(open_app: Opener) -> None:
    page = open_app("architecture?net=" + TINY)
    for width in (17, 18):
        plus(page, "layer0-width0").click()
        expect_link(page, TINY.replace("n16", f"n{width}"))
    page.go_back()  # no second has gone by
    expect(shape(page, "block1_conv")).to_have_text("17×28×28")
    page.go_back()
    expect(shape(page, "block1_conv")).to_have_text("16×28×28")
    page.go_forward()
    expect(shape(page, "block1_conv")).to_have_text("17×28×28")
    page.go_forward()
    expect(shape(page, "block1_conv")).to_have_text("18×28×28")
    expect_link(page, TINY.replace("n16", "n18"))


@in_both_browsers
def test_back_leads_through_pages_and_the_networks_that_they_showed(open_app: Opener) -> None:
    page = open_app("architecture?net=" + TINY)
    plus(page, "layer0-width0").click()
    expect_link(page, TINY.replace("n16", "n17"))
    page.get_by_role("link", name="Class maps", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Each map is one class")
    expect_link(page, TINY.replace("n16", "n17"))
    settle(page)
    page.go_back()
    expect(shape(page, "block1_conv")).to_have_text("17×28×28")
    settle(page)
    page.go_back()
    expect(shape(page, "block1_conv")).to_have_text("16×28×28")
    page.go_forward()
    expect(shape(page, "block1_conv")).to_have_text("17×28×28")
    settle(page)
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Each map is one class")


@pytest.mark.parametrize("name", ["", "class_maps", "feature_maps", "architecture", "training"])
def test_the_link_of_each_page_opens_it_elsewhere_as_it_is(
    open_app: Opener, app_url: str, name: str
) -> None:
    page = open_app(f"{name}?weights=tiny&image=7:2")
    page.locator(".st-key-link-popover").get_by_role("button").click()
    link = page.locator("[data-testid=stCode]").first.text_content() or ""
    other = open_app(link.strip().removeprefix(app_url))
    words = re.compile("Tiny.*trained, 9")
    for opened in (page, other):
        expect(opened.locator(".st-key-network-popover")).to_contain_text(words)
        expect(opened.locator(".st-key-image-popover")).to_contain_text("7, MNIST")
