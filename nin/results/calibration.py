"""Whether a network is as right as it is sure, and what it is worth to say "I don't know".

A network is calibrated where, of all answers given with a probability of 80 %, 80 % are right
(Guo et al., 2017). Who answers only when sure covers less and errs less: the trade of risk against
coverage (El-Yaniv & Wiener, 2010).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nin.results.answers import Answers
from nin.results.confusion import Interval, wilson

BINS = 10  # of equal width, from 0 to 1


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose probability is above `low` and at most `high`.

    Attributes:
        low: The lower end, which belongs to the bin below.
        high: The upper end.
        count: How many answers.
        confidence: Their mean probability; None of none.
        accuracy: The share of them that is right; None of none.
        interval: Where that share lies with 95 % certainty.
    """

    low: float
    high: float
    count: int
    confidence: float | None
    accuracy: float | None
    interval: Interval


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far being sure and being right are apart.

    Attributes:
        bins: Of equal width, from 0 to 1: the reliability diagram.
        error: The expected calibration error: the mean distance of accuracy and confidence, each
            bin weighed by its answers; in [0, 1].
    """

    bins: tuple[Bin, ...]
    error: float


@dataclass(frozen=True, slots=True)
class Abstention:
    """What becomes of the answers if those with less probability than a threshold are not given.

    Attributes:
        unsure: The share of images to which the answer is "I don't know".
        answered: How many are answered.
        wrong: How many of these are answered wrong.
    """

    unsure: float
    answered: int
    wrong: int

    @property
    def error(self) -> float | None:
        """The share of wrong answers among those given; None where none is given."""
        return self.wrong / self.answered if self.answered else None


def calibration(answers: Answers) -> Calibration:
    """The reliability diagram of the answers, and their expected calibration error."""
    edges = np.linspace(0, 1, BINS + 1)
    places = np.digitize(answers.confidences, edges[1:-1], right=True)
    bins = tuple(
        _bin(answers, places == place, float(edges[place]), float(edges[place + 1]))
        for place in range(BINS)
    )
    distances = sum(
        each.count * abs(each.accuracy - each.confidence)
        for each in bins
        if each.accuracy is not None and each.confidence is not None
    )
    return Calibration(bins, distances / max(1, answers.images))


def abstention(answers: Answers, threshold: float) -> Abstention:
    """What is left if a probability of at least the threshold, in [0, 1], is needed to answer."""
    is_sure = answers.confidences >= threshold
    answered = int(is_sure.sum())
    wrong = int((is_sure & ~answers.is_right).sum())
    return Abstention(1 - answered / max(1, answers.images), answered, wrong)


def _bin(answers: Answers, is_member: NDArray[np.bool_], low: float, high: float) -> Bin:
    count = int(is_member.sum())
    if not count:
        return Bin(low, high, 0, None, None, wilson(0, 0))
    right = int(answers.is_right[is_member].sum())
    confidence = float(answers.confidences[is_member].mean(dtype=np.float64))
    return Bin(low, high, count, confidence, right / count, wilson(right, count))
