"""What the map view is given: values, windows, colours, and the table beside it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from nin.analysis import trace
from nin.analysis.receptive_field import input_span
from nin.codec import loads
from nin.presets import PRESETS
from pages.ui.components.map_view import Maps, windows_of
from pages.ui.components.map_view.colours import NAN, SIDE, colour_table, to_oklab
from pages.ui.components.map_view.maps import Order, arranged, limits
from pages.ui.components.map_view.packet import MAX_CELLS, pack, shown_channels
from tests.support.map_packets import unpacked
from tests.support.pages.map_view import MapPage

STATE = {"masking": False, "order": 0, "ordered": None}


FLOATS = st.floats(width=32)


SHAPES = arrays.array_shapes(min_dims=3, max_dims=3, max_side=4)


GRIDS = arrays.arrays(np.float32, SHAPES, elements=FLOATS)


def some_maps(shape: tuple[int, ...] = (5, 6, 7)) -> NDArray[np.float32]:
    return np.random.default_rng(3).normal(0, 2, shape).astype(np.float32)


@given(GRIDS)
def test_values_come_out_as_they_went_in(grid: NDArray[np.float32]) -> None:
    assert np.array_equal(unpacked(pack(Maps("conv", grid), STATE)).maps, grid, equal_nan=True)


def test_maps_are_sent_in_the_order_shown_each_with_its_name_and_scale() -> None:
    values = some_maps()
    shown = Maps(
        "conv",
        values,
        names=[f"map {i}" for i in range(5)],
        captions=[f"c{i}" for i in range(5)],
        order="max",
        scale="map",
    )
    packet = unpacked(pack(shown, STATE))
    channels = sorted(range(5), key=lambda channel: -values[channel].max())
    assert packet.header["channels"] == channels != list(range(5))
    assert packet.header["names"] == [f"map {i}" for i in channels]
    assert packet.header["captions"] == [f"c{i}" for i in channels]
    assert packet.header["limits"] == [float(np.abs(values[i]).max()) for i in channels]
    assert np.array_equal(packet.maps, values[channels])


def test_values_behind_gap_are_maps_of_one_cell() -> None:
    packet = unpacked(pack(Maps("gap", np.array([1, -2], dtype=np.float32)), STATE))
    assert packet.maps.tolist() == [[[1]], [[-2]]]


@pytest.mark.parametrize("channels", [1, 3])
def test_the_image_is_sent_pixel_for_pixel(channels: int) -> None:
    image = np.random.default_rng(0).integers(0, 256, (channels, 4, 5), dtype=np.uint8)
    for sent in (image, image.astype(np.float32) / 255):
        got = unpacked(pack(Maps("conv", some_maps(), image=sent), STATE)).image
        assert got is not None
        assert np.array_equal(got, image.transpose(1, 2, 0))


def test_an_image_of_other_channels_is_shown_grey_as_their_mean() -> None:
    image = np.stack([np.zeros((2, 2)), np.ones((2, 2))])
    got = unpacked(pack(Maps("conv", some_maps(), image=image), STATE)).image
    assert got is not None
    assert got.shape == (2, 2, 1)
    assert set(got.flat) == {128}


def test_more_cells_than_a_browser_can_take_are_cut_after_the_first_maps_of_the_order() -> None:
    values = np.zeros((40, 224, 224), dtype=np.float32)
    values[30] = 1
    shown = Maps("conv", values, order="mean")
    sent = shown_channels(shown)
    assert sent[0] == 30
    assert len(sent) == MAX_CELLS // 224**2 < 40
    assert unpacked(pack(shown, STATE)).header["channels"] == sent


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"values": np.zeros((2, 2), np.float32)}, r"maps are \(C, H, W\), got \(2, 2\)"),
        ({"values": np.zeros((0, 2, 2), np.float32)}, r"maps are \(C, H, W\), got \(0, 2, 2\)"),
        ({"names": ["a"]}, "1 names for 5 maps"),
        ({"captions": ["a"]}, "1 captions for 5 maps"),
        ({"scale": "network"}, "the scale of the network needs its network_limit"),
        ({"overlay": 0.5}, "an overlay needs an image"),
    ],
)
def test_parts_that_do_not_fit_each_other_are_refused(parts: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=f"^conv: {words}$"):
        Maps(**{"name": "conv", "values": some_maps(), **parts})


@given(GRIDS, st.sampled_from(["index", "mean", "max"]))
def test_maps_are_ordered_by_their_own_numbers_and_equals_by_index(
    grid: NDArray[np.float32], order: Order
) -> None:
    found = arranged(Maps("conv", grid, order=order))
    assert sorted(found) == list(range(len(grid)))
    keys = [_key(order, channel, grid[channel].astype(np.float64)) for channel in found]
    for (above, first), (below, second) in pairwise(keys):
        assert np.isnan(below) or above > below or (above == below and first < second)


def _key(order: Order, channel: int, values: NDArray[np.float64]) -> tuple[float, int]:
    if order == "index":
        return 0, channel
    with np.errstate(invalid="ignore"):
        return float(values.mean() if order == "mean" else values.max()), channel


def test_the_scale_is_of_the_map_of_the_layer_or_of_the_network() -> None:
    grid = np.array([[[1, -3]], [[2, np.inf]], [[np.nan, 0]]], dtype=np.float32)
    assert limits(Maps("conv", grid, scale="map")).tolist() == [3, 2, 0]
    assert limits(Maps("conv", grid, scale="layer")).tolist() == [3, 3, 3]
    network = Maps("conv", grid, scale="network", network_limit=7)
    assert limits(network).tolist() == [7, 7, 7]


def test_lightness_rises_from_zero_evenly_and_alike_on_both_sides() -> None:
    lightness = to_oklab(colour_table()[:NAN])[:, 0]
    steps = np.diff(lightness)
    assert (steps[:SIDE] < 0).all()
    assert (steps[SIDE:] > 0).all()
    assert np.abs(lightness - lightness[::-1]).max() < 0.02
    assert np.abs(np.abs(steps) - np.abs(steps).mean()).max() < 0.004


def test_zero_is_neutral_and_what_is_no_number_looks_like_no_value() -> None:
    table = colour_table()
    assert np.ptp(table[SIDE].astype(int)) < 12
    distance = np.abs(to_oklab(table[:NAN]) - to_oklab(table[NAN])).sum(axis=1)
    assert distance.min() > 0.2


# Linear RGB as seen with no long, no middle, and no short cones (Machado et al., 2009).
DEFICIENCIES = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


@pytest.mark.parametrize("name", DEFICIENCIES)
def test_signs_differ_with_every_kind_of_colour_blindness(name: str) -> None:
    linear = (colour_table()[:NAN] / 255) ** 2.2
    seen = (linear @ np.array(DEFICIENCIES[name]).T).clip(0, 1) ** (1 / 2.2)
    lab = to_oklab(np.rint(255 * seen).astype(np.uint8))
    distance = np.linalg.norm(lab - lab[::-1], axis=1)
    assert distance[SIDE + SIDE // 4 : SIDE + 9 * SIDE // 10].min() > 0.08
    assert (np.diff(lab[SIDE::8, 0]) > 0).all()
    assert (np.diff(lab[SIDE::-8, 0]) > 0).all()


@pytest.mark.parametrize("preset", ["d2l", "mnist", "cifar10"])
def test_windows_are_those_of_the_analysis_and_cells_lie_around_their_middles(preset: str) -> None:
    network = PRESETS[preset].network
    rows = trace(network).rows
    for row in rows:
        windows = windows_of(rows, row.name, network.image_size)
        side = row.out_shape[-1] if len(row.out_shape) == 3 else 1
        assert windows.spans == tuple(input_span(rows, row.name, cell) for cell in range(side))
        for cell, span in enumerate(windows.spans):
            if span and span[1] - span[0] == row.receptive_field and side > 1:
                middle = windows.start + (cell + 0.5) * windows.step
                assert middle == (span[0] + span[1]) / 2


def test_a_cell_behind_gap_lies_on_the_whole_image() -> None:
    rows = trace(loads("1x30x10 n4k5s2 m3s2 n10k2-10")).rows
    windows = windows_of(rows, "gap", 30)
    assert windows.spans == ((0, 29),)
    assert (windows.start, windows.step) == (0, 30)


def test_the_table_says_of_each_map_what_the_numbers_are() -> None:
    page = MapPage()
    assert page.table.label == "Maps of conv"
    assert page.table.rows[0] == ["Map", "Mean", "Largest", "Smallest", "Zero"]
    assert page.table["channel 0"] == ["3.50", "7.00", "0", "12%"]
    assert page.table["channel 1"] == ["11.5", "15.0", "8.00", "0%"]
    assert len(page.table.rows) == 3
    assert page.captions == ["The first 2 of 3 maps in this order."]
