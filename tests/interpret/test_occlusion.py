"""Covered and moved images, against one image at a time."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torchvision.transforms.v2 import functional as tv  # type: ignore[import-untyped]  # no types

from nin.codec import loads
from nin.interpret.occlusion import occlusion
from nin.interpret.shifts import shifted, shifted_logits
from tests.support.inside import model_of, random_images, random_weights

pytestmark = pytest.mark.usefixtures("one_thread")
NETWORK = loads("1x20x5 n8k5p2-6 m3s2c n8k3p1-5")


@pytest.mark.parametrize(("size", "stride"), [(4, 1), (5, 4), (20, 3)])
def test_occlusion_is_the_change_against_the_covered_image(size: int, stride: int) -> None:
    weights, image = random_weights(NETWORK, 0), random_images(NETWORK, 1, 0)
    occluded = occlusion(NETWORK, weights, image, size, stride)
    count = len(occluded.starts)
    assert occluded.logits.shape == occluded.probabilities.shape == (5, count, count)
    model, images = model_of(NETWORK, weights), torch.tensor(image)
    with torch.inference_mode():
        plain = model(images)[0]
        for i, j in [(0, 0), (count - 1, 0), (count // 2, count - 1)]:
            top, left = occluded.starts[i], occluded.starts[j]
            covered = images.clone()
            covered[:, :, top : top + size, left : left + size] = 0
            logits = model(covered)[0]
            assert np.allclose(occluded.logits[:, i, j], logits - plain, atol=1e-5)
            change = logits.softmax(0) - plain.softmax(0)
            assert np.allclose(occluded.probabilities[:, i, j], change, atol=1e-5)


@given(st.integers(1, 20), st.integers(1, 30))
def test_the_squares_go_from_border_to_border(size: int, stride: int) -> None:
    network = loads("1x20x1 n1k1")
    weights, image = random_weights(network, 0), np.zeros((1, 1, 20, 20), np.float32)
    starts = occlusion(network, weights, image, size, stride).starts
    assert starts[0] == 0
    assert starts[-1] + size == 20
    steps = np.diff(starts)
    assert (steps[:-1] == stride).all()
    assert (steps[-1:] <= stride).all()
    assert (steps > 0).all()


def test_covering_background_changes_nothing_and_covering_the_stroke_does() -> None:
    weights, image = random_weights(NETWORK, 0), np.zeros((1, 1, 20, 20), np.float32)
    image[0, 0, 8:12, 8:12] = 1
    occluded = occlusion(NETWORK, weights, image, 4, 4)
    changes = np.abs(occluded.logits).max(0)
    assert changes[2, 2] > 1e-3
    changes[2, 2] = 0
    assert changes.max() < 1e-6


def test_a_square_that_does_not_fit_is_refused() -> None:
    weights, image = random_weights(NETWORK, 0), random_images(NETWORK, 1, 0)
    for size, stride in ((21, 1), (0, 1), (4, 0)):
        with pytest.raises(ValueError, match=r"^occlusion: "):
            occlusion(NETWORK, weights, image, size, stride)


@given(st.integers(-25, 25), st.integers(-25, 25), st.integers(1, 3))
def test_a_shift_is_torchvisions_translation(dx: int, dy: int, channels: int) -> None:
    images = torch.rand(2, channels, 20, 20)
    moved = tv.affine(images, angle=0.0, translate=[dx, dy], scale=1.0, shear=[0.0, 0.0])
    assert np.array_equal(shifted(images.numpy(), dx, dy), moved)


@pytest.mark.parametrize("count", [1, 3, 70])
def test_shifted_logits_are_those_of_each_shifted_image(count: int) -> None:
    weights, images = random_weights(NETWORK, 0), random_images(NETWORK, count, 0)
    shifts = [(dx, dy) for dy in range(-4, 5, 2) for dx in range(-6, 7, 3)]
    all_logits = shifted_logits(NETWORK, weights, images, shifts)
    assert all_logits.shape == (25, count, 5)
    model = model_of(NETWORK, weights)
    with torch.inference_mode():
        for logits, (dx, dy) in zip(all_logits, shifts, strict=True):
            moved = torch.tensor(shifted(images, dx, dy))
            assert np.allclose(logits, model(moved), atol=1e-5)
