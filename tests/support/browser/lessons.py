"""Follow a lesson in a browser: each task done by hand, with the controls of the page itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from nin.analysis import trace
from nin.codec import loads
from nin.lessons import Choice, Guess, Lesson, Look, Run, Step, Write, answer, scene_of, words_at
from nin.lessons.experiment import Outcome, outcome_words
from nin.lessons.formulas import compute
from nin.lessons.judging import written
from nin.lessons.scene import Scene
from nin.spec import Network, NiNBlock
from pages.ui.subject.link_cells import mask_of
from tests.support.browser.architecture import field, open_card
from tests.support.browser.health import settle, tab_to

_MOST_PRESSES = 12  # of the button that leads back from layer to layer


@dataclass(frozen=True)
class Hand:
    """How controls are pressed and fields are filled."""

    press: Callable[[Locator], None]
    fill: Callable[[Locator, str], None]


def _press_by_keys(control: Locator) -> None:
    """Tab leads to a button, and to a group of choices, in which the arrows lead to one."""
    group = control.locator("xpath=ancestor::*[@role='radiogroup']")
    tab_to(control.page, group if group.count() else control)
    while not control.evaluate("element => element.contains(document.activeElement)"):
        control.page.keyboard.press("ArrowRight")
    control.page.keyboard.press("Space")


def _fill_by_keys(field: Locator, text: str) -> None:
    tab_to(field.page, field)
    field.page.keyboard.press("ControlOrMeta+A")
    field.page.keyboard.type(text)


MOUSE, FINGER = Hand(Locator.click, Locator.fill), Hand(Locator.tap, Locator.fill)
KEYS = Hand(_press_by_keys, _fill_by_keys)


def card(page: Page) -> Locator:
    return page.locator(".st-key-lesson")


def heading(page: Page, title: str) -> Locator:
    """The heading of the step that is open."""
    return card(page).get_by_role("heading", name=title, exact=True)


def way(page: Page, name: str) -> Locator:
    """A button of the card."""
    return card(page).get_by_role("button", name=name, exact=True)


def do(page: Page, lesson: Lesson, number: int, hand: Hand) -> None:
    """Do what an open step asks for; a wrong answer first, where there is one.

    Args:
        page: Where it is open.
        lesson: The lesson.
        number: Of the step, from 1.
        hand: By which it is done.
    """
    step, scene = lesson.steps[number - 1], scene_of(words_at(lesson, number))
    match step.task:
        case Guess() as guess:
            _guess(page, guess, scene, hand)
        case Choice(options):
            for option in sorted(options, key=lambda option: option.is_right)[-2:]:
                _choose(page, option.text, hand)
                _expect_said(page, option.says)
        case Look(do):
            _act(page, step, scene, do, hand)
        case Run() as run:
            _predict(page, run, hand)
        case Write():
            words = card(page).get_by_role("textbox", name="Your words")
            hand.fill(words, "What I think.")
            words.blur()
    if not _start(page).count():  # what nobody has trained has no verdict
        _expect_said(page, step.then)
    settle(page)


def _guess(page: Page, guess: Guess, scene: Scene, hand: Hand) -> None:
    for wrong in guess.wrong[:1]:
        _type(page, written(compute(wrong.formula, scene), guess), hand)
        _expect_said(page, wrong.says)
    right = written(answer(guess, scene), guess)
    _type(page, right, hand)
    _expect_said(page, f"Right: it is {right}.")


def _type(page: Page, value: str, hand: Hand) -> None:
    guess = card(page).get_by_role("textbox", name="Your guess")
    hand.fill(guess, value.split(" ")[0])
    guess.press("Enter")


def _choose(page: Page, option: str, hand: Hand) -> None:
    """By the words of an answer: Streamlit covers the round button itself."""
    radio = page.get_by_role("radio", name=option.replace("*", ""), exact=True)
    hand.press(card(page).locator("label").filter(has=radio))


def _predict(page: Page, run: Run, hand: Hand) -> None:
    _choose(page, outcome_words(run, Outcome.ONE), hand)
    expect(card(page).get_by_text("Your runs:").or_(_start(page))).to_be_visible()


def _start(page: Page) -> Locator:
    return card(page).get_by_role("button", name=re.compile(r"Start \d+ runs"))


def _act(page: Page, step: Step, scene: Scene, do: Mapping[str, str], hand: Hand) -> None:
    """Press what the text has in bold, which are the very words on the page; then what is left."""
    names = re.findall(r"\*\*(.+?)\*\*", step.text)
    for name in names:
        if name.endswith("…"):
            _go_back(page, name.removesuffix("…"), hand)
        else:
            hand.press(_control(page, name))
            settle(page)
    if "mask" in do:
        assert scene.image is not None
        _press_cell(page, do["mask"], int(scene.image[0]))
        expect(page.locator(".st-key-cell")).to_contain_text("The masked cell")
    if "net" in do and not names:
        _edit(page, scene.network, loads(do["net"]), hand)


def _control(page: Page, name: str) -> Locator:
    button, radio = (page.get_by_role(role, name=name, exact=True) for role in ("button", "radio"))
    return button.or_(radio)


def _go_back(page: Page, name: str, hand: Hand) -> None:
    """Press the button whose name begins so as long as there is one."""
    back = page.get_by_role("button", name=re.compile(f"^{re.escape(name)}"))
    layer = page.locator(".nin-layer-head h2")
    for _ in range(_MOST_PRESSES):
        if not back.count():
            return
        before = layer.text_content() or ""
        hand.press(back)
        expect(layer).not_to_have_text(before)
        settle(page)


def _press_cell(page: Page, mask: str, map_number: int) -> None:
    """Press the one cell of a mask in this map, at the place that the keys find."""
    cells = mask_of(mask)
    assert cells is not None
    (row,), (column,) = cells.nonzero()
    to_map, to_corner = ["Control+Home", *["PageDown"] * map_number], ["ArrowUp"] * len(cells)
    view = page.locator(".st-key-class-maps")
    view.locator("canvas#tiles").focus()
    for key in (*to_map, *to_corner, "Home", *["ArrowDown"] * row, *["ArrowRight"] * column):
        page.keyboard.press(key)
    box = view.locator(".marks .cursor").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def _edit(page: Page, network: Network, wanted: Network, hand: Hand) -> None:
    """Mend what does not fit, or type the widths that are to be others."""
    if (fault := trace(network).fault) is not None:
        assert fault.layer is not None
        open_card(page, fault.layer)
        hand.press(page.locator(".st-key-repairs").get_by_role("button").first)
        return
    for index, (layer, other) in enumerate(zip(network.layers, wanted.layers, strict=True)):
        if isinstance(layer, NiNBlock) and isinstance(other, NiNBlock):
            for place, (width, new) in enumerate(zip(layer.widths, other.widths, strict=True)):
                if width != new:
                    _enter(page, f"layer{index}-width{place}", new, hand)


def _enter(page: Page, key: str, value: int, hand: Hand) -> None:
    hand.fill(field(page, key), str(value))
    field(page, key).press("Enter")
    settle(page)


def _expect_said(page: Page, words: str) -> None:
    """The card says this, with or without emphasis."""
    expect(card(page)).to_contain_text(words.replace("*", ""))
