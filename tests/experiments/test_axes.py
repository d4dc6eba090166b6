"""Variants: all can be built, and each differs in what its name says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nin.analysis import trace
from nin.codec import dumps, loads
from nin.experiments import Axes, Variant, variants_of
from nin.experiments.axes import HEADS, HIDDEN, vary
from nin.presets import PRESETS
from nin.spec import Dense, Dropout, Gap, Network, NiNBlock, SpecError
from nin.train import ConfigError, TrainConfig
from tests.support.strategies import networks, sound_networks, wild_networks

TINY, MNIST = PRESETS["tiny"].network, PRESETS["mnist"].network
PLAIN = loads("1x28x10 n16k5p2 m3s2c n10k3p1")
BOTH = Axes(head=("gap", "dense"))
MANY = Axes(head=HEADS, depth=(0, 2), kernel=(1, 3), scale=(0.5, 1.0, 2.0), dropout=(0.0, 0.5))


def varied(network: Network, axes: Axes, epochs: int = 8) -> tuple[Variant, ...]:
    return variants_of([network], TrainConfig(epochs=epochs), axes)


def blocks(network: Network) -> list[NiNBlock]:
    return [layer for layer in network.layers if isinstance(layer, NiNBlock)]


@given(networks() | wild_networks())
def test_every_variant_can_be_built_and_comes_once_under_a_name_of_its_own(
    network: Network,
) -> None:
    every = varied(network, MANY)
    for variant in every:
        result = trace(variant.network)
        assert (result.fault, result.excess) == (None, None)
    assert len({variant.network for variant in every}) == len(every) <= 72
    assert len({variant.name for variant in every}) == len(every)


@given(sound_networks())
def test_a_variants_name_says_what_it_is(network: Network) -> None:
    for variant in varied(network, MANY):
        name, _, text = variant.name.partition(" (")
        if text:  # two that differ in what has no word
            continue
        head, depth, kernel, scale, dropout = name.split(", ")
        assert isinstance(variant.network.head, Gap) == (head == "GAP")
        has_mlp = any(block.mlp_channels for block in blocks(variant.network))
        assert has_mlp == ((depth, kernel) == ("2 1×1", "1×1"))
        assert scale in ("×0.5", "×1", "×2")
        drops = {layer.p for layer in variant.network.layers if isinstance(layer, Dropout)}
        assert drops == (set() if dropout == "without dropout" else {0.5})


@given(sound_networks(), st.sampled_from([0, 1, 3]), st.sampled_from([0.5, 2.0]))
def test_layers_that_are_no_blocks_and_windows_stay_as_they_are(
    network: Network, depth: int, scale: float
) -> None:
    def frame(of: Network) -> list[object]:
        return [
            replace(layer, out_channels=1, mlp_channels=())
            if isinstance(layer, NiNBlock)
            else layer
            for layer in of.layers
        ]

    try:
        result = vary(network, {"depth": depth, "scale": scale})
    except SpecError:
        return  # too wide
    assert frame(result) == frame(network)
    assert {len(block.mlp_channels) for block in blocks(result)} == {depth}


@given(sound_networks(), st.sampled_from(["gap", "dense"]))
def test_a_network_is_a_variant_of_itself_and_with_another_head_only_that_differs(
    network: Network, head: str
) -> None:
    assert vary(network, {}) == network
    result = vary(network, {"head": head})
    if isinstance(network.head, Gap) == (head == "gap"):
        assert result == network
    elif head == "gap":  # whose last block has to end in a map for each class
        assert result.layers[: network.last_block] == network.layers[: network.last_block]
    else:
        assert result == replace(network, head=Dense((HIDDEN,)))


@pytest.mark.parametrize(
    ("chosen", "text"),
    [
        ({"scale": 0.5}, "1x28x10 n8k5p2-8 m3s2c n16k3p1-16 m3s2c n24k3p1-10"),
        ({"scale": 2.0}, "1x28x10 n32k5p2-32 m3s2c n64k3p1-64 m3s2c n96k3p1-10"),
        ({"depth": 0}, "1x28x10 n16k5p2 m3s2c n32k3p1 m3s2c n10k3p1"),
        ({"head": "dense"}, f"{PRESETS['tiny'].text} fc128"),
        ({"head": "instead"}, "1x28x10 n16k5p2-16 m3s2c n32k3p1-32 m3s2c fc128"),
        (
            {"kernel": 3},
            "1x28x10 n16k5p2 n16k3p1 m3s2c n32k3p1 n32k3p1 m3s2c n48k3p1 n10k3p1",
        ),
        ({"dropout": 0.5}, "1x28x10 n16k5p2-16 m3s2c n32k3p1-32 m3s2c d0.5 n48k3p1-10"),
        (
            {"head": "dense", "depth": 0, "scale": 2.0},
            "1x28x10 n32k5p2 m3s2c n64k3p1 m3s2c n10k3p1 fc128",
        ),
    ],
)
def test_what_the_variants_of_tiny_are(chosen: dict[str, object], text: str) -> None:
    assert dumps(vary(TINY, chosen)) == text


def test_a_network_without_1x1_convolutions_is_given_two_in_each_block() -> None:
    assert dumps(vary(PLAIN, {"depth": 2})) == "1x28x10 n16k5p2-16-16 m3s2c n10k3p1-10-10"
    assert vary(PLAIN, {"depth": 0}) == PLAIN


def test_a_dense_head_of_its_own_is_kept_after_the_maps() -> None:
    own = replace(TINY, head=Dense((32,)))
    assert vary(own, {"head": "dense"}) == own
    assert vary(own, {"head": "dense", "scale": 2.0}).head == Dense((32,))


def test_the_dense_layers_are_as_wide_as_is_asked_for() -> None:
    for head in ("dense", "instead"):
        assert vary(TINY, {"head": head}, hidden=64).head == Dense((64,))


def test_dropout_is_changed_where_it_is_and_taken_away() -> None:
    assert dumps(vary(MNIST, {"dropout": 0.25})) == PRESETS["mnist"].text.replace("d0.5", "d0.25")
    assert dumps(vary(MNIST, {"dropout": 0.0})) == PRESETS["mnist"].text.replace(" d0.5", "")


def test_what_is_too_wide_or_too_large_is_left_out() -> None:
    wide = loads("1x1x1 n600000k1-1")
    scales = varied(wide, Axes(scale=(0.5, 1.0, 2.0)))
    assert [variant.name for variant in scales] == ["×0.5", "×1"]
    large = loads("1x1024x10 n16k1-10")
    assert [variant.name for variant in varied(large, BOTH)] == ["GAP"]
    assert varied(loads("1x8x10 n10k30"), BOTH) == ()
    assert len(varied(TINY, Axes(depth=(1, 1)))) == 1
    alone = varied(PLAIN, Axes(head=("instead",)))
    assert [dumps(one.network) for one in alone] == ["1x28x10 n16k5p2 m3s2c fc128"]
    assert varied(loads("1x28x10 n10k3"), Axes(head=("instead",))) == ()


def test_variants_are_called_by_what_tells_them_apart() -> None:
    assert [one.name for one in varied(TINY, BOTH)] == ["GAP", "dense head"]
    depths = varied(TINY, Axes(depth=(0, 1, 2, 3)))
    assert [one.name for one in depths] == ["without 1×1", "1 1×1", "2 1×1", "3 1×1"]
    assert depths[1].network == TINY
    both = variants_of([TINY, MNIST], TrainConfig(), Axes(scale=(0.5, 1.0)))
    assert [one.name for one in both] == [
        "Tiny, ×0.5",
        "Tiny, ×1",
        "MNIST, the authors' NiN, ×0.5",
        "MNIST, the authors' NiN, ×1",
    ]
    assert [one.name for one in varied(TINY, Axes(head=("dense",)))] == ["Tiny, dense head"]


def test_networks_that_differ_in_what_has_no_word_have_their_texts() -> None:
    texts = "1x28x10 n16k5p2-16 n10k3p1", "1x28x10 n16k3p1-16 n10k3p1"
    one, other = variants_of(map(loads, texts), TrainConfig(), Axes())
    assert (one.name, other.name) == ("NiN 16-10", f"NiN 16-10 ({texts[1]})")


def test_what_is_varied_of_the_training_changes_that_alone() -> None:
    axes = Axes(augment=("none", "affine"), rate=(0.001, 0.01))
    every = varied(TINY, axes, epochs=3)
    assert [one.name for one in every] == [
        "as they are, rate 0.001",
        "as they are, rate 0.01",
        "affine, rate 0.001",
        "affine, rate 0.01",
    ]
    assert {one.network for one in every} == {TINY}
    assert every[1].config == TrainConfig(epochs=3, augment="none", lr=0.01)
    with pytest.raises(ConfigError, match="lr: must be a number above 0"):
        varied(TINY, Axes(rate=(0.0, 1.0)))


def test_with_fewer_images_there_are_as_many_steps() -> None:
    every = varied(TINY, Axes(images=(100, 1_000, 0)), epochs=2)
    assert [one.name for one in every] == ["100 images", "1,000 images", "all images"]
    steps = [one.config.epochs * ((one.config.images or 4_000) // 64) for one in every]
    assert steps == [124, 120, 124]  # as near as whole passes come
    with pytest.raises(ConfigError, match="images: 64 would take 12,400 passes"):
        varied(TINY, Axes(images=(64, 0)), epochs=200)
    (alone,) = varied(TINY, Axes(images=(400,)), epochs=2)
    assert alone.config.epochs == 2
    folder = variants_of([TINY], TrainConfig(dataset="folder:x", epochs=2), Axes(images=(9, 0)))
    assert [one.config.epochs for one in folder] == [2, 2]
