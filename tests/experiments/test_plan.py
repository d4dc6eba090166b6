"""What makes an experiment, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nin.experiments import Axes, variants_of
from nin.experiments.plan import Plan, PlanError, Variant, plan_from_json, plan_to_json
from nin.limits import MAX_PLANNED_RUNS
from nin.presets import PRESETS
from nin.spec import Network
from nin.train import TrainConfig
from tests.support.strategies import networks

TINY = PRESETS["tiny"].network
PAIR = variants_of([TINY], TrainConfig(), Axes(head=("gap", "dense")))


@given(
    st.lists(networks(), min_size=1, max_size=3, unique=True),
    st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=5, unique=True),
    st.builds(TrainConfig, epochs=st.integers(1, 9), images=st.integers(0, 99)),
    st.text(max_size=9),
)
def test_a_plan_is_read_back_as_it_was_written(
    trained: list[Network], seeds: list[int], config: TrainConfig, title: str
) -> None:
    named = tuple(Variant(f"“{place}”", network, config) for place, network in enumerate(trained))
    plan = Plan(named, tuple(seeds), title)
    assert plan_from_json(plan_to_json(plan)) == plan


def test_after_each_two_seeds_all_variants_are_even() -> None:
    plan = Plan(PAIR, (7, 9, 8))
    assert plan.runs() == ((0, 7), (0, 9), (1, 7), (1, 9), (0, 8), (1, 8))
    assert plan.run_config(1, 9) == TrainConfig(seed=9)


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
        Plan(variants, seeds)


WHOLE = (
    '{"title": "", "variants": [{"name": "a", "network": "1x1x1 n1k1", "config": {}}], '
    '"seeds": [0]}'
)


def test_the_plan_that_is_damaged_below_is_whole() -> None:
    assert plan_from_json(WHOLE).variants[0].name == "a"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"title": "", "variants": [], "seeds": [0]}',
        '{"title": "", "variants": [{"name": "a", "network": "no", "config": {}}], "seeds": [0]}',
        WHOLE.replace("[0]", '["0"]'),
        WHOLE.replace("{}", '{"x": 1}'),
        WHOLE.replace('"title"', '"name"'),
        "[" * 100_000,
    ],
)
def test_a_damaged_plan_is_said_to_be_one(text: str) -> None:
    with pytest.raises(PlanError, match="experiment: "):
        plan_from_json(text)
