"""Muting against PyTorch's model, edited to be silent."""

from collections.abc import Mapping, Sequence
from random import Random

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from nin.codec import loads
from nin.forward import activations
from nin.interpret.muting import muted
from nin.spec import Network
from nin.weights import Array, Weights
from tests.support.inside import model_of, random_images, random_weights
from tests.support.strategies import one_in, sound_networks

pytestmark = pytest.mark.usefixtures("one_thread")


class Silence(nn.Module):
    """Sets channels to 0."""

    def __init__(self, channels: Sequence[int]) -> None:
        super().__init__()
        self.channels = list(channels)

    def forward(self, x: Tensor) -> Tensor:
        x = x.clone()
        x[:, self.channels] = 0
        return x


def edited(model: nn.Sequential, channels: Mapping[str, Sequence[int]]) -> nn.Sequential:
    """The model, silencing these channels itself: a convolution by its weights."""
    layers = []
    for name, module in model.named_children():
        silent = list(channels.get(name, ()))
        layers.append(module)
        if isinstance(module, nn.Conv2d):
            with torch.no_grad():
                module.weight[silent] = 0
                assert module.bias is not None
                module.bias[silent] = 0
        else:
            layers.append(Silence(silent))
    return nn.Sequential(*layers)


def scene(network: Network, count: int, seed: int) -> tuple[Weights, Array, dict[str, Array]]:
    """Random weights, images, and the maps of these."""
    weights, images = random_weights(network, seed), random_images(network, count, seed)
    return weights, images, activations(network, weights, images)


@one_in(3)
@given(sound_networks(), st.integers(0, 2**32))
def test_muted_maps_are_those_of_a_model_edited_to_be_silent(network: Network, seed: int) -> None:
    random = Random(seed)
    weights, images, maps = scene(network, 2, seed)
    channels = {
        name: random.sample(range(maps[name].shape[1]), random.randint(0, maps[name].shape[1]))
        for name in random.sample(list(maps), random.randint(1, min(3, len(maps))))
    }
    shown = muted(network, weights, maps, channels)
    assert list(shown) == list(maps)
    with torch.inference_mode():
        expected = edited(model_of(network, weights), channels)(torch.tensor(images)).numpy()
    *_, logits = shown.values()
    assert np.abs(logits - expected).max() <= 1e-5 * (np.abs(expected).max() + 1e-3)
    for name, silent in channels.items():
        assert not shown[name][:, silent].any()


def test_what_comes_before_is_not_computed_again_and_the_given_maps_stay() -> None:
    network = loads("1x12x4 n6k3-5 m2s2 n5k3-4")
    weights, _, maps = scene(network, 1, 0)
    before = {name: value.copy() for name, value in maps.items()}
    shown = muted(network, weights, maps, {"pool1": [0, 2], "block2_relu": [1]})
    names = list(maps)
    for name in names[: names.index("pool1")]:
        assert shown[name] is maps[name]
    assert all(np.array_equal(maps[name], before[name]) for name in names)
    assert not np.array_equal(shown["gap"], maps["gap"])


def test_nothing_muted_gives_the_same_maps() -> None:
    network = loads("1x12x4 n6k3-4")
    weights, _, maps = scene(network, 1, 0)
    nothing: list[dict[str, list[int]]] = [{}, {"block1_relu": []}]
    for channels in nothing:
        shown = muted(network, weights, maps, channels)
        assert all(shown[name] is maps[name] for name in maps)


def test_a_muted_class_has_a_logit_of_0_and_the_others_stay() -> None:
    network = loads("1x12x4 n6k3-4")
    weights, _, maps = scene(network, 1, 0)
    logits = muted(network, weights, maps, {"block1_mlp1_relu": [2]})["gap"]
    assert logits[0, 2] == 0
    assert np.array_equal(logits[0, [0, 1, 3]], maps["gap"][0, [0, 1, 3]])


def test_channels_that_are_not_there_are_refused() -> None:
    network = loads("1x12x4 n6k3-4")
    weights, _, maps = scene(network, 1, 0)
    with pytest.raises(IndexError, match=r"^block1_conv has channels 0 to 5, got 6$"):
        muted(network, weights, maps, {"block1_conv": [0, 6]})
    with pytest.raises(IndexError, match=r"^block1_conv has channels 0 to 5, got -1$"):
        muted(network, weights, maps, {"block1_conv": [-1]})
    with pytest.raises(KeyError, match="block7_conv"):
        muted(network, weights, maps, {"block7_conv": [0]})
