"""Whether runs with several seeds decide that two variants differ, and if not, how many would.

Welch's test (1947), which lets every variant spread as it does, over all pairs of variants and all
tested measures of an experiment at once: Holm's correction (1979) keeps the chance that any two
equal variants are called different below 5 %. With 3 to 5 seeds a test by permutations could never
decide anything, so there is none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf, isfinite, nan, sqrt
from statistics import fmean, stdev

LEAST_RUNS = 3  # of each: of two, which often agree to the last digit, the spread is unknown
ALPHA = 0.05  # the chance of a wrong verdict in a whole experiment
_POWER = 0.8  # the chance with which the advised number of seeds would decide
_MOST_SEEDS = 100  # that are advised; a smaller difference is hardly worth more


@dataclass(frozen=True, slots=True)
class Sample:
    """One measure of one variant: a value for each seed.

    Attributes:
        mean: NaN of no values.
        sd: With n − 1; NaN of fewer than two values.
    """

    values: tuple[float, ...]

    @property
    def n(self) -> int:
        """How many runs it was measured in."""
        return len(self.values)

    @property
    def mean(self) -> float:
        """Their mean."""
        return fmean(self.values) if self.values else nan

    @property
    def sd(self) -> float:
        """Their standard deviation."""
        return stdev(self.values) if self.n > 1 else nan


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two variants by one measure.

    Attributes:
        measure: Its name.
        higher: The variant with the larger mean.
        lower: The other one.
        effect: The difference of their means, not below 0.
        interval: Of that difference, at the level at which this comparison was decided.
        decided: Whether the runs decide that they differ.
        seeds: How many of each would probably decide it; None where it is decided, where more
            than 100 are needed, or where too few runs say too little of the spread.
        n: How many runs there are of the higher and of the lower.
    """

    measure: str
    higher: str
    lower: str
    effect: float
    interval: tuple[float, float]
    decided: bool
    seeds: int | None
    n: tuple[int, int]


def compare(measures: Mapping[str, Mapping[str, Sample]]) -> tuple[Comparison, ...]:
    """All pairs of variants by all tested measures, in their order.

    Args:
        measures: For each tested measure the sample of each variant.
    """
    pairs = [
        (measure, *_ordered(samples, one, other))
        for measure, samples in measures.items()
        for one, other in combinations(samples, 2)
    ]
    tests = [_Test.of(measures[name][high], measures[name][low]) for name, high, low in pairs]
    levels = _levels([test.p for test in tests])
    compared = []
    for (measure, higher, lower), test, (level, decided) in zip(pairs, tests, levels, strict=True):
        seeds = None if decided else test.seeds(level)
        interval = test.interval(level)
        n = measures[measure][higher].n, measures[measure][lower].n
        compared.append(
            Comparison(measure, higher, lower, test.effect, interval, decided, seeds, n)
        )
    return tuple(compared)


def _ordered(samples: Mapping[str, Sample], one: str, other: str) -> tuple[str, str]:
    return (other, one) if samples[other].mean > samples[one].mean else (one, other)


def _levels(values: Sequence[float]) -> list[tuple[float, bool]]:
    """For each p value the level that Holm's procedure holds it against, and whether it is below.

    From the first that is not, all the others are held against that one's level.
    """
    levels: list[tuple[float, bool]] = [(ALPHA, False)] * len(values)
    level, going = ALPHA, True
    for rank, place in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        level = ALPHA / (len(values) - rank) if going else level
        going = going and values[place] < level
        levels[place] = level, going
    return levels


@dataclass(frozen=True, slots=True)
class _Test:
    """Welch's test of two samples.

    Attributes:
        effect: The difference of the means.
        error: Its standard error.
        freedom: Welch's and Satterthwaite's degrees of freedom; 0 where the spread is unknown.
        spread: Of one run of either, the root of the mean of both variances.
        share: Of the higher variant's variance in the sum of both.
        n: How many runs there are of the one that has more.
    """

    effect: float
    error: float
    freedom: float
    spread: float
    share: float
    n: int

    @classmethod
    def of(cls, higher: Sample, lower: Sample) -> _Test:
        effect, n = higher.mean - lower.mean, max(higher.n, lower.n)
        if min(higher.n, lower.n) < LEAST_RUNS:
            return cls(effect, inf, 0.0, inf, 0.5, n)
        variances = higher.sd**2, lower.sd**2
        if sum(variances) == 0:
            return cls(effect, 0.0, float(higher.n + lower.n - 2), 0.0, 0.5, n)
        high, low = variances[0] / higher.n, variances[1] / lower.n
        part, share = high / (high + low), variances[0] / sum(variances)
        freedom = 1 / (part**2 / (higher.n - 1) + (1 - part) ** 2 / (lower.n - 1))
        return cls(effect, sqrt(high + low), freedom, sqrt(sum(variances) / 2), share, n)

    @property
    def p(self) -> float:
        """How often equal variants would differ by as much."""
        if self.freedom == 0 or not isfinite(self.effect):
            return 1.0
        if self.error == 0:  # all seeds agree
            return 0.0 if self.effect else 1.0
        from scipy import special  # type: ignore[import-untyped]  # late: 0.2 s; it has no types

        return float(2 * special.stdtr(self.freedom, -self.effect / self.error))

    def interval(self, level: float) -> tuple[float, float]:
        """Where the difference lies, with 1 − level."""
        if self.freedom == 0:
            return -inf, inf
        from scipy import special

        reach = -float(special.stdtrit(self.freedom, level / 2)) * self.error
        return self.effect - reach, self.effect + reach

    def seeds(self, level: float) -> int | None:
        """How many runs of each would decide it with a chance of 80 %, were it as it seems."""
        if not self.spread or not isfinite(self.spread) or not self.effect:
            return None
        enough = bisect_left(
            range(_MOST_SEEDS + 1),
            _POWER,
            lo=min(self.n, _MOST_SEEDS) + 1,
            key=lambda n: self._power(n, level),
        )
        return enough if enough <= _MOST_SEEDS else None

    def _power(self, n: int, level: float) -> float:
        """How often n runs of each would decide it."""
        from scipy import special

        freedom = (n - 1) / (self.share**2 + (1 - self.share) ** 2)
        shift = self.effect / self.spread * sqrt(n / 2)
        return 1 - float(special.nctdtr(freedom, shift, -special.stdtrit(freedom, level / 2)))
