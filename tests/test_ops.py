from typing import get_args

import pytest
from hypothesis import find, given

from nin.analysis import last_maps, trace
from nin.codec import loads
from nin.ops import Conv2d, ReLU, lower
from nin.spec import Layer, Network
from tests.support.strategies import LAYERS, sound_networks


def test_an_op_knows_what_it_is_in_its_block() -> None:
    ops = lower(loads("1x8x10 n4k1-6-7 n3k3 fc5"))
    depths = {name: op.mlp_depth for name, op in ops.items() if isinstance(op, Conv2d)}
    assert depths == {"block1_conv": 0, "block1_mlp1": 1, "block1_mlp2": 2, "block2_conv": 0}
    sources = {name: op.source for name, op in ops.items() if isinstance(op, ReLU)}
    assert sources == {
        "block1_relu": "block1_conv",
        "block1_mlp1_relu": "block1_mlp1",
        "block1_mlp2_relu": "block1_mlp2",
        "block2_relu": "block2_conv",
        "fc1_relu": "fc1",
    }


@given(sound_networks())
def test_the_head_takes_the_last_maps(network: Network) -> None:
    rows = trace(network).rows
    head = next(row for row in rows if row.layer == len(network.layers))
    assert last_maps(rows) == rows[rows.index(head) - 1]


@pytest.mark.parametrize("kind", get_args(Layer))
def test_random_networks_have_layers_of_every_kind(kind: type[Layer]) -> None:
    find(LAYERS, lambda layer: isinstance(layer, kind))
