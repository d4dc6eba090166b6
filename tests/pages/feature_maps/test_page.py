"""What the Feature maps page says, against the network's own maps and edited copies of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from nin.maps import feature_maps
from nin.model import initial
from nin.presets import PRESETS
from pages.ui.feature_maps.explorer import View
from tests.pages.class_maps.test_page import first_three
from tests.support.pages.inside import InsidePage, number, run_of

TINY = PRESETS["tiny"].network
MODEL = initial(TINY, 0).eval()


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of runs, empty."""
    monkeypatch.setenv("NIN_RUNS", str(tmp_path))
    return tmp_path


@pytest.fixture
def page(root: Path) -> InsidePage:
    return InsidePage("feature_maps", run=run_of(root, TINY))


def layers(page: InsidePage) -> list[str]:
    return [option.split(" · ")[0] for option in page.app.selectbox("shown-layer").options]


def test_every_layer_has_maps_and_its_brightest_cell_an_x_ray_that_adds_up(
    page: InsidePage,
) -> None:
    maps = feature_maps(MODEL, first_three())
    assert layers(page) == [name for name, value in maps.items() if value.dim() == 4]
    for name in layers(page):
        page.pick("shown-layer", name)
        top = float(maps[name].max())
        channel, row, column = np.unravel_index(int(maps[name][0].argmax()), maps[name].shape[1:])
        (title,) = [header.value for header in page.app.header]
        assert title == f"X-ray of {name}, channel {channel}, row {row}, column {column}"
        if name.startswith("block"):
            table = page.table("Terms of the sum")
            last = "After ReLU" if name.endswith("relu") else "Sum"
            assert number(table[last][-1]) == pytest.approx(top, rel=0.006)
            bias = number(table["Bias"][-1])
            parts = ("channel", "The other")
            terms = sum(number(r[-1]) for r in table.rows[1:] if r[0].startswith(parts))
            assert terms + bias == pytest.approx(number(table["Sum"][-1]), abs=0.05)
        elif name.startswith("pool"):
            assert f"{top:.3g}" in page.says()


def test_the_pixel_is_followed_through_the_layers_of_its_block(page: InsidePage) -> None:
    page.pick("shown-layer", "block1_relu")
    steps = page.app.segmented_control("step-block1_relu").options
    assert steps[0] == "block1_conv"
    for step in steps:
        page.choose("step-block1_relu", step)
        assert f"**{step}, channel" in page.says()


def test_one_step_back_looks_into_the_source_of_the_largest_term(page: InsidePage) -> None:
    page.pick("shown-layer", "block1_mlp1_relu")
    label = page.app.button("xray-back").label
    page.click("xray-back")
    (title,) = [header.value for header in page.app.header]
    assert label == f"Back to the term that counts most: {title.removeprefix('X-ray of ')}"
    assert page.app.selectbox("shown-layer").value == "block1_relu"


def test_muting_a_channel_moves_the_scores_as_in_a_copy_without_it(page: InsidePage) -> None:
    page.pick("shown-layer", "block1_relu")
    page.choose("feature-maps-view", View.MUTING)
    page.app.multiselect("muted-block1_relu").select(2).select(5)
    page.run()
    maps = feature_maps(MODEL, first_three())
    silent = maps["block1_relu"].clone()
    silent[:, [2, 5]] = 0
    names = [name for name, _ in MODEL.named_children()]
    with torch.inference_mode():
        wanted = MODEL[names.index("block1_relu") + 1 :](silent)[0].tolist()
    table = page.table("Class scores")
    assert [number(table[str(label)][2]) for label in range(10)] == pytest.approx(
        wanted, abs=0.0051
    )
    page.click("unmute")
    assert len(page.table("Class scores")["0"]) == 2


def test_the_chosen_channel_is_muted_and_heard_again_by_one_button(page: InsidePage) -> None:
    page.choose("feature-maps-view", View.MUTING)
    before = page.table("Class scores")["0"]
    page.click("mute-chosen")
    assert len(page.table("Class scores")["0"]) == 4
    page.click("mute-chosen")
    assert page.table("Class scores")["0"] == before


def test_only_a_1x1_convolution_has_a_mixing_matrix(page: InsidePage) -> None:
    page.choose("feature-maps-view", View.MIXING)
    assert "Only a 1×1 convolution" in page.says()
    page.pick("shown-layer", "block1_mlp1_relu")
    out_channels, in_channels = MODEL.get_parameter("block1_mlp1.weight").shape[:2]
    assert f"{out_channels} rows out, {in_channels} columns in" in page.says()


def test_dead_channels_are_counted_over_test_images(page: InsidePage) -> None:
    page.choose("feature-maps-view", View.DEAD)
    rows = page.table("Dead channels").rows[1:]
    assert [row[0] for row in rows] == [n for n, _ in MODEL.named_children() if "relu" in n]
    for row in rows:
        dead, _, count = row[1].partition(" of ")
        assert 0 <= int(dead) <= int(count)


def test_the_strongest_images_of_the_chosen_channel_are_shown_by_their_digit(
    page: InsidePage,
) -> None:
    page.choose("feature-maps-view", View.STRONGEST)
    html = "".join(element.value for element in page.app.html)
    assert html.count("<figure") == 12
    assert "fires most" in page.says()


def test_the_numbers_of_a_layer_are_those_of_its_maps(page: InsidePage) -> None:
    page.choose("feature-maps-view", View.TABLE)
    values = feature_maps(MODEL, first_three())["block1_relu"][0].numpy()
    table = page.table("Maps of block1_relu")
    for channel, plane in enumerate(values):
        mean, largest, smallest, zero = map(number, table[f"channel {channel}"])
        assert mean == pytest.approx(float(plane.mean()), rel=0.006, abs=1e-6)
        assert largest == pytest.approx(float(plane.max()), rel=0.006)
        assert smallest == pytest.approx(float(plane.min()), rel=0.006)
        assert zero == pytest.approx(float((plane == 0).mean()), abs=0.0051)


def test_scales_and_orders_can_be_chosen(page: InsidePage) -> None:
    page.choose("feature-maps-view", View.TABLE)
    for scale, order, column in (("map", "mean", 1), ("network", "max", 2)):
        page.choose("maps-scale", scale)
        page.choose("maps-order", order)
        assert page.app.segmented_control("maps-scale").value == scale
        table = page.table("Maps of block1_relu")
        values = [number(row[column]) for row in table.rows[1:]]
        assert values == sorted(values, reverse=True)
