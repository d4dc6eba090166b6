"""Two networks about the same test images: where they differ, and whether that says anything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nin.results.answers import Answers
from nin.results.belonging import EvaluationError

_DECIDED = 0.05  # the probability of chance below which images decide


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """How the answers of two networks to the same images go together.

    Attributes:
        both: How many both answer right.
        neither: How many both answer wrong.
        only_first: int64 (N,): the places of the images that the first alone answers right.
        only_second: Those that the second alone does.
    """

    both: int
    neither: int
    only_first: NDArray[np.int64]
    only_second: NDArray[np.int64]

    @property
    def chance(self) -> float:
        """How often two networks that are equally good differ by as much, or more.

        McNemar's test in its exact form: of the images that only one answers right, each network
        would have half (McNemar, 1947).
        """
        return mcnemar(len(self.only_first), len(self.only_second))

    @property
    def is_decided(self) -> bool:
        """Whether these images tell which of the two is better."""
        return self.chance < _DECIDED


def paired(first: Answers, second: Answers) -> Pair:
    """Compare two networks' answers.

    Raises:
        EvaluationError: they are not to the same images.
    """
    if not np.array_equal(first.truths, second.truths):
        raise EvaluationError("the two networks were asked about different images; evaluate again")
    one, other = first.is_right, second.is_right
    return Pair(
        int((one & other).sum()),
        int((~one & ~other).sum()),
        np.flatnonzero(one & ~other),
        np.flatnonzero(other & ~one),
    )


def mcnemar(one: int, other: int) -> float:
    """The two-sided probability of a split that is no more even than this, by halves.

    >>> mcnemar(1, 5), mcnemar(3, 3)
    (0.21875, 1.0)
    """
    count, ways, term = one + other, 0, 1  # ways: of all 2 ** count that are as uneven to one side
    for smaller in range(min(one, other) + 1):
        ways += term
        term = term * (count - smaller) // (smaller + 1)
    return min(1.0, 2 * ways / (1 << count))
