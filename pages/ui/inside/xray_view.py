"""The X-ray of a pixel on the page: what it reads, times its weights, sums to the cell's value."""

from __future__ import annotations

from html import escape

import numpy as np
import streamlit as st

from nin.ops import GlobalAvgPool
from nin.spec import Dropout
from nin.steps import LinearStep, PoolStep, Step, Term, WeightedSum
from nin.xray import Cell as Place
from nin.xray import XRay, xray
from pages.ui.html_table import Cell, Column, show_html_table
from pages.ui.inside import layers
from pages.ui.inside.subject import Subject
from pages.ui.map_view import Maps, Selection, select_cell, show_maps
from pages.ui.terms import TERMS

MAPS = "layer-maps"  # the view whose chosen cell is looked into
_MOST = 12  # terms with a row of their own
_COLUMNS = (
    Column("Input", words=True),
    Column("Value"),
    Column("Weight"),
    Column("Value × weight", "contribution"),
)


def show_xray(subject: Subject, name: str, chosen: Selection) -> None:
    """How the chosen cell's value comes about, and what becomes of its pixel in the block."""
    place = Place(name, chosen.channel, chosen.row, chosen.column)
    found = xray(subject.loaded.model, subject.loaded.network, subject.image, subject.maps, place)
    st.header(
        f"X-ray of {name}, channel {place.channel}, row {place.row}, column {place.column}",
        anchor=False,
        help=TERMS["xray"],
    )
    step = _step(found)
    channel = place.channel if step is found.steps[found.focus] else _strongest(step)
    if isinstance(step, LinearStep):
        _show_linear(subject, step, channel)
    else:
        _show_pool(step)


def _step(found: XRay) -> Step:
    """The step that is looked at; at first the one that makes the cell."""
    names = [step.name for step in found.steps]
    if len(names) == 1:
        return found.steps[0]
    key = f"step-{found.cell.name}"
    st.session_state.setdefault(key, names[found.focus])
    chosen = st.segmented_control(
        "The pixel's perceptron, layer by layer", names, required=True, key=key, help=TERMS["steps"]
    )
    return next(step for step in found.steps if step.name == chosen)


def _strongest(step: Step) -> int:
    return int(step.outputs.argmax()) if isinstance(step, LinearStep) else step.channel


def _show_linear(subject: Subject, step: LinearStep, channel: int) -> None:
    made = step.sum(channel)
    terms, rest = step.largest(channel, _MOST)
    inputs = step.patch.values.size
    st.markdown(_formula(step, made, terms, rest, channel))
    _back_button(subject, step, terms[0])
    left, right = st.columns([5, 6], gap="medium")
    with left:
        if step.weight.shape[-1] > 1:
            _show_patch(step, channel)
        _show_vector(step, channel)
    with right:
        show_html_table("Terms of the sum", _COLUMNS, _rows(step, made, terms, rest))
        if inputs > _MOST:
            st.caption(f"The {_MOST} largest of {inputs:,} products; all of them count.")


def _formula(
    step: LinearStep, made: WeightedSum, terms: tuple[Term, ...], rest: float, channel: int
) -> str:
    """The sum written out with its own numbers."""
    shown = " + ".join(f"{_n(t.value)}·({_n(t.weight)})" for t in terms[:3])
    said = (
        f"**{step.name}, channel {channel}** = {shown} + {_n(_others(terms, rest))} (all others) + "
        f"{_n(made.bias)} (bias) = {_n(made.total)}"
    )
    if step.relu:
        said += f", and ReLU makes max(0, {_n(made.total)}) = **{_n(made.output)}**"
    return said + "."


def _others(terms: tuple[Term, ...], rest: float) -> float:
    return rest + sum(term.product for term in terms[3:])


def _rows(
    step: LinearStep, made: WeightedSum, terms: tuple[Term, ...], rest: float
) -> list[tuple[Cell, ...]]:
    most = max(abs(term.product) for term in terms) or 1.0
    rows: list[tuple[Cell, ...]] = [
        (
            Cell(_origin(step, term)),
            Cell(_n(term.value)),
            Cell(_n(term.weight)),
            Cell(_n(term.product), share=abs(term.product) / most),
        )
        for term in terms
    ]
    ends = [("All others", rest), ("Bias", made.bias), ("Sum", made.total)]
    if step.relu:
        ends.append(("After ReLU", made.output))
    return rows + [(Cell(name), Cell(""), Cell(""), Cell(_n(value))) for name, value in ends]


def _origin(step: LinearStep, term: Term) -> str:
    place = step.patch.place(term.y, term.x)
    if step.weight.shape[-1] == 1:
        return f"channel {term.channel}"
    where = "padding" if place is None else f"row {place[0]}, column {place[1]}"
    return f"channel {term.channel}, {where}"


def _back_button(subject: Subject, step: LinearStep, term: Term) -> None:
    """One step back: the cell that adds most to this one becomes the one that is looked into."""
    source, place = step.patch.source, step.patch.place(term.y, term.x)
    if source is None or place is None:
        return
    st.button(
        f"Its largest input: {source}, channel {term.channel}, row {place[0]}, column {place[1]}",
        key="xray-back",
        icon=":material/arrow_back:",
        on_click=_go_back,
        args=(subject, source, Selection(term.channel, *place)),
    )


def _go_back(subject: Subject, source: str, cell: Selection) -> None:
    layers.go_to(subject, source)
    select_cell(MAPS, cell)


def _show_patch(step: LinearStep, channel: int) -> None:
    """The window and the kernel that meet, for the input channel that adds most."""
    products = step.sum(channel).products
    source = int(np.abs(products.sum((1, 2))).argmax())
    planes = (step.patch.values[source], step.weight[channel, source], products[source])
    called = "the image" if step.patch.source is None else f"{step.patch.source}, channel {source}"
    st.caption(
        f"Where {escape(called)} meets its kernel: of all input channels this one counts most."
    )
    shown = Maps(
        "patch",
        np.stack([plane.astype(np.float32) for plane in planes]),
        names=("input", "kernel", "product"),
        captions=("input", "kernel", f"product\nsum {_n(float(products[source].sum()))}"),
        scale="map",
        columns=3,
    )
    show_maps("xray-patch", shown)


def _show_vector(step: LinearStep, channel: int) -> None:
    """All output channels of the pixel: the vector that the next layer reads."""
    count = len(step.outputs)
    columns = min(count, 16)
    cells = np.full(-(-count // columns) * columns, np.nan, np.float32)
    cells[:count] = step.outputs
    st.caption(
        f"The pixel after {step.name}: {count} channels, row by row; channel {channel} is "
        f"{_n(float(step.outputs[channel]))}, {int((step.outputs == 0).sum())} are 0."
    )
    shown = Maps("vector", np.nan_to_num(cells).reshape(1, -1, columns), names=("pixel",))
    show_maps("xray-vector", shown)


def _show_pool(step: PoolStep) -> None:
    count = int((step.shares > 0).sum())
    match step.op:
        case Dropout():
            said = "Dropout hands its cell on as it is: it drops values only while training."
        case GlobalAvgPool():
            total = float(step.patch.values.sum())
            said = f"The mean of {count} cells: {_n(total)} ÷ {count} = **{_n(step.value)}**."
        case pool if pool.kind == "max":
            winner = step.winner or (0, 0)
            place = step.patch.place(*winner) or winner
            said = (
                f"The largest of its window, **{_n(step.value)}**, from row {place[0]}, column "
                f"{place[1]}; the others are forgotten. Channels stay apart."
            )
        case _:
            said = f"The mean of {count} cells of its window: **{_n(step.value)}**."
    st.markdown(said)
    if not isinstance(step.op, Dropout):
        names = ("window",)
        show_maps("xray-patch", Maps("window", step.patch.values, names=names, columns=1))


def _n(value: float) -> str:
    """A figure in three digits with a real minus sign.

    >>> _n(-0.12345)
    '−0.123'
    """
    return f"{value:.3g}".replace("-", "−")
