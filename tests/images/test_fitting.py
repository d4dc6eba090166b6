"""Fitting images to a network, against PyTorch's interpolation."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from nin.images.fitting import fitted, stored
from nin.spec import Network, NiNBlock

pytestmark = pytest.mark.usefixtures("one_thread")


def reads(channels: int, side: int) -> Network:
    return Network(channels, side, 3, (NiNBlock(3, 1),))


@given(
    st.integers(1, 40),
    st.integers(1, 40),
    st.integers(1, 40),
    st.sampled_from([(1, 1), (3, 3), (3, 1), (1, 3)]),
    st.integers(0, 2**32),
)
def test_images_are_resized_as_pytorch_resizes_them(
    height: int, width: int, side: int, channels: tuple[int, int], seed: int
) -> None:
    """Shrunk with antialiasing, to whole grey levels, then enlarged without."""
    has, takes = channels
    images = np.random.default_rng(seed).integers(0, 256, (2, has, height, width), np.uint8)
    kept = torch.from_numpy(images).float()
    if has > takes:
        kept = torch.einsum("nchw,c->nhw", kept, torch.tensor([0.299, 0.587, 0.114]))[:, None]
    size = min(side, height, width)
    kept = F.interpolate(kept, (size, size), mode="bilinear", antialias=True)
    ours = stored(images, reads(takes, side))
    assert ours.dtype.name == "uint8"
    assert np.abs(ours - kept.numpy()).max() <= 0.5 + 1e-3  # rounded
    large = F.interpolate(torch.from_numpy(ours).float() / 255, (side, side), mode="bilinear")
    given = fitted(images, reads(takes, side))
    assert (given.dtype.name, given.shape) == ("float32", (2, takes, side, side))
    assert np.allclose(given, large.expand(-1, takes, -1, -1), rtol=0, atol=1e-5)


def test_images_that_fit_are_kept_as_they_are() -> None:
    images = np.random.default_rng(0).integers(0, 256, (2, 3, 9, 9), np.uint8)
    assert stored(images, reads(3, 9)) is images
    assert np.array_equal(
        fitted(images, reads(3, 9)), images.astype(np.float32) * np.float32(1 / 255)
    )


def test_many_images_are_fitted_like_one() -> None:
    images = np.random.default_rng(0).integers(0, 256, (1_030, 3, 6, 6), np.uint8)
    together = fitted(images, reads(1, 4))
    for place in (0, 1_023, 1_024, 1_029):
        assert np.array_equal(fitted(images[place : place + 1], reads(1, 4))[0], together[place])
