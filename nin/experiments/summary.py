"""What an experiment came to: for each variant mean and spread, and the verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from nin.analysis import trace, training_bytes
from nin.codec import dumps
from nin.experiments.folder import Entry
from nin.experiments.measures import TESTED
from nin.experiments.plan import Plan, Variant
from nin.experiments.verdict import LEAST_RUNS, Comparison, Sample, compare
from nin.words import counted

_LABELS = {
    "test_accuracy": "Test accuracy",
    "train_test_gap": "Train–test gap",
    "shifted_4_accuracy": "Accuracy on images moved by 4 pixels",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One variant: what it costs, exactly, and what its runs came to.

    Attributes:
        runs: How many were measured.
        failed: How many came to nothing, and do not count.
    """

    variant: Variant
    params: int
    macs: int
    training_bytes: int
    runs: int
    failed: int
    measures: dict[str, Sample]


@dataclass(frozen=True, slots=True)
class Summary:
    """All variants in the order of the plan, and the verdicts."""

    outcomes: tuple[Outcome, ...]
    verdicts: tuple[Comparison, ...]


def summarise(plan: Plan, entries: Sequence[Entry]) -> Summary:
    """What the runs say that are over.

    Args:
        plan: The experiment.
        entries: Its runs; those without measures do not count.
    """
    outcomes = tuple(
        _outcome(variant, [e.measures for e in entries if e.variant == place])
        for place, variant in enumerate(plan.variants)
    )
    tested = {
        measure: {
            one.variant.name: one.measures[measure] for one in outcomes if measure in one.measures
        }
        for measure in TESTED
    }
    return Summary(outcomes, compare(tested))


def sentences(summary: Summary) -> list[str]:
    """One for each tested measure, whatever the number of variants; and one on runs that failed."""
    by_measure: dict[str, list[Comparison]] = {}
    for verdict in summary.verdicts:
        by_measure.setdefault(verdict.measure, []).append(verdict)
    if summary.verdicts and max(min(one.n) for one in summary.verdicts) < LEAST_RUNS:
        words = [
            f"Nothing is decided: it takes {LEAST_RUNS} runs of each at least, five are better."
        ]
    else:
        words = [
            sentence(verdicts[0]) if len(verdicts) == 1 else _of_many(measure, verdicts)
            for measure, verdicts in by_measure.items()
        ]
    failed = [
        f"{one.failed} of {counted(one.runs + one.failed, 'run')} of {one.variant.name}"
        for one in summary.outcomes
        if one.failed
    ]
    if failed:
        words.append(f"Came to nothing, and do not count: {_listed(failed)}.")
    return words


def _of_many(measure: str, verdicts: Sequence[Comparison]) -> str:
    """What is decided of more than two variants, a clause for each that is above others."""
    above: dict[str, list[str]] = {}
    for one in verdicts:
        if one.decided:
            points = f"{one.lower} ({100 * one.effect:.1f} points)"
            above.setdefault(one.higher, []).append(points)
    clauses = [f"{higher} is above {_listed(lower)}" for higher, lower in above.items()]
    parts = ["; ".join(clauses)] * bool(clauses)
    if undecided := [one for one in verdicts if not one.decided]:
        pairs = "; ".join(map(_undecided, undecided[:_PAIRS]))
        more = f"; and {counted(len(undecided) - _PAIRS, 'pair')} more"
        parts.append(f"Not decided: {pairs}{more if len(undecided) > _PAIRS else ''}")
    return f"{_LABELS[measure]}: {'. '.join(parts)}."


def _undecided(pair: Comparison) -> str:
    if min(pair.n) < LEAST_RUNS:
        return f"{pair.higher} and {pair.lower} (too few runs)"
    more = f" (about {pair.seeds} runs of each probably would)" if pair.seeds else ""
    return f"{pair.higher} and {pair.lower}{more}"


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def sentence(verdict: Comparison) -> str:
    """A verdict in words, of two variants by one measure, all of which are shares."""
    label, points = _LABELS[verdict.measure], f"{100 * verdict.effect:.1f}"
    low, high = (f"{100 * end:.1f}".replace("-", "−") for end in verdict.interval)
    if verdict.decided:
        return (
            f"{label}: {verdict.higher} is {points} points above {verdict.lower} ({low} to {high})."
        )
    if not isfinite(verdict.interval[0]):
        few = min(verdict.n)
        name = verdict.higher if verdict.n[0] == few else verdict.lower
        return (
            f"{label}: {counted(few, 'run')} of {name} can decide nothing; it takes {LEAST_RUNS} "
            "of each at least, and five are better."
        )
    more = f"about {verdict.seeds} of each probably would" if verdict.seeds else _FAR
    return (
        f"{label}: {_runs(verdict)} do not decide it ({verdict.higher} is {points} points above "
        f"{verdict.lower}, {low} to {high}); {more}."
    )


def _runs(verdict: Comparison) -> str:
    one, other = verdict.n
    return f"{one} runs of each" if one == other else f"{one} and {other} runs"


_PAIRS = 12  # that are named in a sentence
_FAR = "even a hundred of each probably would not"


def plain(summary: Summary) -> dict[str, object]:
    """As `compare --json` prints it and a folder keeps it."""
    return {
        "variants": [
            {
                "name": one.variant.name,
                "network": dumps(one.variant.network),
                "params": one.params,
                "macs": one.macs,
                "training_bytes": one.training_bytes,
                "runs": one.runs,
                "failed": one.failed,
                "measures": {
                    name: {"mean": _number(of.mean), "sd": _number(of.sd), "n": of.n}
                    for name, of in one.measures.items()
                },
            }
            for one in summary.outcomes
        ],
        "verdicts": [
            {
                "measure": verdict.measure,
                "variants": [verdict.higher, verdict.lower],
                "decided": verdict.decided,
                "sentence": sentence(verdict),
                "effect": verdict.effect,
                "interval": [_number(end) for end in verdict.interval],
                "seeds": verdict.seeds,
            }
            for verdict in summary.verdicts
        ],
    }


def _number(value: float) -> float | None:
    """For JSON, which has no infinity and no NaN."""
    return value if isfinite(value) else None


def _outcome(variant: Variant, runs: Sequence[dict[str, float] | None]) -> Outcome:
    traced, measured = trace(variant.network), [measures for measures in runs if measures]
    names = dict.fromkeys(name for measures in measured for name in measures)
    samples = {
        name: Sample(tuple(measures[name] for measures in measured if name in measures))
        for name in names
    }
    step = training_bytes(traced, variant.config.batch_size)
    return Outcome(
        variant, traced.params, traced.macs, step, len(measured), runs.count({}), samples
    )
