"""The forward pass against PyTorch's, op by op; what it refuses against the trace."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nin.analysis import trace
from nin.codec import loads
from nin.forward import activations, flow
from nin.presets import PRESETS
from nin.spec import Network, SpecError
from nin.weights import Array, Weights, arranged, initial_weights
from tests.support.inside import random_images, random_weights, torch_maps
from tests.support.strategies import networks

pytestmark = pytest.mark.usefixtures("one_thread")


def assert_pytorch_agrees(network: Network, weights: Weights, images: Array) -> None:
    expected = torch_maps(network, weights, images)
    computed = activations(network, weights, images)
    assert list(computed) == list(expected)
    for name, theirs in expected.items():
        ours = computed[name]
        assert (ours.dtype.name, ours.shape) == ("float32", tuple(theirs.shape)), name
        largest = float(theirs.abs().max())
        assert np.abs(ours - theirs.numpy()).max() <= 1e-5 * (largest + 1e-3), name


@given(networks(), st.integers(1, 3), st.integers(0, 2**32))
def test_every_op_is_pytorchs_and_what_the_trace_refuses_is_refused(
    network: Network, count: int, seed: int
) -> None:
    fault = trace(network).fault
    images = random_images(network, count, seed)
    if fault:
        with pytest.raises(SpecError, match=f"^{re.escape(fault.message)}$"):
            activations(network, {}, images)
        return
    assert_pytorch_agrees(network, random_weights(network, seed), images)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_pytorchs(name: str) -> None:
    network = PRESETS[name].network
    assert_pytorch_agrees(network, random_weights(network, 0), random_images(network, 1, 0))


@pytest.mark.parametrize(
    "pool", ["m3s2p1c", "m2s3c", "a3s2p1c", "a5s1p2", "a4s3c", "m1s2", "a2s2p1", "m3s1p1"]
)
def test_windows_over_the_border_and_in_the_padding_are_pytorchs_below_0_too(pool: str) -> None:
    """After a ReLU all is 0 and above, and padding could pass for a value."""
    network = loads(f"1x11x1 {pool} n1k1")
    images = random_images(network, 2, 0) - 0.7
    assert_pytorch_agrees(network, initial_weights(network, 0), images)


def test_weights_in_any_layout_give_the_same() -> None:
    network = loads("2x9x4 n6k3-5 m2s2 n7k2-4 fc8")
    images = random_images(network, 2, 0)
    weights = {name: np.array(w, order="C") for name, w in random_weights(network, 0).items()}
    plain = activations(network, weights, images)
    for name, values in activations(network, arranged(weights), images).items():
        assert np.array_equal(values, plain[name])


def test_an_image_gives_the_same_alone_and_among_others() -> None:
    network = PRESETS["tiny"].network
    weights, images = random_weights(network, 0), random_images(network, 5, 0)
    together = activations(network, weights, images)
    for name, values in activations(network, weights, images[3:4]).items():
        assert np.allclose(values[0], together[name][3], rtol=0, atol=1e-6)


def test_images_of_another_size_are_refused_with_both_sizes() -> None:
    network = loads("1x9x4 n6k3-4")
    images = np.zeros((1, 1, 28, 28), np.float32)
    with pytest.raises(ValueError, match=r"reads \(1, 9, 9\), got \(1, 28, 28\)"):
        next(flow(network, initial_weights(network, 0), images))


def test_looking_writes_neither_to_weights_nor_to_images() -> None:
    network = loads("1x9x4 n6k3-4 m2s2 d0.5 n4k2")
    weights, images = random_weights(network, 0), random_images(network, 2, 0)
    before = images.copy()
    for values in activations(network, weights, images).values():
        assert np.isfinite(values).all()
    assert np.array_equal(images, before)
    with pytest.raises(ValueError, match="read-only"):
        weights["block1_conv.weight"][0] = 0


def test_the_widest_windows_are_laid_out_a_few_rows_at_a_time() -> None:
    """A row of them takes 1.5 MB, more than is laid out at once."""
    network = loads("64x48x4 n4k11p5")
    weights, images = random_weights(network, 0), random_images(network, 2, 0)
    ours = activations(network, weights, images)["block1_conv"]
    kernel, bias = (torch.tensor(weights[f"block1_conv.{x}"]) for x in ("weight", "bias"))
    theirs = torch.conv2d(torch.tensor(images), kernel, bias, padding=5).numpy()
    assert np.abs(ours - theirs).max() <= 1e-5 * np.abs(theirs).max()
