"""What the Feature maps page says, against the network's own maps and edited copies of it."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from nin.codec import link, loads
from nin.maps import feature_maps
from nin.model import initial
from nin.presets import PRESETS
from pages.ui.feature_maps.explorer import View
from tests.pages.class_maps.test_page import first_three
from tests.support.pages.inside import InsidePage, number, run_of

TINY = PRESETS["tiny"].network
MODEL = initial(TINY, 0).eval()
LAYERS = {
    "block1_relu": "Block 1, conv 5×5",
    "block1_mlp1_relu": "Block 1, conv 1×1 #1",
    "pool1": "Max pool 1",
    "block2_relu": "Block 2, conv 3×3",
    "block2_mlp1_relu": "Block 2, conv 1×1 #1",
    "pool2": "Max pool 2",
    "block3_relu": "Block 3, conv 3×3",
    "block3_mlp1_relu": "Block 3, conv 1×1 #1",
}


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of runs, empty."""
    monkeypatch.setenv("NIN_RUNS", str(tmp_path))
    return tmp_path


@pytest.fixture
def page(root: Path) -> InsidePage:
    return InsidePage("feature_maps", run=run_of(root, TINY))


def show(page: InsidePage, layer: str) -> None:
    """Choose a layer in the list, as the browser does."""
    chosen = page.app.session_state.get("trail", {})
    count = (chosen.get("chosen") or [0, ""])[0]
    page.app.session_state["trail"] = {"chosen": [count + 1, layer]}
    page.run()


def layer_shown(page: InsidePage) -> str:
    (title,) = re.findall(r'nin-layer-head \w+"><h2>(.*?)</h2>', page.html)
    return str(title)


def cell_shown(page: InsidePage) -> tuple[int, ...]:
    (place,) = re.findall(r"X-ray: channel (\d+), row (\d+), column (\d+)", page.html)
    return tuple(map(int, place))


def terms(page: InsidePage) -> dict[str, float]:
    """What each line of the sum adds."""
    return {row[0]: number(row[-1]) for row in page.table("Terms of the sum").rows[1:]}


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_has_maps_and_a_telling_cell_an_x_ray_that_adds_up(
    page: InsidePage, layer: str
) -> None:
    show(page, layer)
    assert layer_shown(page) == LAYERS[layer]
    values = feature_maps(MODEL, first_three())[layer][0].numpy()
    channel, row, column = cell_shown(page)
    assert channel > 0
    value = values[channel, row, column]
    assert value == values[1:].max()
    if layer.startswith("pool"):
        assert f"{value:.3g}" in page.says()
        return
    sums = terms(page)
    parts = [v for name, v in sums.items() if name.startswith("channel") or "other" in name]
    assert sum(parts) + sums["bias"] == pytest.approx(sums["sum"], abs=1e-9)  # as it stands
    assert sums["ReLU"] == pytest.approx(value, rel=0.0006)
    assert "The same" in page.says()


def test_the_way_back_leads_from_the_last_layer_to_the_image_through_pools(
    page: InsidePage,
) -> None:
    show(page, "block3_mlp1_relu")
    maps = {name: value[0].numpy() for name, value in feature_maps(MODEL, first_three()).items()}
    order = [*LAYERS][::-1]
    for layer, below in itertools.pairwise(order):
        channel, row, column = cell_shown(page)
        page.click("xray-back")
        assert layer_shown(page) == LAYERS[below]
        source = cell_shown(page)
        if layer.startswith("pool"):  # the cell that won
            assert maps[below][source] == maps[layer][channel, row, column]
        elif "mlp" in layer:  # the channel of the same pixel that adds most
            assert source[1:] == (row, column)
            name = layer.removesuffix("_relu")
            weight = MODEL.get_parameter(f"{name}.weight").detach().numpy()
            adds = maps[below][:, row, column] * weight[channel, :, 0, 0]
            assert source[0] == int(np.abs(adds).argmax())
    assert not page.has("xray-back")
    assert "It reads the image itself: the way back ends here." in page.says()


def test_a_layer_on_the_way_shows_again_the_cell_that_was_passed(page: InsidePage) -> None:
    show(page, "block2_mlp1_relu")
    start = cell_shown(page)
    page.click("xray-back")
    page.click("xray-back")
    show(page, "block2_mlp1_relu")
    assert cell_shown(page) == start


def test_on_to_the_next_layer_stays_at_the_pixel(page: InsidePage) -> None:
    show(page, "block1_relu")
    _, row, column = cell_shown(page)
    page.click("xray-next")
    assert layer_shown(page) == LAYERS["block1_mlp1_relu"]
    assert cell_shown(page)[1:] == (row, column)
    assert not page.has("xray-next")


def test_muting_a_channel_moves_the_scores_as_in_a_copy_without_it(page: InsidePage) -> None:
    show(page, "block1_relu")
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
    assert "Muted: Block 1, conv 5×5, channels 2, 5" in page.says()
    page.click("unmute")
    assert len(page.table("Class scores")["0"]) == 2


@pytest.mark.parametrize("view", [View.XRAY, View.MUTING])
def test_the_chosen_channel_is_muted_and_heard_again_by_one_button(
    page: InsidePage, view: View
) -> None:
    page.choose("feature-maps-view", view)
    page.click("mute-chosen")
    assert "Muted: " in page.says()
    page.click("mute-chosen")
    assert "Muted: " not in page.says()


def test_all_weights_are_the_matrix_of_the_1x1_convolution(page: InsidePage) -> None:
    page.app.toggle("all-weights").set_value(True)
    page.run()
    outputs, inputs = MODEL.get_parameter("block1_mlp1.weight").shape[:2]
    assert f"All {outputs} · {inputs} weights: a row for each output channel" in page.says()
    show(page, "block1_relu")
    assert "all-weights" not in [toggle.key for toggle in page.app.toggle]


def test_dead_channels_are_counted_over_test_images(page: InsidePage) -> None:
    page.choose("feature-maps-view", View.DEAD)
    rows = page.table("Dead channels").rows[1:]
    assert [row[0] for row in rows] == [LAYERS[name] for name in LAYERS if "relu" in name]
    for row in rows:
        dead, _, count = row[1].partition(" of ")
        assert 0 <= int(dead) <= int(count)


def test_the_strongest_images_of_the_chosen_channel_are_shown_by_their_digit(
    page: InsidePage,
) -> None:
    page.choose("feature-maps-view", View.STRONGEST)
    html = "".join(element.value for element in page.app.html)
    assert html.count('<figure class="nin-map') == 12
    assert "Block 1, conv 1×1 #1 fires most" in page.says()


def test_the_numbers_of_a_layer_are_those_of_its_maps(page: InsidePage) -> None:
    show(page, "block1_relu")
    page.choose("feature-maps-view", View.TABLE)
    values = feature_maps(MODEL, first_three())["block1_relu"][0].numpy()
    table = page.table("Maps of block1_relu")
    for channel, plane in enumerate(values):
        mean, largest, smallest, zero = map(number, table[f"channel {channel}"])
        assert mean == pytest.approx(float(plane.mean()), rel=0.006, abs=1e-6)
        assert largest == pytest.approx(float(plane.max()), rel=0.006)
        assert smallest == pytest.approx(float(plane.min()), rel=0.006)
        assert zero == pytest.approx(float((plane == 0).mean()), abs=0.0051)


def test_the_order_can_be_chosen(page: InsidePage) -> None:
    page.choose("feature-maps-view", View.TABLE)
    for order, column in (("mean", 1), ("max", 2)):
        page.choose("maps-order", order)
        table = page.table("Maps of block1_mlp1_relu")
        values = [number(row[column]) for row in table.rows[1:]]
        assert values == sorted(values, reverse=True)


def test_a_wide_layer_is_shown_by_pages_and_the_page_follows_the_chosen_channel() -> None:
    wide = loads("1x28x10 n130k5s4p2-10")
    page = InsidePage("feature_maps", net=link("1x28x10 n130k5s4p2-10"), layer="block1_conv")
    pages = page.app.segmented_control("maps-page")
    assert pages.options == ["0–63", "64–127", "128–129"]
    values = feature_maps(initial(wide, 0).eval(), first_three())["block1_relu"][0].numpy()
    strongest = int(values[1:].max((1, 2)).argmax()) + 1
    assert pages.value == strongest // 64 * 64
    page.choose("maps-page", 128)
    assert page.app.segmented_control("maps-page").value == 128


def test_a_link_opens_the_layer_and_the_cell() -> None:
    page = InsidePage("feature_maps", layer="block2_mlp2_relu", cell="5.3.4")
    assert layer_shown(page) == "Block 2, conv 1×1 #2"
    assert cell_shown(page) == (5, 3, 4)


@pytest.mark.parametrize("cell", ["", "1.2", "a.b.c", "-1.0.0", "99999.0.0", "0.99.0", "9" * 50])
def test_a_cell_that_a_link_cannot_mean_is_no_fault(cell: str) -> None:
    page = InsidePage("feature_maps", layer="no such layer", cell=cell)
    assert layer_shown(page) == "Block 1, conv 1×1 #1"
    assert len(cell_shown(page)) == 3
