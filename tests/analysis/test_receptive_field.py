"""Receptive fields against autograd."""

from dataclasses import replace

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from nin.analysis import trace
from nin.analysis.receptive_field import Window, input_span, input_window, nearest_cells
from nin.codec import loads
from nin.presets import PRESETS
from nin.spec import Network, NiNBlock
from tests.support.gradients import gradient_spans
from tests.support.strategies import networks, one_in, pools

pytestmark = pytest.mark.usefixtures("one_thread")


@given(networks(), st.data())
def test_spans_are_the_support_of_the_input_gradient(network: Network, data: st.DataObject) -> None:
    rows = trace(network).rows
    assume(rows)
    index = data.draw(st.integers(0, len(rows) - 1))
    name, shape = rows[index].name, rows[index].out_shape
    side = shape[-1] if len(shape) == 3 else 1
    edges_too = st.sampled_from([0, side - 1]) | st.integers(0, side - 1)
    y, x = data.draw(edges_too), data.draw(edges_too)
    spans = input_span(rows, name, y), input_span(rows, name, x)
    # A window that lies in the padding one way sees nothing at all.
    expected = spans if all(spans) else (None, None)
    assert gradient_spans(rows[: index + 1], network.image_size, y, x) == expected


# Without long strides, so that an image with room for whole windows stays small.
NARROW = st.builds(NiNBlock, st.just(1), st.integers(1, 5), st.integers(1, 3), st.integers(0, 7))
TRUNKS = networks(
    sizes=st.just(1024),
    layers=st.one_of(NARROW, pools(st.integers(1, 4), st.integers(1, 3))),
    blocks=NARROW,
)


@settings(one_in(4))
@given(TRUNKS, st.data())
@example(PRESETS["d2l"].network, None)
def test_receptive_field_jump_and_first_are_those_of_cells_away_from_the_border(
    network: Network, data: st.DataObject | None
) -> None:
    rows = [row for row in trace(network).rows if row.layer < len(network.layers)]
    index = data.draw(st.integers(0, len(rows) - 1)) if data else len(rows) - 1
    row = rows[index]
    cell = -(row.first // row.jump)  # the first one that sees no padding on the left
    side = row.receptive_field + 2 * row.jump  # so this one and the next see none on the right
    assume(side <= 256)
    rows = list(trace(replace(network, image_size=side)).rows[: index + 1])
    start = row.first + cell * row.jump
    assert gradient_spans(rows, side, cell, cell + 1) == (
        (start, start + row.receptive_field),
        (start + row.jump, start + row.jump + row.receptive_field),
    )


@settings(one_in(3))
@given(networks())
def test_a_span_is_the_receptive_field_wherever_that_lies_in_the_image(network: Network) -> None:
    rows = trace(network).rows
    for row in rows:
        if row.layer < len(network.layers):
            for cell in range(row.out_shape[-1]):
                start = row.first + cell * row.jump
                stop = start + row.receptive_field
                span = input_span(rows, row.name, cell)
                if start >= 0 and stop <= network.image_size:
                    assert span == (start, stop)
                elif span:
                    assert max(start, 0) <= span[0] < span[1] <= min(stop, network.image_size)


@pytest.mark.parametrize("head", ["", "fc", "fc64-32"])
def test_a_head_sees_the_windows_of_all_cells_together(head: str) -> None:
    network = loads(f"1x30x10 n4k5s2 m3s2 n10k2-10 {head}")
    rows = trace(network).rows
    of_head = [row for row in rows if row.layer == len(network.layers)]
    last_maps = rows[-len(of_head) - 1]
    assert (last_maps.out_shape, last_maps.receptive_field, last_maps.jump) == ((10, 5, 5), 13, 4)
    for row in of_head:
        assert row.receptive_field == 13 + 4 * 4
        assert input_span(rows, row.name, 0) == (0, 29)  # rounding leaves pixel 29 unread


def test_the_last_cells_window_stops_at_the_border() -> None:
    rows = trace(PRESETS["mnist"].network).rows
    assert input_span(rows, "block1_conv", 0) == (0, 3)
    assert input_span(rows, "block1_conv", 14) == (12, 17)
    assert input_span(rows, "block1_conv", 27) == (25, 28)
    assert input_span(rows, "block3_conv", 3) == (0, 28)  # 35 pixels would be more than there are


def test_a_window_says_where_it_would_be_without_borders_and_what_of_it_is_seen() -> None:
    rows = trace(PRESETS["mnist"].network).rows
    assert input_window(rows, "block1_conv", 0, 14) == Window(-2, 12, 5, ((0, 3), (12, 17)))
    assert input_window(rows, "pool1", 13, 13) == Window(24, 24, 7, ((24, 28), (24, 28)))  # ceil
    assert input_window(rows, "gap", 0, 0) == Window(-14, -14, 59, ((0, 28), (0, 28)))


def test_a_window_with_one_side_in_the_padding_sees_nothing_though_the_other_lies_inside() -> None:
    rows = trace(loads("1x4x1 n1k2p3")).rows
    assert input_window(rows, "block1_conv", 0, 4) == Window(-3, 1, 2, None)


def test_pixels_that_rounding_leaves_unread_are_in_no_window() -> None:
    rows = trace(loads("1x8x10 n1k3s2 n10k3p1")).rows
    assert rows[0].out_shape == (1, 3, 3)
    assert input_span(rows, "gap", 0) == (0, 7)


def test_a_cell_that_sees_only_padding_sees_nothing() -> None:
    rows = trace(loads("1x4x1 n1k2p3")).rows
    spans = [input_span(rows, "block1_conv", cell) for cell in range(9)]
    assert spans == [None, None, (0, 1), (0, 2), (1, 3), (2, 4), (3, 4), None, None]


def test_a_window_wholly_in_the_padding_of_a_later_layer_sees_nothing() -> None:
    rows = trace(loads("1x4x1 n1k1 n1k1p1")).rows
    assert input_span(rows, "block2_relu", 0) is None
    assert input_span(rows, "block2_relu", 1) == (0, 1)


def test_a_cell_that_is_not_there_is_refused() -> None:
    rows = trace(loads("1x28x10 n10k5")).rows
    with pytest.raises(IndexError, match=r"^block1_conv has cells 0 to 23, got 24$"):
        input_span(rows, "block1_conv", 24)
    with pytest.raises(IndexError, match=r"^block1_conv has cells 0 to 23, got -1$"):
        input_span(rows, "block1_conv", -1)
    with pytest.raises(IndexError, match=r"^gap has cells 0 to 0, got 1$"):
        input_span(rows, "gap", 1)
    with pytest.raises(KeyError, match="pool1"):
        input_span(rows, "pool1", 0)


@pytest.mark.parametrize("name", ["mnist", "tiny"])
def test_the_nearest_cell_is_the_one_whose_windows_middle_is_nearest(name: str) -> None:
    row = next(row for row in trace(PRESETS[name].network).rows if row.name == "block3_relu")
    cells = nearest_cells(row, 28)
    side, reach = row.out_shape[-1], row.receptive_field - 1
    middles = [row.first + cell * row.jump + reach / 2 for cell in range(side)]
    assert len(cells) == 28
    for pixel, cell in enumerate(cells):
        distances = [abs(pixel - middle) for middle in middles]
        assert distances[cell] == min(distances)
        assert distances.index(min(distances)) == cell  # the first of two
