"""Variants of a network: all can be built, and each differs in what its name says."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nin.analysis import trace
from nin.codec import dumps, loads
from nin.presets import PRESETS
from nin.runs.variants import DENSE, HEADS, SCALES, variants, vary
from nin.spec import Dense, Gap, Head, Network, NiNBlock
from tests.support.strategies import networks, sound_networks, wild_networks

TINY = PRESETS["tiny"].network
PLAIN = loads("1x28x10 n16k5p2 m3s2c n10k3p1")


def blocks(network: Network) -> list[NiNBlock]:
    return [layer for layer in network.layers if isinstance(layer, NiNBlock)]


@given(networks() | wild_networks())
def test_every_variant_can_be_built_and_comes_once_under_a_name_of_its_own(
    network: Network,
) -> None:
    varied = variants(network)
    for variant in varied:
        result = trace(variant.network)
        assert (result.fault, result.excess) == (None, None)
    assert len({variant.network for variant in varied}) == len(varied) <= 12
    assert len({variant.name for variant in varied}) == len(varied)


@given(sound_networks())
def test_a_variants_name_says_what_it_is(network: Network) -> None:
    for variant in variants(network):
        head, mlp, scale = variant.name.split(", ")
        assert isinstance(variant.network.head, Gap) == (head == "GAP")
        assert any(block.mlp_channels for block in blocks(variant.network)) == (mlp == "with 1×1")
        assert scale in ("×0.5", "×1", "×2")


@given(sound_networks())
def test_layers_that_are_no_blocks_and_windows_stay_as_they_are(network: Network) -> None:
    def frame(of: Network) -> list[object]:
        return [
            replace(layer, out_channels=1, mlp_channels=())
            if isinstance(layer, NiNBlock)
            else layer
            for layer in of.layers
        ]

    assert all(frame(variant.network) == frame(network) for variant in variants(network))


@given(sound_networks(), st.sampled_from(HEADS))
def test_a_network_is_a_variant_of_itself_and_with_another_head_only_that_differs(
    network: Network, head: Head
) -> None:
    varied = vary(network, head)
    if type(network.head) is type(head):
        assert varied == network
    elif head == Gap():  # whose last block has to end in a map for each class
        assert varied.layers[: network.last_block] == network.layers[: network.last_block]
    else:
        assert varied == replace(network, head=DENSE)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("GAP, with 1×1, ×0.5", "1x28x10 n8k5p2-8 m3s2c n16k3p1-16 m3s2c n24k3p1-10"),
        ("GAP, with 1×1, ×1", PRESETS["tiny"].text),
        ("GAP, with 1×1, ×2", "1x28x10 n32k5p2-32 m3s2c n64k3p1-64 m3s2c n96k3p1-10"),
        ("GAP, without 1×1, ×1", "1x28x10 n16k5p2 m3s2c n32k3p1 m3s2c n10k3p1"),
        ("dense head, with 1×1, ×1", f"{PRESETS['tiny'].text} fc128"),
        ("dense head, without 1×1, ×2", "1x28x10 n32k5p2 m3s2c n64k3p1 m3s2c n10k3p1 fc128"),
    ],
)
def test_what_the_variants_of_tiny_are(name: str, text: str) -> None:
    texts = {variant.name: dumps(variant.network) for variant in variants(TINY)}
    assert len(texts) == 12
    assert texts[name] == text


def test_a_network_without_1x1_convolutions_is_given_two_in_each_block() -> None:
    assert dumps(vary(PLAIN, Gap(), depth=2)) == "1x28x10 n16k5p2-16-16 m3s2c n10k3p1-10-10"
    assert vary(PLAIN, Gap(), depth=0) == PLAIN


def test_a_dense_head_of_its_own_is_kept() -> None:
    own = replace(TINY, head=Dense((32,)))
    assert vary(own, DENSE) == own
    assert vary(own, DENSE, scale=2).head == Dense((32,))


def test_what_is_too_wide_or_too_large_is_left_out() -> None:
    wide = loads("1x1x1 n600000k1-1")
    assert {variant.name[-4:] for variant in variants(wide, [Gap()], [None], SCALES)} == {
        "×0.5",
        ", ×1",
    }
    large = loads("1x1024x10 n16k1-10")
    assert {variant.name.split(",")[0] for variant in variants(large)} == {"GAP"}
