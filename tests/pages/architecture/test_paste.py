"""What is pasted on the Architecture page, a text, a link or PyTorch code, and what is said."""

from __future__ import annotations

import pytest

from nin.export.code import to_pytorch
from nin.presets import PRESETS, find
from tests.support.pages.architecture import MNIST, ArchitecturePage, assert_shows
from tests.support.paths import ROOT

TINY = PRESETS["tiny"].text
SNIPPETS = ROOT / "tests" / "sources" / "accepted"
BOOK = (SNIPPETS / "book_second_edition.txt").read_text(encoding="utf-8")
NO_SIZE = (SNIPPETS / "equal_tuples.txt").read_text(encoding="utf-8")
SMALL = NO_SIZE.splitlines()[0].removeprefix("# ")
LAZY = """
from torch import nn
net = nn.Sequential(nn.LazyConv2d(5, 3), nn.ReLU(), nn.Flatten(), nn.LazyLinear(4))
"""


def pasted(text: str) -> ArchitecturePage:
    """The page after this was pasted into the field and its button pressed."""
    page = ArchitecturePage()
    page.open_popover("paste")
    page.app.text_area("pasted").set_value(text)
    page.click("paste-it")
    return page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (TINY, TINY),
        (f"  {TINY.replace(' ', '_')} fc64\n", f"{TINY} fc64"),
        ("d2l", PRESETS["d2l"].text),
        (f"http://localhost:8501/architecture?net={TINY.replace(' ', '_')}", TINY),
        ("https://a.school/?weights=tiny&view=Scores", TINY),
        (BOOK, PRESETS["d2l"].text),
        (to_pytorch(find("cifar10")), PRESETS["cifar10"].text),
    ],
    ids=[
        "text",
        "text as in a link",
        "name",
        "link",
        "link to weights",
        "the book",
        "our own code",
    ],
)
def test_what_is_pasted_is_shown_and_can_be_undone(text: str, shown: str) -> None:
    page = pasted(text)
    assert_shows(page, shown)
    assert page.messages() == []
    assert not page.app.session_state["paste-popover"]
    page.click("undo")
    assert_shows(page, MNIST)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "your code: has no network"),
        ("1x28x10 q3", "Not shown: 'q3' is not a layer"),
        ("import torch\nnet = torch.nn.Sequential(\n", "your code, line 2: is no Python"),
        (NO_SIZE.replace("MaxPool2d((3, 3), (2, 2))", "nn.BatchNorm2d(6)"), "your code, line 6"),
        ("http://localhost:8501/?weights=none-such", "no weights of that name"),
        ("http://localhost:8501/?run=none-such", "there is no run none-such here"),
        ("http://[?net=1", "your code"),
        ("x = 1\n" * 6_000, "has 36,000 characters; at most 30,000 are read"),
    ],
    ids=[
        "nothing",
        "text",
        "no Python",
        "batch norm",
        "no weights",
        "no run",
        "no address",
        "long",
    ],
)
def test_what_is_no_network_is_one_sentence_and_nothing_is_lost(text: str, words: str) -> None:
    page = pasted(text)
    (message,) = page.messages()
    assert words in message
    assert_shows(page, MNIST)
    assert page.app.text_area("pasted").value == text


def test_what_code_does_not_say_of_its_images_is_asked_for() -> None:
    page = pasted(NO_SIZE)
    assert page.messages() == ["The code does not say what its images are: enter it here."]
    page.app.number_input("paste-side").set_value(28)
    page.app.number_input("paste-channels").set_value(3)  # but the code has one
    page.click("paste-it")
    assert_shows(page, SMALL)


def test_the_channels_of_lazy_layers_are_those_that_are_entered() -> None:
    page = pasted(LAZY)
    page.app.number_input("paste-side").set_value(12)
    page.app.number_input("paste-channels").set_value(3)
    page.click("paste-it")
    assert_shows(page, "3x12x4 n5k3 fc")


def test_a_fault_in_the_code_keeps_the_fields_that_were_asked_for() -> None:
    page = pasted(NO_SIZE)
    page.app.number_input("paste-side").set_value(2)
    page.click("paste-it")
    (message,) = page.messages()
    assert "does not fit" in message
    page.app.number_input("paste-side").set_value(28)
    page.click("paste-it")
    assert_shows(page, SMALL)
