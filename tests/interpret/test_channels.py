"""Channels over many images, against all maps at once."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from nin.codec import loads
from nin.interpret.channels import dead_channels, mixing_matrix, strongest_images
from nin.maps import MapError, feature_maps
from tests.support.inside import random_images, random_model

pytestmark = pytest.mark.usefixtures("one_thread")
NETWORK = loads("2x9x4 n6k3-5 m2s2 n7k2-4 fc8")
MANY = 600  # more than are looked at at once


def kept_down(name: str, channels: list[int]) -> nn.Sequential:
    model = random_model(NETWORK, 0)
    with torch.no_grad():
        model.get_parameter(f"{name}.bias")[channels] = -100
    return model


def test_a_mixing_matrix_is_the_1x1_convolution() -> None:
    model = random_model(NETWORK, 0)
    mixing = mixing_matrix(model, "block1_mlp1")
    assert (mixing.weight.shape, mixing.bias.shape) == ((5, 6), (5,))
    maps = feature_maps(model, random_images(NETWORK, 2, 0))
    mixed = torch.einsum("oi,nihw->nohw", torch.tensor(mixing.weight), maps["block1_relu"])
    mixed += torch.tensor(mixing.bias)[:, None, None]
    assert torch.allclose(mixed, maps["block1_mlp1"], atol=1e-6)
    mixing.weight[:] = 0  # a copy, so nobody else's model changes
    assert model.get_parameter("block1_mlp1.weight").any()


@pytest.mark.parametrize("name", ["block1_conv", "block1_relu", "pool1", "fc1", "block9_mlp1"])
def test_other_ops_have_no_mixing_matrix(name: str) -> None:
    with pytest.raises(MapError, match=f"^{name}: is no 1×1 convolution"):
        mixing_matrix(random_model(NETWORK, 0), name)


def test_dead_channels_are_those_that_are_0_for_all_images() -> None:
    model, images = kept_down("block2_conv", [0, 5]), random_images(NETWORK, MANY, 0)
    maps = feature_maps(model, images)
    dead_of = dead_channels(model, images)
    assert list(dead_of) == [name for name in maps if name.endswith("relu")]
    for name, dead in dead_of.items():
        fires = maps[name].transpose(0, 1).flatten(1).any(1)
        assert dead.tolist() == (~fires).tolist()
    assert {0, 5} <= set(np.flatnonzero(dead_of["block2_relu"]).tolist())


def test_one_image_that_makes_a_channel_fire_brings_it_to_life() -> None:
    model, images = kept_down("block1_conv", [3]), random_images(NETWORK, MANY, 0)
    assert dead_channels(model, images)["block1_relu"][3]
    with torch.no_grad():
        model.get_parameter("block1_conv.weight")[3] = 1.0
    images[17] *= 50  # the first lot
    assert not dead_channels(model, images)["block1_relu"][3]
    images[17], images[590] = images[590].clone(), images[17].clone()  # the last
    assert not dead_channels(model, images)["block1_relu"][3]


def peaks(maps: Tensor) -> Tensor:
    return maps.flatten(2).amax(2) if maps.dim() == 4 else maps


@pytest.mark.parametrize("name", ["block1_conv", "pool1", "block2_mlp1_relu", "fc1_relu"])
def test_the_strongest_images_are_what_sorting_all_maps_finds(name: str) -> None:
    model, images = random_model(NETWORK, 0), random_images(NETWORK, MANY, 0)
    maps = feature_maps(model, images)[name]
    strongest = strongest_images(model, images, name, 9)
    values, order = peaks(maps).T.sort(dim=1, descending=True, stable=True)
    assert np.array_equal(strongest.images, order[:, :9])
    assert np.allclose(strongest.values, values[:, :9], atol=1e-6)
    spread = maps if maps.dim() == 4 else maps[:, :, None, None]
    for channel, place in np.ndindex(*strongest.images.shape):
        fields = (strongest.images, strongest.rows, strongest.columns)
        image, row, column = (int(field[channel, place]) for field in fields)
        assert spread[image, channel, row, column] == peaks(maps)[image, channel]


def test_images_that_are_equal_come_in_their_order_and_there_may_be_few() -> None:
    model = kept_down("block1_conv", [2])
    images = random_images(NETWORK, 4, 0)
    strongest = strongest_images(model, images, "block1_relu", 9)
    assert strongest.images.shape == (6, 4)
    assert strongest.images[2].tolist() == [0, 1, 2, 3]
    assert (strongest.values[2].tolist(), strongest.rows[2].tolist()) == ([0] * 4, [0] * 4)


def test_the_strongest_of_an_op_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError, match="block9_conv"):
        strongest_images(random_model(NETWORK, 0), random_images(NETWORK, 1, 0), "block9_conv", 1)
