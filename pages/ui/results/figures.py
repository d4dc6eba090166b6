"""Plotly figures of results: they draw what was counted and decide nothing."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from nin.results import Calibration
from nin.results.calibration import Abstention

CHART = {"displayModeBar": False}
_HEIGHT = 260  # pixels
_BLUE, _ORANGE, _GREY = "#2f7fc1", "#cd7a14", "#808a93"


def reliability_figure(sureness: Calibration) -> go.Figure:
    """Accuracy over probability, with the interval of each bin, and the line where both agree."""
    dots = [
        (each.confidence, each.accuracy, each.interval, each.count)
        for each in sureness.bins
        if each.confidence is not None and each.accuracy is not None
    ]
    figure = go.Figure()
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="lines", line={"color": _GREY, "dash": "dot"})
    figure.add_scatter(
        x=[dot[0] for dot in dots],
        y=[dot[1] for dot in dots],
        error_y={
            "type": "data",
            "array": [high - right for _, right, (_, high), _ in dots],
            "arrayminus": [right - low for _, right, (low, _), _ in dots],
        },
        customdata=[dot[3] for dot in dots],
        hovertemplate="%{x:.1%} sure, %{y:.1%} right<br>%{customdata:,} answers<extra></extra>",
        mode="markers",
        marker={"color": _BLUE, "size": 8},
    )
    figure.update_xaxes(title="probability of the answer", range=(0, 1.02), tickformat=".0%")
    figure.update_yaxes(title="right", range=(0, 1.04), tickformat=".0%")
    return _plain(figure)


def coverage_figure(trade: Sequence[Abstention], chosen: Abstention) -> go.Figure:
    """The share of wrong answers among those given, over the share of images left unanswered.

    Args:
        trade: What follows from one threshold after the other.
        chosen: What follows from the one that is looked at.
    """
    given = [each for each in trade if each.error is not None]
    figure = go.Figure()
    figure.add_scatter(
        x=[each.unsure for each in given],
        y=[each.error for each in given],
        mode="lines",
        line={"color": _BLUE, "shape": "hv"},
        hovertemplate="%{x:.1%} unanswered, %{y:.2%} of the others wrong<extra></extra>",
    )
    if chosen.error is not None:
        figure.add_scatter(
            x=[chosen.unsure],
            y=[chosen.error],
            mode="markers",
            marker={"color": _ORANGE, "size": 11, "symbol": "diamond"},
            hoverinfo="skip",
        )
    figure.update_xaxes(title="“I don't know”", range=(-0.01, 1), tickformat=".0%")
    figure.update_yaxes(title="wrong of the others", rangemode="tozero", tickformat="~%")
    return _plain(figure)


def changed_figure(steps: Sequence[int], shares: Sequence[float], title: str) -> go.Figure:
    """Accuracy over how far images were changed."""
    figure = go.Figure()
    figure.add_scatter(x=list(steps), y=list(shares), mode="lines+markers", line={"color": _BLUE})
    figure.update_xaxes(title=title, dtick=1)
    figure.update_yaxes(title="right", range=(0, 1.04), tickformat=".0%")
    return _plain(figure)


def _plain(figure: go.Figure) -> go.Figure:
    """The page's own colours behind it, and nothing that can be dragged."""
    figure.update_layout(
        height=_HEIGHT,
        margin={"l": 8, "r": 8, "t": 24, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False,
        showlegend=False,
    )
    figure.update_xaxes(fixedrange=True, gridcolor="rgba(128,128,128,.2)", zeroline=False)
    figure.update_yaxes(fixedrange=True, gridcolor="rgba(128,128,128,.2)", zeroline=False)
    return figure
