"""Figures of runs: right numbers, few enough points, and readable without colour."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from nin.train import Event
from pages.ui.training.figures import (
    COLOURS,
    MOST_POINTS,
    Curve,
    Curves,
    Point,
    curves,
    curves_figure,
    trade_off_figure,
)
from tests.support.pages.training import STEPS, epoch_end, finished, started, step


def drawn(figure: Any) -> dict[str, Any]:
    """The figure as a browser gets it."""
    found: dict[str, Any] = json.loads(figure.to_json())
    return found


def lines(*runs: str) -> list[dict[str, Any]]:
    """The lines of a figure with some runs."""
    found: list[dict[str, Any]] = drawn(curves_figure(dict.fromkeys(runs, curves(finished()))))[
        "data"
    ]
    return found


@given(st.integers(0, 5_000))
def test_a_thinned_curve_keeps_both_ends_its_order_and_few_points(size: int) -> None:
    curve = Curve(tuple(map(float, range(size))), tuple(float(-n) for n in range(size)))
    thin = curve.thinned()
    assert len(thin.epochs) == len(thin.values) <= MOST_POINTS
    assert thin.epochs[:1] == curve.epochs[:1]
    assert thin.epochs[-1:] == curve.epochs[-1:]
    assert thin.epochs == tuple(sorted(set(thin.epochs)))
    assert [-epoch for epoch in thin.epochs] == list(thin.values)
    if size <= MOST_POINTS:
        assert thin == curve


@given(st.integers(MOST_POINTS + 1, 5_000))
def test_a_thinned_curve_has_no_wide_holes(size: int) -> None:
    thin = Curve(tuple(map(float, range(size))), (0.0,) * size).thinned()
    assert len(thin.epochs) > MOST_POINTS / 2 - 1
    assert max(b - a for a, b in pairwise(thin.epochs)) <= -(-size // (MOST_POINTS - 1))


def test_curves_of_no_events_are_empty_and_can_be_drawn() -> None:
    nothing = Curve((), ())
    assert curves(()) == Curves(*[nothing] * 6)
    figure = drawn(curves_figure({"": curves(())}))
    assert [line["x"] for line in figure["data"]] == [[]] * 6
    assert curves_figure({}).data == ()


def test_curves_lie_along_the_epochs() -> None:
    found = curves(finished(train=0.987, test=0.951))
    assert found.batch_loss.epochs == tuple(number / STEPS for number in range(1, 9))
    assert found.batch_loss.values == pytest.approx([2.3 / number for number in range(1, 9)])
    assert found.batch_accuracy.values == (0.5,) * 8
    assert found.train_accuracy == Curve((1.0, 2.0), (0.7, 0.987))
    assert found.train_loss.epochs == (1.0, 2.0)
    assert found.train_loss.values == pytest.approx((0.3, 0.013))
    assert found.test_accuracy == Curve((1.0, 2.0), (0.6, 0.951))
    assert found.test_loss.epochs == (1.0, 2.0)
    assert found.test_loss.values == pytest.approx((0.4, 0.049))


def test_a_reading_within_an_epoch_is_a_point_of_the_test_curves() -> None:
    reading = started(), step(1), step(2), epoch_end(1, 0.7, 0.6)
    with_part: list[Event] = [*reading]
    with_part[2] = type(step(2))(2, (1.0, 2.0), 0.5, 0.001, 0.25, 2.0, 64.0, 1.75, 0.25)
    found = curves(with_part)
    assert found.batch_loss == Curve((0.25, 0.5), (2.3, 1.5))
    assert found.train_loss.epochs == (1.0,)
    assert found.test_loss == Curve((0.5, 1.0), (1.75, 0.4))
    assert found.test_accuracy == Curve((0.5, 1.0), (0.25, 0.6))


def test_the_first_point_of_a_curve_can_be_seen() -> None:
    for events in ((started(), step(1)), (started(), step(1), step(2), epoch_end(1, 0.7, 0.6))):
        figure = drawn(curves_figure({"": curves(events)}))
        for line in figure["data"]:
            assert line["mode"] == ("lines" if len(line["x"]) > 1 else "markers")
        symbols = {line["name"]: line["marker"]["symbol"] for line in figure["data"]}
        assert symbols["test"] != symbols["train"] == symbols["batch"]


def test_a_run_of_batches_larger_than_its_data_can_be_drawn() -> None:
    larger = replace(started(), steps_per_epoch=0)
    assert curves([larger, step(1)]).batch_loss.epochs == (1,)


def test_no_axis_goes_below_0_or_far_above_100_percent() -> None:
    layout = drawn(curves_figure({"": curves([started(), step(1)])}))["layout"]
    assert layout["yaxis"]["rangemode"] == "tozero"
    for axis in ("xaxis", "xaxis2", "yaxis2"):
        assert layout[axis]["autorangeoptions"]["clipmin"] == 0
    assert 1 < layout["yaxis2"]["autorangeoptions"]["clipmax"] < 1.05


def test_test_train_and_batch_are_told_apart_without_colour() -> None:
    for line in lines("", "0002"):
        part = line["name"].split()[-1]
        assert line["line"]["dash"] == {"test": "solid", "train": "dash", "batch": "dot"}[part]
    widths = {line["line"]["dash"]: line["line"]["width"] for line in lines("")}
    assert widths["solid"] > widths["dash"] > widths["dot"]


def test_runs_are_told_apart_by_name_and_by_lightness() -> None:
    assert [line["name"] for line in lines("")] == ["batch", "train", "test"] * 2
    two = lines("0001", "0002")
    assert [line["name"] for line in two[1::3]] == ["0001 train"] * 2 + ["0002 train"] * 2
    assert {line["line"]["color"] for line in two[:6]} == {COLOURS[0]}
    assert {line["line"]["color"] for line in two[6:]} == {COLOURS[1]}
    assert len(set(COLOURS)) == len(COLOURS)
    for one, next_one in pairwise(COLOURS):
        assert abs(lightness(one) - lightness(next_one)) > 0.02


def test_runs_are_told_apart_without_colour() -> None:
    runs = {"0001": curves(finished(test=0.9)), "0002": curves(finished(test=0.8))}
    said = drawn(curves_figure(runs))["layout"]["annotations"]
    ends = [(name["text"], name["x"], name["y"]) for name in said if name["text"] in runs]
    assert len(ends) == 2 * 2  # in each half of the figure
    assert {("0001", 2.0, 0.9), ("0002", 2.0, 0.8)} < set(ends)
    alone = drawn(curves_figure({"": curves(finished())}))["layout"]["annotations"]
    assert [title["text"] for title in alone] == ["Loss", "Accuracy"]


def test_names_of_lines_that_end_together_stand_apart() -> None:
    runs = {f"000{n}": curves(finished(test=0.951 + n / 1_000)) for n in range(1, 5)}
    said = drawn(curves_figure(runs))["layout"]["annotations"]
    for axis, top in (("x", 2.0), ("x2", 1.0)):
        heights = sorted(
            name["y"] for name in said if name["text"] in runs and name["xref"] == axis
        )
        assert len(heights) == len(runs)
        assert all(high - low > 0.03 * top for low, high in pairwise(heights))


def lightness(colour: str) -> float:
    """The relative luminance of #rrggbb, as WCAG has it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("background", ["#fcfcfa", "#14181d"])
def test_every_colour_stands_out_from_both_backgrounds(background: str) -> None:
    for colour in COLOURS:
        dim, bright = sorted([lightness(colour), lightness(background)])
        assert (bright + 0.05) / (dim + 0.05) >= 3


def test_each_line_is_named_once_in_the_legend() -> None:
    named = [line["name"] for line in lines("0001", "0002") if line["showlegend"]]
    parts = ("batch", "train", "test")
    assert named == [f"{run} {part}" for run in ("0001", "0002") for part in parts]


def test_there_are_colours_for_any_number_of_runs() -> None:
    many = lines(*(f"{number:04}" for number in range(20)))
    assert len(many) == 120
    assert many[6 * len(COLOURS)]["line"]["color"] == COLOURS[0]


def test_loss_and_accuracy_have_axes_of_their_own() -> None:
    figure = drawn(curves_figure({"": curves(finished())}))
    loss, accuracy = figure["data"][:3], figure["data"][3:]
    assert {line.get("yaxis", "y") for line in loss} == {"y"}
    assert {line["yaxis"] for line in accuracy} == {"y2"}
    assert figure["layout"]["yaxis2"]["tickformat"] == ".0%"
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["Loss", "Accuracy"]


def test_a_redraw_keeps_the_zoom_and_backgrounds_are_left_to_the_page() -> None:
    for figure in (curves_figure({"": curves(finished())}), trade_off_figure([])):
        assert figure.layout.uirevision == "same"
        assert figure.layout.paper_bgcolor is None
        assert figure.layout.plot_bgcolor is None


def test_in_the_trade_off_each_run_is_a_point_that_knows_its_name() -> None:
    points = [Point("0001-a", "one", 20_746, 0.95), Point("0002-b", "two", 349_674, 0.97)]
    (markers,) = trade_off_figure(points).data
    assert markers.mode == "markers"
    assert list(markers.x) == [20_746, 349_674]
    assert list(markers.y) == [0.95, 0.97]
    assert [list(data) for data in markers.customdata] == [["0001-a"], ["0002-b"]]
    assert list(markers.text) == ["one", "two"]
    assert trade_off_figure(points).layout.xaxis.type == "log"
