"""Links: what each word opens, that a link opens what it was made of, and hostile ones."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
import pytest
from PIL import Image

from nin.codec import link
from nin.limits import MAX_LINK
from nin.presets import PRESETS
from pages.ui.shell.known_weights import Origin
from tests.support.pages.inside import InsidePage, run_of
from tests.support.pages.start import StartPage, encoded, on_pad
from tests.support.pages.visitor import Visitor

TINY = PRESETS["tiny"]
EDITED = "1x28x10 n17k5p2-16 m3s2c n32k3p1-32 m3s2c n48k3p1-10"


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of runs, empty."""
    monkeypatch.setenv("NIN_RUNS", str(tmp_path))
    return tmp_path


def sent(page: Visitor) -> dict[str, str]:
    """The words of the link that the page offers."""
    page.app.session_state["link-popover"] = True
    page.run()
    (code,) = [code.value for code in page.app.code]
    assert len(code) <= MAX_LINK + 40  # and the server's own address
    return dict(parse_qsl(code.partition("?")[2]))


@pytest.mark.parametrize(
    ("query", "label", "address"),
    [
        ({}, "MNIST, the authors' NiN** · :green[trained", {"weights": "mnist"}),
        (
            {"weights": "tiny-dense"},
            "Tiny, dense head** · :green[",
            {"weights": "tiny-dense"},
        ),
        ({"net": link(EDITED)}, "Tiny, edited** · :orange[untrained", {"net": link(EDITED)}),
        ({"net": link(TINY.text)}, "Tiny** · :green[trained", {"weights": "tiny"}),
        (
            {"net": link(TINY.text), "weights": "none"},
            "Tiny** · :orange[untrained",
            {"net": link(TINY.text), "weights": "none"},
        ),
    ],
)  # fmt: skip
def test_a_link_opens_its_network_with_its_weights_and_the_bar_says_which(
    query: dict[str, str], label: str, address: dict[str, str]
) -> None:
    page = Visitor("pages/training.py", **query)
    assert label in page.labels()
    assert page.address == address


def test_a_run_in_a_link_is_looked_at_everywhere(root: Path) -> None:
    name = run_of(root, TINY.network)
    page = Visitor("pages/training.py", run=name)
    assert page.address == {"run": name}
    page.visit("pages/class_maps.py")
    assert page.address == {"run": name}
    assert "Tiny" in page.labels()


def test_an_edit_is_untrained_and_undoing_it_brings_the_weights_back() -> None:
    page = Visitor("pages/architecture.py", weights="tiny")
    page.app.number_input("layer0-width0").set_value(17)
    page.run()
    page.run()
    assert "Tiny, edited** · :orange[untrained: train it]" in page.labels()
    assert page.address == {"net": link(EDITED)}
    page.app.number_input("layer0-width0").set_value(16)
    page.run()
    page.run()
    assert page.address == {"weights": "tiny"}  # by hand
    page.click("undo")
    page.click("undo")
    assert page.address == {"weights": "tiny"}


@pytest.mark.parametrize("query", [{"weights": "no such"}, {"weights": "../../etc/passwd"},
                                   {"weights": "<b>"}])  # fmt: skip
def test_weights_that_are_not_there_are_a_sentence(query: dict[str, str]) -> None:
    page = Visitor("pages/class_maps.py", **query)
    assert page.messages() == [
        "This link cannot be followed: there are no weights of that name here."
    ]
    assert "MNIST, the authors' NiN" in page.labels()


def test_a_link_carries_a_drawing_to_another_browser() -> None:
    page = StartPage()
    page.draw(on_pad(5))
    other = StartPage(**sent(page))
    assert other.bars == page.bars
    assert other.digit == "5"


def test_a_link_carries_a_sample_the_layer_the_cell_and_the_view() -> None:
    page = InsidePage("feature_maps", layer="block2_mlp1_relu", cell="5.3.4", image="7:2")
    page.choose("feature-maps-view", "Muting")
    words = sent(page)
    assert words == {"weights": "mnist", "image": "7:2", "layer": "block2_mlp1_relu",
                     "cell": "5.3.4", "view": "Muting"}  # fmt: skip
    other = InsidePage("feature_maps", **words)
    assert sent(other) == words
    assert other.app.segmented_control("feature-maps-view").value == "Muting"


def test_a_link_carries_the_view_of_the_class_maps_and_what_is_pressed() -> None:
    page = InsidePage("class_maps", view="Scores", mode="Mask", cell="4.2.3")
    assert page.app.segmented_control("class-maps-mode").value == "Mask"
    assert "row 2, column 3" in page.html
    assert sent(page) == {"weights": "mnist", "image": "3:1", "view": "Scores", "mode": "Mask",
                          "cell": "4.2.3"}  # fmt: skip
    page = InsidePage("class_maps", view="Moved image")
    assert page.app.segmented_control("class-maps-view").value == "Moved image"


def test_a_picture_that_does_not_fit_a_link_is_left_out_and_that_is_said() -> None:
    page = StartPage(net="3x64x10_n10k3s8")
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    page.choose("source", "Upload")
    page.upload(("noise.png", encoded(Image.fromarray(noise))))
    assert "image" not in sent(page)
    assert "The picture is too large for a link: who opens it sees a sample." in page.says()


HOSTILE = [
    "1x28x28", "1x28x28.", "1x28x28.AAAA", "1x28x28." + "A" * 5_000, "0x28x28.AAAA",
    "4x28x28.eJw", "1x0x28.eJw", "3x33x33.eJw", "1x99999x99999.eJw", "x.x", "-1:2", "<b>:1",
    "3:999999", "3:-1", "3:", "\x00:1", "٣:٣",
]  # fmt: skip


@pytest.mark.parametrize("image", HOSTILE)
def test_an_image_in_a_link_that_is_none_leaves_another_one(image: str) -> None:
    page = StartPage(image=image)
    assert re.fullmatch(r"\d", page.digit)


def test_what_unpacks_to_more_than_its_shape_is_refused() -> None:
    import base64
    import zlib

    bomb = base64.urlsafe_b64encode(zlib.compress(bytes(10_000_000))).decode()
    assert StartPage(image=f"1x28x28.{bomb}").digit == "4"  # the drawing that is there at first


def test_back_follows_steps_and_says_nothing_of_the_image_that_came_since() -> None:
    page = StartPage(weights="tiny", image="7:1")
    assert page.address == {"weights": "tiny", "image": "7:1"}
    page.look_into(Origin.bundled("mnist"))
    assert page.address == {"weights": "mnist"}
    page.draw(on_pad(5))
    page.follow(weights="tiny", image="7:1")
    assert page.address == {"weights": "tiny", "image": "7:1"}
    assert "Tiny" in page.labels()


def test_the_menu_leads_without_a_link_and_changes_nothing() -> None:
    page = StartPage(net=link(EDITED))
    for other in ("pages/class_maps.py", "pages/training.py", "app.py"):
        page.visit(other)
        assert page.address == {"net": link(EDITED)}
