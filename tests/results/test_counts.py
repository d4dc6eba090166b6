"""Intervals, calibration, abstention and comparisons, against SciPy and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest  # type: ignore[import-untyped]  # ships no types

from nin.results import Answers, Confusion, EvaluationError, abstention, calibration, paired
from nin.results.confusion import wilson
from nin.results.pairs import mcnemar

COUNTS = st.integers(0, 400).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size)))


def answers(*given_to: tuple[int, int, float], classes: str = "abc") -> Answers:
    """Of (truth, answer, confidence) each."""
    truths, chosen, confidences = zip(*given_to, strict=True)
    return Answers(
        tuple(classes),
        np.array(truths, np.int64),
        np.array(chosen, np.int64),
        np.array(confidences, np.float32),
    )


@given(COUNTS)
def test_the_interval_is_scipys(counts: tuple[int, int]) -> None:
    hits, size = counts
    low, high = wilson(hits, size)
    if not size:
        assert (low, high) == (0, 1)
        return
    theirs = binomtest(hits, size).proportion_ci(method="wilson")
    assert (low, high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert 0 <= low <= hits / size <= high <= 1


@given(st.integers(0, 300), st.integers(0, 300))
def test_mcnemars_test_is_scipys_binomial_one(one: int, other: int) -> None:
    if one + other:
        assert mcnemar(one, other) == pytest.approx(binomtest(one, one + other).pvalue)
    assert mcnemar(one, other) == mcnemar(other, one)


def test_nothing_that_differs_decides_nothing_and_many_images_take_no_time() -> None:
    assert mcnemar(0, 0) == 1
    assert mcnemar(20_000, 20_400) == pytest.approx(binomtest(20_000, 40_400).pvalue)


def test_the_calibration_error_is_that_of_a_case_worked_by_hand() -> None:
    some = answers((0, 0, 0.75), (0, 1, 0.75), (1, 1, 0.875), (2, 2, 0.125))
    found = calibration(some)
    # 0.125 is right: 0.875 apart. Of two with 0.75 half is right: 0.25. 0.875 is right: 0.125.
    assert found.error == pytest.approx((0.875 + 2 * 0.25 + 0.125) / 4)
    filled = {(round(each.low, 1), round(each.high, 1)): each for each in found.bins if each.count}
    assert {ends: each.count for ends, each in filled.items()} == {
        (0.1, 0.2): 1,
        (0.7, 0.8): 2,
        (0.8, 0.9): 1,
    }
    middle = filled[0.7, 0.8]
    assert (middle.confidence, middle.accuracy) == (0.75, 0.5)
    assert middle.interval == wilson(1, 2)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.floats(0, 1, width=32)), min_size=1)
)
def test_every_answer_is_in_one_bin_whose_ends_hold_it(
    given_to: list[tuple[int, int, float]],
) -> None:
    some = answers(*given_to)
    found = calibration(some)
    assert sum(each.count for each in found.bins) == len(given_to)
    assert 0 <= found.error <= 1
    for each in found.bins:
        if each.confidence is not None:
            assert each.low - 1e-6 <= each.confidence <= each.high + 1e-6
    # The mean distance is never less than the distance of the means (Jensen).
    distance = abs(float(some.is_right.mean()) - float(some.confidences.mean(dtype=np.float64)))
    assert found.error >= distance - 1e-6


def test_a_higher_threshold_answers_less() -> None:
    some = answers((0, 0, 0.9), (0, 1, 0.6), (1, 1, 0.6), (2, 1, 0.3))
    nothing_left_out, half, all_left_out = (abstention(some, at) for at in (0, 0.5, 0.95))
    assert (nothing_left_out.unsure, nothing_left_out.wrong, nothing_left_out.error) == (0, 2, 0.5)
    assert (half.unsure, half.answered, half.wrong) == (0.25, 3, 1)
    assert (all_left_out.unsure, all_left_out.answered, all_left_out.error) == (1, 0, None)


def test_two_networks_are_compared_image_by_image() -> None:
    one = answers((0, 0, 0.9), (1, 1, 0.9), (2, 0, 0.9), (2, 0, 0.9))
    other = answers((0, 0, 0.9), (1, 0, 0.9), (2, 1, 0.9), (2, 2, 0.9))
    pair = paired(one, other)
    assert (pair.both, pair.neither) == (1, 1)
    assert (pair.only_first.tolist(), pair.only_second.tolist()) == ([1], [3])
    assert (pair.chance, pair.is_decided) == (1, False)
    with pytest.raises(EvaluationError, match="different images"):
        paired(one, answers((1, 1, 0.9)))


def test_the_members_of_a_cell_come_with_the_surest_first() -> None:
    some = answers((0, 1, 0.6), (0, 1, 0.9), (0, 0, 0.9), (0, 1, 0.7), (1, 1, 0.5))
    assert some.members(0, 1).tolist() == [1, 3, 0]
    assert some.members(2, 1).tolist() == []


@pytest.mark.parametrize(
    ("mistakes", "words"),
    [
        ({}, "All 30 test images are answered right."),
        ({(9, 4): 1}, "1 of 30 test images is answered wrong: 96.67% right. A 9 is taken for a 4."),
        (
            {(9, 4): 3, (1, 8): 3, (1, 7): 1},
            "7 of 30 test images are answered wrong: 76.67% right. "
            "Most often a 1 is taken for an 8, and a 9 for a 4.",
        ),
        (
            {(9, 4): 3, (1, 8): 2},
            "5 of 30 test images are answered wrong: 83.33% right. Most often a 9 is taken for "
            "a 4.",
        ),
        (
            {(9, 4): 1, (1, 8): 1, (1, 7): 1},
            "3 of 30 test images are answered wrong: 90.00% right.",
        ),
    ],
)
def test_the_confusion_in_words(mistakes: dict[tuple[int, int], int], words: str) -> None:
    counts = np.zeros((10, 10), np.int64)
    for cell, count in mistakes.items():
        counts[cell] = count
    counts[0, 0] = 30 - counts.sum()
    assert Confusion(tuple("0123456789"), counts).in_words() == words


def test_classes_with_names_have_no_article() -> None:
    confusion = Confusion(("coat", "shirt"), np.array([[5, 3], [0, 2]]))
    assert confusion.in_words().endswith("Most often coat is taken for shirt.")
