"""What makes an experiment, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nin.codec import dumps, loads
from nin.experiments.plan import Plan, PlanError, plan_from_json, plan_to_json, variants_of
from nin.limits import MAX_PLANNED_RUNS
from nin.presets import PRESETS
from nin.runs.variants import HEADS, Variant
from nin.spec import Dense, Gap, Network
from nin.train import TrainConfig
from tests.support.strategies import networks

TINY, MNIST = PRESETS["tiny"].network, PRESETS["mnist"].network
PAIR = variants_of([TINY], HEADS, [None], [1.0])


@given(
    st.lists(networks(), min_size=1, max_size=3, unique=True),
    st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=5, unique=True),
    st.builds(TrainConfig, epochs=st.integers(1, 9), seed=st.integers(0, 9)),
)
def test_a_plan_is_read_back_as_it_was_written(
    trained: list[Network], seeds: list[int], config: TrainConfig
) -> None:
    named = tuple(Variant(f"“{place}”", network) for place, network in enumerate(trained))
    plan = Plan(named, tuple(seeds), config)
    assert plan_from_json(plan_to_json(plan)) == plan


def test_after_each_two_seeds_all_variants_are_even() -> None:
    plan = Plan(PAIR, (7, 9, 8), TrainConfig(seed=3))
    assert plan.runs() == ((0, 7), (0, 9), (1, 7), (1, 9), (0, 8), (1, 8))
    assert plan.run_config(9) == TrainConfig(seed=9)


@pytest.mark.parametrize(
    ("variants", "seeds", "words"),
    [
        ((), (1,), "needs a variant and a seed"),
        (PAIR, (), "needs a variant and a seed"),
        (PAIR, (1, 1), "each variant and each seed may come once"),
        (PAIR + PAIR, (1,), "each variant and each seed may come once"),
        (PAIR, tuple(range(MAX_PLANNED_RUNS)), "400 runs are more than 200"),
        (PAIR, (-1,), "a seed is a whole number from 0"),
    ],
)
def test_what_makes_no_experiment_is_refused(
    variants: tuple[Variant, ...], seeds: tuple[int, ...], words: str
) -> None:
    with pytest.raises(PlanError, match=words):
        Plan(variants, seeds, TrainConfig())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"variants": [], "seeds": [0], "config": {}}',
        '{"variants": [{"name": "a", "network": "no"}], "seeds": [0], "config": {}}',
        '{"variants": [{"name": "a", "network": "1x1x1 n1k1"}], "seeds": ["0"], "config": {}}',
        '{"variants": [{"name": "a", "network": "1x1x1 n1k1"}], "seeds": [0], "config": {"x": 1}}',
        "[" * 100_000,
    ],
)
def test_a_damaged_plan_is_said_to_be_one(text: str) -> None:
    with pytest.raises(PlanError, match="experiment: "):
        plan_from_json(text)


def test_variants_are_called_by_what_tells_them_apart() -> None:
    assert [one.name for one in PAIR] == ["GAP", "dense head"]
    assert [dumps(one.network) for one in PAIR] == [dumps(TINY), dumps(TINY) + " fc128"]
    depths = variants_of([TINY], [Gap()], [0, 1, 2, 3], [1.0])
    assert [one.name for one in depths] == ["without 1×1", "1 1×1", "2 1×1", "3 1×1"]
    assert depths[1].network == TINY
    both = variants_of([TINY, MNIST], [Gap()], [None], [0.5, 1.0])
    assert [one.name for one in both] == [
        "Tiny, ×0.5",
        "Tiny, ×1",
        "MNIST, the authors' NiN, ×0.5",
        "MNIST, the authors' NiN, ×1",
    ]
    assert [one.name for one in variants_of([TINY], [Dense()], [None], [1.0])] == [
        "Tiny, dense head"
    ]


def test_networks_that_differ_in_what_has_no_word_have_their_texts() -> None:
    texts = "1x28x10 n16k5p2-16 n10k3p1", "1x28x10 n16k3p1-16 n10k3p1"
    one, other = variants_of(map(loads, texts), [Gap()], [None], [1.0])
    assert (one.name, other.name) == ("NiN 16-10", f"NiN 16-10 ({texts[1]})")


def test_what_cannot_be_built_or_comes_twice_is_left_out() -> None:
    assert variants_of([loads("1x8x10 n10k30")], HEADS, [None], [1.0]) == ()
    assert len(variants_of([TINY], [Gap()], [None, 1], [1.0])) == 1
