"""Which class was taken for which, how right that is in all, and how sure one can be of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

_DIGITS = 6  # that are kept of shares
_Z = 1.959963984540054  # the normal distribution has 95 % of its mass within so many deviations
_ARTICLES = {digit: "an" if digit == "8" else "a" for digit in "0123456789"}

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Confusion:
    """How often each class was taken for each.

    Attributes:
        classes: Their names.
        counts: int64 (num_classes, num_classes): a row for each true class, a column for each
            answer.
    """

    classes: tuple[str, ...]
    counts: NDArray[np.int64]

    @property
    def images(self) -> int:
        """How many were looked at."""
        return int(self.counts.sum())

    @property
    def wrong(self) -> int:
        """How many were answered wrong."""
        return self.images - int(self.counts.trace())

    @property
    def largest_class(self) -> tuple[str, float]:
        """The class that most images are of, and its share: whoever always says it is so right."""
        return largest_class(self.classes, self.counts.sum(1))

    @property
    def accuracies(self) -> tuple[float | None, ...]:
        """The share of each class's images that are answered right; None for a class without."""
        return shares(self.counts.diagonal().tolist(), self.counts.sum(1).tolist())

    @property
    def error(self) -> float:
        """The share of wrong answers, in [0, 1]."""
        return self.wrong / max(1, self.images)

    @property
    def interval(self) -> Interval:
        """Where the accuracy on all such images lies, with 95 % certainty."""
        return wilson(self.images - self.wrong, self.images)

    def most_frequent(self, count: int) -> list[tuple[str, str, int]]:
        """The commonest mistakes as (true class, answer, how often), at most `count` of them."""
        return [
            (self.classes[true], self.classes[answer], int(self.counts[true, answer]))
            for true, answer in self.mistakes(count)
        ]

    def mistakes(self, count: int) -> list[tuple[int, int]]:
        """The cells of the commonest mistakes as (true class, answer), at most `count` of them."""
        mistakes = self.counts - np.diag(self.counts.diagonal())
        order = np.argsort(-mistakes, axis=None, kind="stable")[:count]
        rows, columns = np.unravel_index(order, mistakes.shape)
        cells = zip(rows.tolist(), columns.tolist(), strict=True)
        return [cell for cell in cells if mistakes[cell]]

    def in_words(self) -> str:
        """How many were answered wrong, and what was taken for what most often."""
        if not self.wrong:
            return f"All {self.images:,} test images are answered right."
        verb = "is" if self.wrong == 1 else "are"
        whole = (
            f"{self.wrong:,} of {self.images:,} test images {verb} answered wrong: "
            f"{1 - self.error:.2%} right."
        )
        return " ".join(filter(None, (whole, self._commonest())))

    def _commonest(self) -> str:
        """One mistake, or two that are as common; none where all are rare."""
        (true, answer, most), *others = self.most_frequent(2)
        if most == 1 and self.wrong > 2:
            return ""
        clauses = [f"{_with_article(true)} is taken for {_with_article(answer)}"]
        for other, instead, count in others:
            if count == most:
                clauses.append(f"{_with_article(other)} for {_with_article(instead)}")
        words = ", and ".join(clauses)
        return f"{words[0].upper()}{words[1:]}." if most == 1 else f"Most often {words}."


def largest_class(classes: Sequence[str], sizes: NDArray[np.int64]) -> tuple[str, float]:
    """The class of the largest size, and its share: whoever always says it is so right."""
    return classes[int(sizes.argmax())], float(sizes.max()) / max(1, int(sizes.sum()))


def shares(hits: Iterable[int], sizes: Iterable[int]) -> tuple[float | None, ...]:
    """The share of hits in each class; None for a class of size 0."""
    pairs = zip(hits, sizes, strict=True)
    return tuple(round(hit / size, _DIGITS) if size else None for hit, size in pairs)


def wilson(hits: int, size: int) -> Interval:
    """The 95 % interval of a share of which `hits` of `size` were seen (Wilson, 1927).

    Of nothing seen it is all of [0, 1].

    >>> [round(end, 4) for end in wilson(8, 10)]
    [0.4902, 0.9433]
    """
    if not size:
        return 0.0, 1.0
    share, spread = hits / size, _Z**2 / size
    middle = share + spread / 2
    half = _Z * sqrt((share * (1 - share) + spread / 4) / size)
    low, high = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
    return (0.0 if hits == 0 else low), (1.0 if hits == size else high)


def _with_article(name: str) -> str:
    return f"{_ARTICLES[name]} {name}" if name in _ARTICLES else name
