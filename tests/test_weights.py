"""What a run starts from: the spread of He et al., raised for ReLUs, filters that sum to 0."""

import math
import re

import numpy as np
import pytest
from hypothesis import given

from nin.analysis import trace
from nin.codec import loads
from nin.forward import activations
from nin.ops import Conv2d, lower
from nin.presets import PRESETS
from nin.spec import Network, SpecError
from nin.weights import arranged, initial_weights, shapes
from tests.support.inside import random_images
from tests.support.strategies import networks, one_in


@one_in(3)
@given(networks())
def test_shapes_are_as_many_numbers_as_the_table_counts_or_the_network_is_refused(
    network: Network,
) -> None:
    result = trace(network)
    if result.fault:
        with pytest.raises(SpecError, match=f"^{re.escape(result.fault.message)}$"):
            shapes(network)
        return
    sizes: dict[str, int] = {}
    for name, shape in shapes(network).items():
        op = name.partition(".")[0]
        sizes[op] = sizes.get(op, 0) + math.prod(shape)
    assert sizes == {row.name: row.params for row in result.rows if row.params}


def test_weights_start_with_the_spread_of_he_et_al_raised_for_what_relus_leave() -> None:
    weights = initial_weights(loads("8x9x64 n64k5p2-64 fc256"), 0)
    raised = (1 - 1 / math.pi) ** -0.5
    scales = {"block1_conv": 1.0, "block1_mlp1": raised, "fc1": raised, "fc2": 0.2 * raised}
    for name, fan_in in (("block1_conv", 200), ("block1_mlp1", 64), ("fc1", 5184), ("fc2", 256)):
        spread = scales[name] * (2 / fan_in) ** 0.5
        assert weights[f"{name}.weight"].std() == pytest.approx(spread, rel=0.05)
        bias = weights[f"{name}.bias"]
        assert bias.tolist() == [0.5 if name == "fc2" else 0.0] * len(bias)


def test_filters_that_read_relus_start_with_weights_that_sum_to_zero() -> None:
    network = PRESETS["tiny"].network
    weights = initial_weights(network, 0)
    names = [name for name, op in lower(network).items() if isinstance(op, Conv2d)]
    assert len(names) > 3
    for name in names[1:]:
        assert np.abs(weights[f"{name}.weight"].sum((1, 2, 3))).max() < 1e-4


@pytest.mark.parametrize("name", ["mnist", "cifar10", "d2l"])
def test_every_class_starts_at_about_the_same_score_and_hardly_a_channel_starts_shut(
    name: str,
) -> None:
    network = PRESETS[name].network
    outputs = activations(network, initial_weights(network, 0), random_images(network, 2, 0))
    *_, logits = outputs.values()
    assert np.abs(logits - 0.5).max() < 0.5
    for op, maps in outputs.items():
        if op.endswith("relu"):
            assert maps.any((0, 2, 3)).mean() > 0.9, op


def test_a_seed_gives_the_same_weights_and_another_seed_others() -> None:
    network = PRESETS["tiny"].network
    first, again, other = (initial_weights(network, seed) for seed in (5, 5, 6))
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert not np.array_equal(first["block1_conv.weight"], other["block1_conv.weight"])


def test_arranged_weights_are_the_same_numbers_that_cannot_be_changed() -> None:
    weights = {"a.weight": np.arange(24.0, dtype=np.float32).reshape(2, 3, 2, 2)}
    result = arranged(weights)["a.weight"]
    assert np.array_equal(result, weights["a.weight"])
    assert result.transpose(0, 2, 3, 1).flags.c_contiguous
    with pytest.raises(ValueError, match="read-only"):
        result[0] = 0
