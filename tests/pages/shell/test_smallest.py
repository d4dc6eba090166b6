"""Networks and images as small as they come: every view of every page says something of them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import pytest

from nin.codec import loads
from pages.ui.class_maps.views import View as ClassMapsView
from pages.ui.feature_maps.explorer import View as FeatureMapsView
from tests.support.pages.architecture import ArchitecturePage
from tests.support.pages.visitor import Visitor

SMALLEST = (
    "1x1x10_n10k1",  # one pixel
    "1x1x1_n1k1",  # of one class
    "1x28x1_n1k1",  # one class, cells to choose from
    "1x2x2_n2k2",  # one cell a class
    "1x1x3_n1k1_fc",
    "3x2x2_m2s2_n2k1",
)
INSIDE: dict[str, type[StrEnum]] = {"feature_maps": FeatureMapsView, "class_maps": ClassMapsView}


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of runs, empty."""
    monkeypatch.setenv("NIN_RUNS", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("net", SMALLEST)
def test_every_view_inside_the_smallest_networks_opens(net: str) -> None:
    for name, views in INSIDE.items():
        page = Visitor(f"pages/{name}.py", net=net)
        for view in views:
            page.choose(f"{name.replace('_', '-')}-view", view)


@pytest.mark.parametrize("net", SMALLEST)
def test_every_view_of_the_smallest_architectures_opens(net: str) -> None:
    page = ArchitecturePage(net)
    for index in range(-1, len(loads(page.text).layers) + 1):
        page.open_card(index)
    page.open_popover("memory")
    page.open_popover("take-away")
    for name in ("pages/training.py", "app.py"):
        Visitor(name, net=net)


def test_an_image_of_one_pixel_has_no_part_to_cover() -> None:
    page = Visitor("pages/class_maps.py", net="1x1x10_n10k1")
    page.choose("class-maps-view", ClassMapsView.OCCLUSION)
    assert "This image is a single pixel: no part of it can be covered alone." in page.says()


def untrained(net: str, view: ClassMapsView) -> Visitor:
    page = Visitor("pages/class_maps.py", net=net)
    page.choose("class-maps-view", view)
    return page


def test_three_classes_of_one_cell_are_not_called_ten_nor_cells() -> None:
    page = untrained("1x28x3_n3k28", ClassMapsView.SCORES)
    assert page.table("Logit ledger").rows[0][2].endswith("= score")
    assert "÷ 1" not in page.html
    assert "The mean of its 1 cell makes" in page.html
    assert "softmax over 3 scores" in page.html


def mask(page: Visitor, cells: str) -> None:
    """As the browser does, which repeats the number of the order that it knows."""
    page.choose("class-maps-mode", "Mask")
    order = page.app.session_state["class-maps-state"][2]
    page.app.session_state["class-maps"] = {"answer": {"order": order, "mask": cells}}
    page.run()


def test_without_any_cell_no_class_leads() -> None:
    page = untrained("1x28x3_n3k27", ClassMapsView.SCORES)
    mask(page, "1111")
    assert "Clear the mask: 4 cells" in [button.label for button in page.app.button]
    assert "Without the masked cells no class leads: each has 33.3%." in page.html
    page = untrained("1x28x3_n3k28", ClassMapsView.SCORES)
    mask(page, "1")
    assert "Clear the mask: 1 cell" in [button.label for button in page.app.button]
    assert "Without this cell no class leads: each has 33.3%." in page.html


def test_the_only_class_is_not_the_largest_of_several() -> None:
    page = untrained("1x28x1_n1k1", ClassMapsView.SCORES)
    assert "<b>0</b> is the only class." in page.html


def test_the_largest_values_are_counted_in_words_for_any_number() -> None:
    page = untrained("1x28x3_n3k28", ClassMapsView.LARGEST)
    kept = [int(row[1]) for row in page.table("Cells kept").rows[1:]]
    assert sum(kept) == 1
    assert "1 cell above 0 is kept of the 3 of all maps." in page.says()
    assert f"{kept.index(1)} keeps all of them, 1." in page.says()
    page = untrained("1x28x10_n10k1", ClassMapsView.LARGEST)
    assert "cells above 0 are kept of the 7840 of all maps." in page.says()
