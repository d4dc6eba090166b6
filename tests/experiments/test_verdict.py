"""What seeds decide: as often wrong as is promised, and not blind."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats  # type: ignore[import-untyped]  # ships no types

from nin.experiments.verdict import ALPHA, Comparison, Sample, compare

MEASURES = ("test_accuracy", "train_test_gap", "shifted_4_accuracy")
EXPERIMENTS = 2_000


def simulated(seeds: int, differences: tuple[float, ...], experiment: int) -> tuple[bool, ...]:
    """What an experiment decides of two variants whose means differ so, in standard deviations."""
    random = np.random.default_rng([seeds, experiment])
    spreads = 10.0 ** random.uniform(-3, 0, len(differences))
    measures = {
        name: {
            "GAP": Sample(tuple(random.normal(0.5, spread, seeds))),
            "dense": Sample(tuple(random.normal(0.5 + by * spread, spread, seeds))),
        }
        for name, by, spread in zip(MEASURES, differences, spreads, strict=True)
    }
    return tuple(comparison.decided for comparison in compare(measures))


def test_two_runs_of_each_decide_nothing_for_they_often_agree() -> None:
    one, other = Sample((0.91, 0.91)), Sample((0.9, 0.9))
    (found,) = compare({"test_accuracy": {"a": one, "b": other}})
    assert (found.decided, found.seeds, found.n) == (False, None, (2, 2))


@pytest.mark.parametrize("images", [20, 360])
def test_shares_of_few_images_are_called_different_no_oftener(images: int) -> None:
    random, wrong = np.random.default_rng(images), 0
    for _ in range(EXPERIMENTS):
        drawn = random.binomial(images, 0.9, (len(MEASURES), 2, 3)) / images
        measures = {
            name: {"a": Sample(tuple(of[0].tolist())), "b": Sample(tuple(of[1].tolist()))}
            for name, of in zip(MEASURES, drawn, strict=True)
        }
        wrong += any(comparison.decided for comparison in compare(measures))
    assert wrong <= 0.05 * EXPERIMENTS


@pytest.mark.parametrize("seeds", [3, 5, 8])
def test_equal_variants_are_called_different_in_at_most_5_percent_of_experiments(
    seeds: int,
) -> None:
    wrong = sum(any(simulated(seeds, (0.0, 0.0, 0.0), number)) for number in range(EXPERIMENTS))
    assert 0 < wrong <= 0.05 * EXPERIMENTS


@pytest.mark.parametrize(("by", "seeds", "least"), [(3.0, 5, 0.85), (2.0, 8, 0.80)])
def test_a_large_difference_in_one_measure_is_found(by: float, seeds: int, least: float) -> None:
    right = sum(simulated(seeds, (by, 0.0, 0.0), number)[0] for number in range(EXPERIMENTS))
    assert right >= least * EXPERIMENTS


def test_with_3_seeds_a_huge_difference_is_decided() -> None:
    """As of images that were moved by 4 pixels."""
    gap, dense = Sample((0.81, 0.82, 0.80)), Sample((0.13, 0.15, 0.12))
    (found,) = compare({"shifted_4_accuracy": {"dense": dense, "GAP": gap}})
    assert (found.higher, found.lower, found.decided, found.seeds) == ("GAP", "dense", True, None)
    assert found.effect == pytest.approx(0.6767, abs=1e-4)
    assert 0 < found.interval[0] < found.effect < found.interval[1]


def test_runs_that_all_agree_decide_and_equal_ones_do_not() -> None:
    one, other = Sample((0.1, 0.1, 0.1)), Sample((0.9, 0.9, 0.9))
    assert [c.decided for c in compare({"test_accuracy": {"a": one, "b": other}})] == [True]
    (same,) = compare({"test_accuracy": {"a": one, "b": one}})
    assert (same.decided, same.effect, same.interval, same.seeds) == (False, 0.0, (0.0, 0.0), None)


def test_one_run_each_decides_nothing_however_far_apart_they_are() -> None:
    (found,) = compare({"test_accuracy": {"a": Sample((0.1,)), "b": Sample((0.99,))}})
    assert (found.decided, found.seeds, found.interval) == (False, None, (-math.inf, math.inf))


def test_where_runs_decide_nothing_as_many_are_advised_as_would() -> None:
    random = np.random.default_rng(1)
    few = {name: Sample(tuple(random.normal(mean, 0.01, 3))) for name, mean in VARIANTS.items()}
    (found,) = compare({"test_accuracy": few})
    assert not found.decided
    assert found.seeds is not None
    assert found.seeds > 3
    right, spread = 0, math.sqrt((few["a"].sd ** 2 + few["b"].sd ** 2) / 2)
    for _ in range(300):
        more = {
            name: Sample(tuple(random.normal(mean, spread, found.seeds)))
            for name, mean in (("a", 0.0), ("b", found.effect))
        }
        right += compare({"test_accuracy": more})[0].decided
    assert 0.7 <= right / 300 <= 0.95


VARIANTS = {"a": 0.9, "b": 0.912}
samples = st.lists(st.floats(0, 1), min_size=3, max_size=9).map(tuple).map(Sample)


@given(samples, samples)
def test_of_one_pair_the_test_is_welchs(one: Sample, other: Sample) -> None:
    (found,) = compare({"seconds": {"one": one, "other": other}})
    assert found.effect == pytest.approx(abs(one.mean - other.mean))
    if min(one.sd, other.sd) > 1e-6:  # scipy warns where nothing spreads
        p = stats.ttest_ind(one.values, other.values, equal_var=False).pvalue
        assert found.decided == (p < ALPHA)
        assert found.decided == (found.interval[0] > 0)


@given(st.lists(samples, min_size=2, max_size=4), st.lists(samples, min_size=2, max_size=4))
def test_what_is_decided_is_what_its_interval_says(
    first: list[Sample], second: list[Sample]
) -> None:
    tested = {"first": named(first), "second": named(second)}
    for found in compare(tested):
        assert found.effect >= 0
        if tested[found.measure][found.higher].sd + tested[found.measure][found.lower].sd > 1e-6:
            assert found.decided == (found.interval[0] > 0)


def named(values: list[Sample]) -> dict[str, Sample]:
    return {str(number): sample for number, sample in enumerate(values)}


def test_each_pair_of_each_measure_is_compared_once() -> None:
    three = named([Sample((0.1, 0.2, 0.1)), Sample((0.2, 0.4, 0.3)), Sample((0.3, 0.3, 0.3))])
    found = compare({"a": three, "b": three})
    assert [(c.measure, *sorted((c.higher, c.lower))) for c in found] == [
        (measure, *pair) for measure in "ab" for pair in (("0", "1"), ("0", "2"), ("1", "2"))
    ]
    assert all(isinstance(c, Comparison) for c in found)
