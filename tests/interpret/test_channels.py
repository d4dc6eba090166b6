"""Channels over many images, against all maps at once."""

import numpy as np
import pytest
import torch
from torch import Tensor

from nin.codec import loads
from nin.interpret.channels import (
    NotMixingError,
    dead_channels,
    mixing_matrix,
    strongest_images,
)
from nin.weights import Array
from tests.support.inside import random_images, random_weights, torch_maps

pytestmark = pytest.mark.usefixtures("one_thread")
NETWORK = loads("2x9x4 n6k3-5 m2s2 n7k2-4 fc8")
MANY = 5_000  # more than are looked at at once


def kept_down(name: str, channels: list[int]) -> dict[str, Array]:
    weights = random_weights(NETWORK, 0)
    bias = weights[f"{name}.bias"].copy()
    bias[channels] = -100
    return weights | {f"{name}.bias": bias}


def test_a_mixing_matrix_is_the_1x1_convolution() -> None:
    weights = random_weights(NETWORK, 0)
    mixing = mixing_matrix(NETWORK, weights, "block1_mlp1")
    assert (mixing.weight.shape, mixing.bias.shape) == ((5, 6), (5,))
    maps = torch_maps(NETWORK, weights, random_images(NETWORK, 2, 0))
    mixed = torch.einsum("oi,nihw->nohw", torch.tensor(mixing.weight), maps["block1_relu"])
    mixed += torch.tensor(mixing.bias)[:, None, None]
    assert torch.allclose(mixed, maps["block1_mlp1"], atol=1e-6)


@pytest.mark.parametrize("name", ["block1_conv", "block1_relu", "pool1", "fc1", "block9_mlp1"])
def test_other_ops_have_no_mixing_matrix(name: str) -> None:
    with pytest.raises(NotMixingError, match=f"^{name}: is no 1×1 convolution"):
        mixing_matrix(NETWORK, random_weights(NETWORK, 0), name)


def test_dead_channels_are_those_that_are_0_for_all_images() -> None:
    weights, images = kept_down("block2_conv", [0, 5]), random_images(NETWORK, MANY, 0)
    maps = torch_maps(NETWORK, weights, images)
    seen: list[tuple[int, int]] = []
    dead_of = dead_channels(NETWORK, weights, images, lambda *counts: seen.append(counts))
    assert list(dead_of) == [name for name in maps if name.endswith("relu")]
    for name, dead in dead_of.items():
        fires = maps[name].transpose(0, 1).flatten(1).any(1)
        assert dead.tolist() == (~fires).tolist()
    assert {0, 5} <= set(np.flatnonzero(dead_of["block2_relu"]).tolist())
    assert len(seen) > 1
    assert seen == sorted(seen)
    assert seen[-1] == (MANY, MANY)


@pytest.mark.parametrize("place", [0, 17, MANY - 1])
def test_one_image_that_makes_a_channel_fire_brings_it_to_life(place: int) -> None:
    weights, images = kept_down("block1_conv", [3]), random_images(NETWORK, MANY, 0)
    assert dead_channels(NETWORK, weights, images)["block1_relu"][3]
    kernels = weights["block1_conv.weight"].copy()
    kernels[3] = 1.0
    weights["block1_conv.weight"] = kernels
    assert dead_channels(NETWORK, weights, images)["block1_relu"][3]
    images[place] *= 50
    assert not dead_channels(NETWORK, weights, images)["block1_relu"][3]


def peaks(maps: Tensor) -> Tensor:
    return maps.flatten(2).amax(2) if maps.dim() == 4 else maps


@pytest.mark.parametrize("name", ["block1_conv", "pool1", "block2_mlp1_relu", "fc1_relu"])
def test_the_strongest_images_are_what_sorting_all_maps_finds(name: str) -> None:
    weights, images = random_weights(NETWORK, 0), random_images(NETWORK, MANY, 0)
    maps = torch_maps(NETWORK, weights, images)[name]
    strongest = strongest_images(NETWORK, weights, images, name, 9)
    values, _ = peaks(maps).T.sort(dim=1, descending=True, stable=True)
    assert np.allclose(strongest.values, values[:, :9], atol=1e-5)
    assert all(len(set(images)) == 9 for images in strongest.images.tolist())
    spread = maps if maps.dim() == 4 else maps[:, :, None, None]
    for channel, place in np.ndindex(*strongest.images.shape):
        fields = (strongest.images, strongest.rows, strongest.columns)
        image, row, column = (int(field[channel, place]) for field in fields)
        value = spread[image, channel, row, column].item()
        assert value == pytest.approx(strongest.values[channel, place], abs=1e-5)


def test_images_that_are_equal_come_in_their_order_and_there_may_be_few() -> None:
    weights, images = kept_down("block1_conv", [2]), random_images(NETWORK, 4, 0)
    strongest = strongest_images(NETWORK, weights, images, "block1_relu", 9)
    assert strongest.images.shape == (6, 4)
    assert strongest.images[2].tolist() == [0, 1, 2, 3]
    assert (strongest.values[2].tolist(), strongest.rows[2].tolist()) == ([0] * 4, [0] * 4)


def test_the_strongest_of_an_op_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError, match="block9_conv"):
        strongest_images(
            NETWORK, random_weights(NETWORK, 0), random_images(NETWORK, 1, 0), "block9_conv", 1
        )
