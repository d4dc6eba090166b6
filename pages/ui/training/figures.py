"""Plotly figures of runs: they draw what events say and decide nothing.

Runs differ in colour and have their names at the ends of their lines; test, train and batch differ
by dashes, so that the figures can be read without colour. Backgrounds are left to the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nin.train import EpochEnd, Event, Started, Step

MOST_POINTS = 300  # of a curve; a live figure must stay cheap to draw
_STYLES = {"batch": ("dot", 1.0), "train": ("dash", 1.4), "test": ("solid", 2.0)}  # dashes, pixels
_NAME = 0.08  # of an axis: the height of a name
COLOURS = ("#2f7fc1", "#cd7a14", "#3a955e", "#a05ab0", "#b8382f", "#6b7680")


@dataclass(frozen=True, slots=True)
class Curve:
    """One line: where its points lie along the run, in epochs, and their values."""

    epochs: tuple[float, ...]
    values: tuple[float, ...]

    def thinned(self) -> Curve:
        """At most `MOST_POINTS` points, the first and the last one among them."""
        last = len(self.epochs) - 1
        stride = -(-last // (MOST_POINTS - 1)) or 1
        kept = sorted({*range(0, last, stride), last} - {-1})
        return Curve(tuple(self.epochs[i] for i in kept), tuple(self.values[i] for i in kept))


@dataclass(frozen=True, slots=True)
class Curves:
    """What one run has to show so far.

    Train and test are of images as they are, evaluated; batch is of the steps' own images,
    augmented, with dropout and smoothed labels.
    """

    batch_loss: Curve
    train_loss: Curve
    test_loss: Curve
    batch_accuracy: Curve
    train_accuracy: Curve
    test_accuracy: Curve


def curves(events: Iterable[Event]) -> Curves:
    """The curves of a run: of the batches from each reading, the others from each evaluation."""
    steps_per_epoch = 1
    points: dict[str, list[tuple[float, float]]] = {field.name: [] for field in fields(Curves)}
    for event in events:
        match event:
            case Started():
                steps_per_epoch = max(1, event.steps_per_epoch)
            case Step() | EpochEnd():
                epoch = event.step / steps_per_epoch
                for name, value in _values(event).items():
                    points[name].append((epoch, value))
            case _:
                pass
    return Curves(**{name: _curve(line) for name, line in points.items()})


def curves_figure(runs: Mapping[str, Curves]) -> go.Figure:
    """Loss beside accuracy over the epochs of some runs.

    Args:
        runs: The curves of each run by its name in the legend; empty where one run needs none.
    """
    figure = make_subplots(1, 2, subplot_titles=("Loss", "Accuracy"), horizontal_spacing=0.14)
    for number, (title, run) in enumerate(runs.items()):
        colour = COLOURS[number % len(COLOURS)]
        for column, (batch, train, test) in enumerate(
            (
                (run.batch_loss, run.train_loss, run.test_loss),
                (run.batch_accuracy, run.train_accuracy, run.test_accuracy),
            ),
            1,
        ):
            for curve, part in ((batch, "batch"), (train, "train"), (test, "test")):
                line = _line(curve.thinned(), title, part, colour, legend=column == 1)
                figure.add_trace(line, row=1, col=column)
    if len(runs) > 1:
        every = [line for run in runs.values() for line in (run.batch_loss, run.test_loss)]
        highest = max((value for line in every for value in line.values), default=1.0)
        losses = {title: run.test_loss for title, run in runs.items()}
        _name_ends(figure, losses, column=1, room=min(_NAME, 0.9 / len(runs)) * highest)
        accuracies = {title: run.test_accuracy for title, run in runs.items()}
        _name_ends(figure, accuracies, column=2, room=-min(_NAME, 0.9 / len(runs)))
    figure.update_yaxes(rangemode="tozero", col=1)
    # Around a single point Plotly would show epochs and accuracies below 0.
    figure.update_yaxes(tickformat=".0%", autorangeoptions={"clipmin": 0, "clipmax": 1.02}, col=2)
    figure.update_xaxes(title="epoch", autorangeoptions={"clipmin": 0})
    if not any(run.batch_loss.epochs for run in runs.values()):  # axes only, for what will come
        figure.update_xaxes(range=(0, 1))
        figure.update_yaxes(range=(0, 2.5), col=1)
        figure.update_yaxes(range=(0, 1), col=2)
    return laid_out(figure, 340)


def _name_ends(figure: go.Figure, tests: Mapping[str, Curve], *, column: int, room: float) -> None:
    """Each run's name at the end of its line, no two over each other.

    Args:
        figure: With the lines.
        tests: The line of each run by its name.
        column: Where it is drawn.
        room: How far apart the names stand at least; below 0 they give way downwards.
    """
    ends = [(line.values[-1], line.epochs[-1], name) for name, line in tests.items() if line.epochs]
    give_way, anchor = (max, "bottom") if room > 0 else (min, "top")
    place = None
    for value, epoch, name in sorted(ends, reverse=room < 0):
        place = value if place is None else give_way(value, place + room)
        end = {"x": epoch, "y": place, "text": name, "showarrow": False}
        figure.add_annotation(end, xanchor="right", yanchor=anchor, row=1, col=column)


@dataclass(frozen=True, slots=True)
class Point:
    """A run as one point: its id, title, parameters and test accuracy."""

    run: str
    title: str
    params: int
    accuracy: float


def trade_off_figure(points: Sequence[Point]) -> go.Figure:
    """Test accuracy against parameters, one marker a run; `customdata` holds the run's id."""
    figure = go.Figure(
        go.Scatter(
            x=[point.params for point in points],
            y=[point.accuracy for point in points],
            text=[point.title for point in points],
            customdata=[[point.run] for point in points],
            mode="markers",
            marker={"size": 12, "color": COLOURS[0], "line": {"width": 1}},
            hovertemplate="%{text}<br>%{x:,} parameters, %{y:.2%}<extra></extra>",
        )
    )
    figure.update_xaxes(title="parameters", type="log")
    figure.update_yaxes(title="test accuracy", tickformat=".1%")
    return laid_out(figure, 260)


def _values(event: Step | EpochEnd) -> dict[str, float]:
    if isinstance(event, EpochEnd):
        names = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
        return {name: getattr(event, name) for name in names}
    values = {"batch_loss": event.loss, "batch_accuracy": event.accuracy}
    if event.test_loss is not None:
        values["test_loss"] = event.test_loss
    if event.test_accuracy is not None:
        values["test_accuracy"] = event.test_accuracy
    return values


def _curve(points: Sequence[tuple[float, float]]) -> Curve:
    return Curve(tuple(epoch for epoch, _ in points), tuple(value for _, value in points))


def _line(curve: Curve, title: str, part: str, colour: str, *, legend: bool) -> go.Scatter:
    name, (dash, width) = f"{title} {part}".lstrip(), _STYLES[part]
    return go.Scatter(
        x=curve.epochs,
        y=curve.values,
        name=name,
        legendgroup=name,
        showlegend=legend,
        mode="lines"
        if len(curve.epochs) > 1
        else "markers",  # Plotly draws no line through one point
        marker={"color": colour, "symbol": "circle" if part == "test" else "circle-open"},
        line={"color": colour, "dash": dash, "width": width},
        hovertemplate=f"{name}<br>epoch %{{x:.2f}}: %{{y:.4f}}<extra></extra>",
    )


def laid_out(figure: go.Figure, height: int) -> go.Figure:
    """The figure with the margins and the legend of all figures of the page."""
    figure.update_layout(
        height=height,
        margin={"l": 10, "r": 10, "t": 34, "b": 10},
        legend={"orientation": "h", "y": -0.22},
        uirevision="same",  # a redraw keeps the zoom
    )
    return figure
