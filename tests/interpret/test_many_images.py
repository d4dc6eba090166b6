"""Many images in bounded memory, and no more of them than are quick."""

import numpy as np
import pytest
import torch

from nin.codec import loads
from nin.interpret.many_images import chunks, logits, quick_count
from nin.limits import MAX_LOOK_MACS, MAX_MACS
from nin.presets import PRESETS
from tests.support.inside import model_of, random_images, random_weights

pytestmark = pytest.mark.usefixtures("one_thread")


def test_logits_of_many_images_are_pytorchs_and_every_image_is_told_of() -> None:
    network = loads("1x16x5 n8k5p2-6 m3s2c d0.5 n8k3p1-5 fc12")
    weights, images = random_weights(network, 0), random_images(network, 1_300, 0)
    told: list[tuple[int, int]] = []
    ours = logits(network, weights, images, lambda *counts: told.append(counts))
    with torch.inference_mode():
        theirs = model_of(network, weights)(torch.tensor(images)).numpy()
    assert np.abs(ours - theirs).max() <= 1e-5 * np.abs(theirs).max()
    assert len(told) > 1
    assert [total for _, total in told] == [1_300] * len(told)
    assert told == sorted(told)
    assert told[-1][0] == 1_300


@pytest.mark.parametrize(("name", "most"), [("tiny", 200), ("mnist", 20), ("imagenet", 3)])
def test_no_more_images_are_taken_at_once_than_a_few_megabytes_of_maps(
    name: str, most: int
) -> None:
    network = PRESETS[name].network
    images = np.zeros((300, network.in_channels, 1, 1), np.float32)
    sizes = [len(chunk) for chunk in chunks(network, images)]
    assert sum(sizes) == 300
    assert max(sizes) <= most


def test_a_slow_network_is_quick_for_fewer_images_but_always_for_one() -> None:
    assert quick_count(PRESETS["tiny"].network) > 1_000
    assert 40 <= quick_count(PRESETS["imagenet"].network) <= 50
    assert MAX_LOOK_MACS // MAX_MACS >= 1
    assert quick_count(loads("1x1x1 n1k1 d0.5")) >= 1
