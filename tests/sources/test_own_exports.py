"""What NiN Explorer writes as PyTorch code, it reads as the very network again."""

from __future__ import annotations

import pytest
from hypothesis import example, given

from nin import sources
from nin.analysis import trace
from nin.codec import loads
from nin.export.code import to_pytorch
from nin.presets import PRESETS
from nin.spec import Network
from tests.support.strategies import one_in, sound_networks, wild_networks

DENSE = [
    "1x28x10 n8k3-4 m2s2 fc",
    "3x32x100 n8k3p1-4 a3s2p1c d0.25 fc64-32",
    "1x28x10 n8k1-4 n8k1 a28s28 d0 fc",
]


@pytest.mark.parametrize("text", [*(preset.text for preset in PRESETS.values()), *DENSE])
def test_every_presets_code_and_a_dense_heads_is_read_as_that_network(text: str) -> None:
    assert sources.read(to_pytorch(loads(text))) == loads(text)


@given(sound_networks())
@one_in(2)
@example(loads("1x8x4 a8s8 n4k1"))  # a pool over whole maps that is not GAP
@example(loads("1x8x4 n4k1 a8s8"))
@example(loads("1x8x4 n4k1 a8s8 fc3"))
def test_the_code_of_any_network_is_read_as_that_network(network: Network) -> None:
    assert sources.read(to_pytorch(network)) == network


@given(wild_networks().filter(lambda network: trace(network).fault is None))
@one_in(6)
def test_so_is_that_of_networks_of_any_size(network: Network) -> None:
    assert sources.read(to_pytorch(network)) == network
