"""The cells of an experiment: a row for each measure, a column for each variant, dots for runs."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import isfinite

import streamlit as st

from nin.experiments.summary import Outcome, Summary
from nin.experiments.verdict import Sample
from pages.ui.parts.numbers import hundredths
from pages.ui.training.figures import COLOURS

_SHARES = (
    ("test_accuracy", "Test accuracy", "images it never learnt from", "%"),
    ("train_test_gap", "Train–test gap", "what it learnt by heart", "points"),
    ("shifted_4_accuracy", "Moved by 4 pixels", "the same test images", "%"),
)
_LESS_IS_BETTER = "train_test_gap"


def show_cells(summary: Summary, *, decided: bool) -> None:
    """Parameters first, then what was measured: mean, standard deviation, and a dot for each run.

    Args:
        summary: What came of it so far.
        decided: Whether what the runs decide to be better than all the others is set in bold, and
            so the fewest parameters.
    """
    outcomes = summary.outcomes
    heads = "".join(
        f'<div role="columnheader" style="--run: {_colour(place)}">{escape(one.variant.name)}</div>'
        for place, one in enumerate(outcomes)
    )
    sizes = {one.params for one in outcomes}
    least = min(sizes) if decided and len(sizes) > 1 else None
    params = [_tile(f"{one.params:,}", "", is_best=one.params == least) for one in outcomes]
    rows = [
        _row("Parameters", "weights and biases", params),
        *(_measured(summary, *share, decided=decided) for share in _SHARES),
        _row("Time a run", "two at a time where it can", [*map(_seconds, outcomes)]),
    ]
    st.html(
        f'<div class="nin-cells" role="table" aria-label="The variants" '
        f'style="--variants: {len(outcomes)}" tabindex="0"><div role="row">'
        f'<div role="columnheader"><small>Measure</small></div>{heads}</div>{"".join(rows)}</div>'
    )


def _measured(
    summary: Summary, name: str, title: str, words: str, unit: str, *, decided: bool
) -> str:
    samples = [one.measures.get(name) for one in summary.outcomes]
    values = [value for sample in samples if sample for value in sample.values]
    spread = _Scale(min(values, default=0.0), max(values, default=1.0))
    best = _best(summary, name) if decided else None
    tiles = [
        _tile("–", "")
        if sample is None
        else _tile(
            _mean(sample, unit),
            spread.dots(sample, _colour(place)),
            is_best=one.variant.name == best,
        )
        for place, (one, sample) in enumerate(zip(summary.outcomes, samples, strict=True))
    ]
    return _row(title, words, tiles)


def _best(summary: Summary, name: str) -> str | None:
    """The variant that the runs, none of which failed, decide to be better than each other one."""
    decided = [one for one in summary.verdicts if one.measure == name and one.decided]
    won = [one.lower if name == _LESS_IS_BETTER else one.higher for one in decided]
    others = len(summary.outcomes) - 1
    whole = {one.variant.name for one in summary.outcomes if not one.failed}
    return next((one for one in won if won.count(one) == others and one in whole), None)


class _Scale:
    """From the least to the largest value of all variants."""

    def __init__(self, low: float, high: float) -> None:
        self._low, self._reach = low, (high - low) or 1.0

    def dots(self, sample: Sample, colour: str) -> str:
        """A dot for each run."""
        places = (100 * (value - self._low) / self._reach for value in sample.values)
        dots = "".join(f'<i style="left: {place:.1f}%"></i>' for place in places)
        return f'<span class="dots" aria-hidden="true" style="--run: {colour}">{dots}</span>'


def _mean(sample: Sample, unit: str) -> str:
    spread = f" ± {hundredths(sample.sd)}" if isfinite(sample.sd) else ""
    return f"{hundredths(sample.mean)}<small>{spread} {unit}</small>"


def _seconds(outcome: Outcome) -> str:
    sample = outcome.measures.get("seconds")
    return _tile(f"{sample.mean:.1f}<small> s</small>" if sample else "–", "")


def _tile(figure: str, dots: str, *, is_best: bool = False) -> str:
    kind = ' class="best"' if is_best else ""
    return f'<div role="cell"{kind}><b>{figure}</b>{dots}</div>'


def _row(title: str, words: str, tiles: Sequence[str]) -> str:
    head = f'<div role="rowheader"><b>{escape(title)}</b><small>{escape(words)}</small></div>'
    return f'<div role="row">{head}{"".join(tiles)}</div>'


def _colour(place: int) -> str:
    return COLOURS[place % len(COLOURS)]
