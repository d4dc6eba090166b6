"""Receptive fields against autograd.

The oracle is linear: averages for maxima, no ReLU, every weight 1. A maximum sends its gradient
to one pixel only and a closed ReLU to none, so the network itself would show too little. Spans
do not depend on widths, so one channel does.
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest
import torch
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from strategies import HEADS, networks, one_in, pools, widths
from torch import Tensor
from torch.nn import functional as F

from nin.analysis import Row, trace
from nin.codec import loads
from nin.ops import Conv2d, GlobalAvgPool, Linear
from nin.presets import PRESETS
from nin.spec import Network, NiNBlock, Pool
from nin.windows import input_span

Span = tuple[int, int] | None


def linear(row: Row, x: Tensor) -> Tensor:
    match row.op:
        case Conv2d(_, kernel_size, stride, padding):
            ones = torch.ones(1, 1, kernel_size, kernel_size, dtype=torch.float64)
            return F.conv2d(x, ones, stride=stride, padding=padding)
        case Pool(_, kernel_size, stride, padding, ceil_mode):
            return F.avg_pool2d(x, kernel_size, stride, padding, ceil_mode)
        case GlobalAvgPool() | Linear():
            return x.sum().reshape(1, 1, 1, 1)
        case _:
            return x


def gradient_spans(rows: Sequence[Row], side: int, y: int, x: int) -> tuple[Span, Span]:
    """Rows and columns of the image on which cell (y, x) of the last row depends."""
    image = torch.ones(1, 1, side, side, dtype=torch.float64, requires_grad=True)
    out = image
    for row in rows:
        out = linear(row, out)
    (gradient,) = torch.autograd.grad(out[0, 0, y, x], image)
    touched = gradient[0, 0].nonzero()
    if not len(touched):
        return None, None
    (top, left), (bottom, right) = touched.amin(0).tolist(), touched.amax(0).tolist()
    return (top, bottom + 1), (left, right + 1)


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


TRUNKS = networks(
    sizes=st.just(1024),
    layers=st.one_of(
        st.builds(NiNBlock, st.just(1), st.integers(1, 5), st.integers(1, 3), st.integers(0, 7)),
        pools(st.integers(1, 4), st.integers(1, 3)),
    ),
    blocks=st.builds(
        NiNBlock,
        st.just(1),
        st.integers(1, 5),
        st.integers(1, 3),
        st.integers(0, 7),
        widths(2),
    ),
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


@given(networks(layers=pools(st.integers(1, 4), st.integers(1, 3)), heads=HEADS))
def test_a_cell_away_from_the_border_sees_what_the_shortcut_says(network: Network) -> None:
    for row in trace(network).rows:
        if row.layer == len(network.layers):
            return
        for cell in range(row.out_shape[-1]):
            start = row.first + cell * row.jump
            stop = start + row.receptive_field
            span = input_span(trace(network).rows, row.name, cell)
            if start >= 0 and stop <= network.image_size:
                assert span == (start, stop)
            elif span:
                assert max(start, 0) <= span[0] < span[1] <= min(stop, network.image_size)
