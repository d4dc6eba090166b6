"""Plotly figures of an experiment: means of runs with one standard deviation to each side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import plotly.graph_objects as go

from nin.experiments import Plan
from nin.experiments.folder import Entry
from nin.experiments.measures import SHIFTS
from nin.experiments.summary import Summary
from nin.experiments.verdict import Sample
from pages.ui.training.figures import COLOURS, laid_out

_HEIGHT = 225


@dataclass(frozen=True, slots=True)
class Band:
    """One line: where its points lie, and the sample at each of them."""

    places: tuple[float, ...]
    samples: tuple[Sample, ...]


def moved_bands(summary: Summary) -> dict[str, Band]:
    """Test accuracy against the pixels by which the images are moved, of each variant."""
    names = {0: "test_accuracy"} | {by: f"shifted_{by}_accuracy" for by in SHIFTS}
    return {
        one.variant.name: _band(
            {float(by): one.measures[name] for by, name in names.items() if name in one.measures}
        )
        for one in summary.outcomes
    }


def learning_bands(plan: Plan, entries: Sequence[Entry]) -> dict[str, Band]:
    """Test accuracy against the epoch, of each variant: where all its runs were evaluated."""
    bands = {}
    for place, variant in enumerate(plan.variants):
        runs = [entry.curve for entry in entries if entry.variant == place and entry.curve]
        points: defaultdict[float, list[float]] = defaultdict(list)
        for epoch, accuracy in (point for run in runs for point in run):
            points[epoch].append(accuracy)
        bands[variant.name] = _band(
            {e: Sample(tuple(each)) for e, each in points.items() if len(each) == len(runs)}
        )
    return bands


def _band(points: Mapping[float, Sample]) -> Band:
    places = tuple(sorted(points))
    return Band(places, tuple(points[place] for place in places))


def moved_figure(summary: Summary) -> go.Figure:
    """What is left of the accuracy when the images are moved."""
    figure = _bands(moved_bands(summary))
    figure.update_xaxes(title="pixels moved, mean of four directions", dtick=2)
    return _titled(figure, "Right when the image moves")


def learning_figure(plan: Plan, entries: Sequence[Entry]) -> go.Figure:
    """How test accuracy grew."""
    figure = _bands(learning_bands(plan, entries))
    figure.update_xaxes(title="epoch")
    return _titled(figure, "Right on test images, epoch by epoch")


def trade_off_figure(summary: Summary) -> go.Figure:
    """Test accuracy against parameters: a named point for each variant, with its spread."""
    figure = go.Figure()
    for place, one in enumerate(summary.outcomes):
        if (sample := one.measures.get("test_accuracy")) is None:
            continue
        figure.add_scatter(
            x=[one.params],
            y=[sample.mean],
            error_y={"array": [_spread(sample)]},
            name=one.variant.name,
            text=[one.variant.name],
            textposition="bottom center" if place % 2 else "top center",
            cliponaxis=False,
            mode="markers+text",
            marker={"color": COLOURS[place % len(COLOURS)], "size": 10},
            hovertemplate=f"{one.variant.name}<br>%{{x:,}} parameters, %{{y:.2%}}<extra></extra>",
        )
    figure.update_xaxes(title="parameters", type="log")
    figure.update_yaxes(tickformat=".0%")
    return _titled(figure, "Test accuracy against parameters").update_layout(showlegend=False)


def _bands(bands: Mapping[str, Band]) -> go.Figure:
    figure = go.Figure()
    for place, (name, band) in enumerate(bands.items()):
        colour = COLOURS[place % len(COLOURS)]
        means = [sample.mean for sample in band.samples]
        spreads = [_spread(sample) for sample in band.samples]
        edges = [m + s for m, s in zip(means, spreads, strict=True)] + [
            m - s for m, s in reversed(list(zip(means, spreads, strict=True)))
        ]
        figure.add_scatter(
            x=[*band.places, *reversed(band.places)],
            y=edges,
            mode="lines",
            fill="toself",
            fillcolor=colour,
            opacity=0.2,
            line={"width": 0},
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_scatter(
            x=band.places,
            y=means,
            name=name,
            mode="lines+markers",
            line={"color": colour},
            hovertemplate=f"{name}<br>%{{x}}: %{{y:.2%}}<extra></extra>",
        )
    figure.update_yaxes(tickformat=".0%")
    return figure


def _titled(figure: go.Figure, title: str) -> go.Figure:
    legend = {"orientation": "h", "y": -0.5}  # below the title of the axis
    return laid_out(figure, _HEIGHT).update_layout(title=title, legend=legend)


def _spread(sample: Sample) -> float:
    return sample.sd if isfinite(sample.sd) else 0.0
