"""Networks and images as small as they come: every view of every page says something of them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import pytest

from pages.ui.architecture.views import View as ArchitectureView
from pages.ui.class_maps.views import View as ClassMapsView
from pages.ui.feature_maps.explorer import View as FeatureMapsView
from pages.ui.subject.network_choice import Choice, Kind
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
        page.pick("network-choice", Choice(Kind.UNTRAINED))
        for view in views:
            page.choose(f"{name.replace('_', '-')}-view", view)


@pytest.mark.parametrize("net", SMALLEST)
def test_every_view_of_the_smallest_architectures_opens(net: str) -> None:
    page = Visitor(net=net)
    for view in ArchitectureView:
        page.choose("architecture-view", view)
    for name in ("training", "draw"):
        Visitor(f"pages/{name}.py", net=net)


def test_an_image_of_one_pixel_has_no_part_to_cover() -> None:
    page = Visitor("pages/class_maps.py", net="1x1x10_n10k1")
    page.pick("network-choice", Choice(Kind.UNTRAINED))
    page.choose("class-maps-view", ClassMapsView.OCCLUSION)
    assert "This image is a single pixel: no part of it can be covered alone." in page.says()
