import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from torch.nn import functional as F

from nin.codec import loads
from nin.train.resident import Resident, draw_warps
from tests.support.digits import FEW

pytestmark = pytest.mark.usefixtures("one_thread")

RANDOM = np.random.default_rng(3)
ALL = torch.arange(4)
IDENTITY = torch.eye(2, 3).repeat(4, 1, 1)


def resident(network: str, images: np.ndarray) -> Resident:
    return Resident(images, np.zeros(len(images), np.int64), loads(network), torch.device("cpu"))


def photos(side: int) -> np.ndarray:
    return RANDOM.integers(0, 256, (4, 3, side, side), np.uint8)


def test_images_that_fit_are_given_as_they_are() -> None:
    images = photos(9)
    plain = resident("3x9x10 n10k3", images).plain(ALL)
    assert torch.equal(plain, torch.from_numpy(images).float() * (1 / 255))
    assert plain.is_contiguous(memory_format=torch.channels_last)


def test_grey_images_fill_all_channels_of_a_network_that_reads_colour() -> None:
    images = photos(9)[:, :1]
    colour = resident("3x9x10 n10k3", images).plain(ALL)
    assert torch.equal(colour, torch.from_numpy(images).float().expand(-1, 3, -1, -1) * (1 / 255))


def test_colour_becomes_grey_as_pillow_makes_it() -> None:
    images = photos(9)
    grey = resident("1x9x10 n10k3", images).plain(ALL) * 255
    for image, ours in zip(images, grey, strict=True):
        theirs = np.asarray(Image.fromarray(image.transpose(1, 2, 0)).convert("L"))
        assert np.abs(ours[0].numpy() - theirs).max() < 1.01


@pytest.mark.parametrize("side", [7, 14, 20])
def test_large_images_shrink_as_pillow_shrinks_them(side: int) -> None:
    images = FEW.test_images[:4]
    small = resident(f"1x{side}x10 n10k3", images).plain(ALL) * 255
    for image, ours in zip(images, small, strict=True):
        picture = Image.fromarray(image[0]).resize((side, side), Image.Resampling.BILINEAR)
        assert np.abs(ours[0].numpy() - np.asarray(picture)).max() < 1.01


def test_small_images_are_kept_small_and_enlarged_batch_by_batch() -> None:
    images = FEW.test_images[:4]
    large = resident("1x56x10 n10k3", images)
    theirs = F.interpolate(torch.from_numpy(images).float() / 255, (56, 56), mode="bilinear")
    assert torch.allclose(large.plain(ALL), theirs, atol=1e-6)
    inner = (..., slice(2, -2), slice(2, -2))
    assert torch.allclose(large.warped(ALL, IDENTITY)[inner], theirs[inner], atol=1e-5)


@given(st.lists(st.floats(-2, 2, width=32), min_size=24, max_size=24))
def test_a_warp_is_what_pytorchs_affine_grid_does(numbers: list[float]) -> None:
    warps = torch.tensor(numbers).view(4, 2, 3)
    images = photos(9)
    grid = F.affine_grid(warps, [4, 3, 9, 9], align_corners=False)
    theirs = F.grid_sample(
        torch.from_numpy(images).float() / 255, grid, padding_mode="border", align_corners=False
    )
    ours = resident("3x9x10 n10k3", images).warped(ALL, warps)
    assert torch.allclose(ours, theirs, atol=1e-4)


def test_the_warp_that_changes_nothing_gives_the_plain_image() -> None:
    images = resident("3x9x10 n10k3", photos(9))
    assert torch.allclose(images.warped(ALL, IDENTITY), images.plain(ALL), atol=1e-5)


@pytest.mark.parametrize("flip", [False, True])
def test_warps_stay_in_their_ranges_and_reach_most_of_them(flip: bool) -> None:
    warps = draw_warps(4_000, flip, torch.Generator().manual_seed(1))
    assert warps.shape == (4_000, 2, 3)
    areas = torch.linalg.det(warps[:, :, :2])
    assert (areas < 0).float().mean().item() == pytest.approx(0.5 if flip else 0, abs=0.05)
    scales = areas.abs().rsqrt()
    assert 0.85 - 1e-4 <= scales.min() < 0.86
    assert 1.14 < scales.max() <= 1.15 + 1e-4
    angles = torch.atan2(warps[:, 1, 0], warps[:, 0, 0]).abs()
    turned = torch.minimum(angles, math.pi - angles) if flip else angles
    assert math.radians(14) < turned.max() <= math.radians(15) + 1e-4
    pixels = warps[:, :, 2].abs().max() * 28 / 2
    assert 2.4 < pixels <= 2.5 + 1e-4
    assert warps.mean(0)[:, 2].abs().max() < 0.01


def test_a_part_is_the_same_each_time_and_mixed() -> None:
    images = Resident(FEW.test_images, FEW.test_labels, loads("1x28x10 n10k3"), torch.device("cpu"))
    part = images.part(20)
    assert torch.equal(part, images.part(20))
    assert len(set(part.tolist())) == 20
    assert len(set(images.labels[part].tolist())) > 5
    assert len(images.part(1_000)) == len(images) == 50
