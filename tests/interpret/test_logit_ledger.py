"""The ledger against the network's own logits, and against PyTorch's softmax."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional as F

from nin.analysis import last_maps, trace
from nin.forward import activations
from nin.interpret.logit_ledger import ledger, top_share
from nin.maps import class_maps
from nin.model import GlobalAvgPool2d
from nin.presets import PRESETS
from nin.spec import Network
from tests.support.inside import model_of, random_images, random_weights
from tests.support.strategies import gap_networks, one_in

pytestmark = pytest.mark.usefixtures("one_thread")
SOUND_GAP = gap_networks().filter(lambda network: trace(network).fault is None)


def maps_and_logits(network: Network, seed: int) -> tuple[Tensor, Tensor]:
    """PyTorch's of a random image, (1, num_classes, H, W) and (1, num_classes)."""
    model = model_of(network, random_weights(network, seed))
    images = torch.tensor(random_images(network, 1, seed))
    with torch.inference_mode():
        return class_maps(model, images), model(images)


@one_in(6)
@given(SOUND_GAP, st.integers(0, 2**32))
def test_cells_sum_and_divide_to_the_networks_logits_and_probabilities(
    network: Network, seed: int
) -> None:
    maps, logits = maps_and_logits(network, seed)
    entry = ledger(maps[0].numpy())
    assert entry.cells.reshape(len(entry.sums), entry.count).sum(1) == pytest.approx(entry.sums)
    assert entry.sums / entry.count == pytest.approx(entry.logits)
    assert torch.allclose(torch.tensor(entry.logits).float(), logits[0], atol=1e-5)
    assert torch.allclose(
        torch.tensor(entry.probabilities).float(), logits.softmax(1)[0], atol=1e-5
    )


@one_in(6)
@given(SOUND_GAP, st.integers(0, 2**32))
def test_masked_cells_are_a_network_that_saw_nothing_there(network: Network, seed: int) -> None:
    maps, _ = maps_and_logits(network, seed)
    masked = np.random.default_rng(seed).random(maps.shape[2:]) < 0.4
    entry = ledger(maps[0].numpy(), masked)
    kept = maps.masked_fill(torch.from_numpy(masked), 0)
    assert torch.allclose(torch.tensor(entry.logits).float(), GlobalAvgPool2d()(kept)[0], atol=1e-5)
    taken = maps[0].double().numpy()[:, masked].sum(1) / entry.count
    assert ledger(maps[0].numpy()).logits - taken == pytest.approx(entry.logits)


def test_with_everything_masked_all_classes_are_alike() -> None:
    entry = ledger(np.random.default_rng(0).random((5, 3, 3)), np.ones((3, 3), np.bool_))
    assert entry.logits.tolist() == [0] * 5
    assert entry.probabilities == pytest.approx([0.2] * 5)


def test_large_logits_give_probabilities_all_the_same() -> None:
    maps = np.array([[[2_000.0]], [[1_999.0]]])
    expected = F.softmax(torch.tensor([2_000.0, 1_999.0]).double(), 0)
    assert ledger(maps).probabilities == pytest.approx(expected.numpy())


def test_masking_leaves_the_maps_as_they_are() -> None:
    maps = np.random.default_rng(0).random((5, 3, 3))
    before = maps.copy()
    ledger(maps, np.ones((3, 3), np.bool_))
    assert np.array_equal(maps, before)


@given(st.integers(1, 4), st.integers(1, 6), st.floats(0.01, 1), st.integers(0, 2**32))
def test_the_top_share_is_what_sorting_finds(
    classes: int, side: int, share: float, seed: int
) -> None:
    maps = np.random.default_rng(seed).random((classes, side, side), np.float32)
    kept = top_share(maps, share)
    count = max(1, round(share * maps.size))
    assert np.sort(kept, axis=None)[-count:].tolist() == np.sort(maps, axis=None)[-count:].tolist()
    assert np.count_nonzero(kept) == count
    assert np.array_equal(kept[kept > 0], maps[kept > 0])


def test_the_tenth_of_fig_4_is_of_all_maps_together_and_equals_stay() -> None:
    maps = np.zeros((10, 4, 4), np.float32)
    maps[3] = 2
    maps[7, 0, 0] = 1
    assert np.flatnonzero(top_share(maps).any((1, 2))).tolist() == [3]
    maps[4] = 2  # as large as the others at the border
    assert np.flatnonzero(top_share(maps).any((1, 2))).tolist() == [3, 4]


def test_a_share_of_nothing_or_more_than_all_is_refused() -> None:
    for share in (0, 1.1, float("nan")):
        with pytest.raises(ValueError, match="over 0 and at most 1"):
            top_share(np.zeros((1, 2, 2)), share)


def test_the_ledger_of_a_preset_starts_from_the_maps_that_the_page_shows() -> None:
    network = PRESETS["mnist"].network
    rows = trace(network).rows
    outputs = activations(network, random_weights(network, 0), random_images(network, 1, 0))
    entry = ledger(outputs[last_maps(rows).name][0])
    assert entry.count == 49
    assert np.allclose(entry.logits, outputs["gap"][0], rtol=0, atol=1e-6)
