"""The X-ray of a pixel on the page: what it reads, times its weights, sums to the cell's value."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from nin.interpret.xray_steps import LinearStep, PoolStep, Step, Term, WeightedSum
from nin.ops import GlobalAvgPool
from nin.spec import Dropout
from pages.ui.components.map_view import Maps, Selection, select_cell, show_maps
from pages.ui.feature_maps import layer_strip
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.numbers import three_digits
from pages.ui.parts.terms import TERMS
from pages.ui.subject.subject import Subject

if TYPE_CHECKING:
    from nin.interpret.xray import Cell as Place
    from nin.interpret.xray import XRay

Goals = Callable[[Selection], tuple[str, Selection] | None]  # the layer and cell behind a choice

MAPS = "layer-maps"  # the view whose chosen cell is looked into
_MOST, _WRITTEN = 12, 3  # terms with a row of their own, and in the formula
_COLUMNS = (
    Column("Input", words=True),
    Column("Value"),
    Column("Weight"),
    Column("Value × weight", "contribution"),
)


def show_xray(subject: Subject, name: str, chosen: Selection) -> None:
    """How the chosen cell's value comes about, and what becomes of its pixel in the block."""
    from nin.interpret import xray  # PyTorch is here by now

    place = xray.Cell(name, chosen.channel, chosen.row, chosen.column)
    found = xray.xray(
        subject.loaded.model, subject.loaded.network, subject.image, subject.maps, place
    )
    st.header(
        f"X-ray of {name}, channel {place.channel}, row {place.row}, column {place.column}",
        anchor=False,
        help=TERMS["xray"],
    )
    step = _step(found)
    if said := _what_it_is(step):
        st.caption(said)
    channel = place.channel if step is found.steps[found.focus] else _strongest(step)
    if isinstance(step, LinearStep):
        _show_linear(subject, step, place, channel, before_relu=step.name == name)
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


def _what_it_is(step: Step) -> str:
    """What this kind of step is in the paper's idea."""
    if isinstance(step, PoolStep):
        return "" if isinstance(step.op, Dropout) else "No weights: each channel by itself."
    outputs, inputs, size, _ = step.weight.shape
    if size > 1:
        return (
            f"A {size}×{size} convolution: each of its {outputs} channels weighs a window of "
            f"{size}×{size} cells of {_channels(inputs)}. That is a linear filter."
        )
    return (
        f"A 1×1 convolution: it weighs the {_channels(inputs)} of this one pixel into {outputs} "
        "new ones, with the same weights at every pixel. That is one layer of a perceptron that "
        "slides over the map: with a ReLU between, it answers to combinations of what the filters "
        "found, which no filter alone can."
    )


def _channels(count: int) -> str:
    return "1 channel" if count == 1 else f"{count} channels"


def _strongest(step: Step) -> int:
    return int(step.outputs.argmax()) if isinstance(step, LinearStep) else step.channel


def _show_linear(
    subject: Subject, step: LinearStep, place: Place, channel: int, *, before_relu: bool
) -> None:
    made = step.sum(channel)
    terms, rest = step.largest(channel, _MOST)
    st.markdown(_formula(step, made, terms, rest, channel))
    _back_button(subject, step, terms[0])
    left, right = st.columns([5, 6], gap="medium")
    with left:
        if step.weight.shape[-1] > 1:
            _show_patch(subject, step, channel)
        _show_vector(subject, step, place, channel, before_relu=before_relu)
    with right:
        show_html_table("Terms of the sum", _COLUMNS, _rows(step, made, terms, rest))


def _formula(
    step: LinearStep, made: WeightedSum, terms: tuple[Term, ...], rest: float, channel: int
) -> str:
    """The sum written out with its own numbers, as value × weight."""
    first, others = terms[:_WRITTEN], made.products.size - min(_WRITTEN, len(terms))
    parts = [f"{three_digits(term.value)} × {_signed(term.weight)}" for term in first]
    if others:
        unwritten = rest + sum(term.product for term in terms[_WRITTEN:])
        parts.append(f"{_signed(unwritten)} from the other {others:,}")
    parts.append(f"{_signed(made.bias)}, the bias")
    total, output = three_digits(made.total), three_digits(made.output)
    said = f"**{step.name}, channel {channel}** = {' + '.join(parts)} = {total}"
    if step.relu:
        said += f". ReLU makes that max(0, {total}) = **{output}**"
    return said + "."


def _signed(value: float) -> str:
    """A figure that follows a sign: one below 0 stands in brackets."""
    return f"({three_digits(value)})" if value < 0 else three_digits(value)


def _rows(
    step: LinearStep, made: WeightedSum, terms: tuple[Term, ...], rest: float
) -> list[tuple[Cell, ...]]:
    most = max(abs(term.product) for term in terms) or 1.0
    rows: list[tuple[Cell, ...]] = [
        (
            Cell(_origin(step, term)),
            Cell(three_digits(term.value)),
            Cell(three_digits(term.weight)),
            Cell(three_digits(term.product), share=abs(term.product) / most),
        )
        for term in terms
    ]
    others = made.products.size - len(terms)
    ends = [(f"The other {others:,}", rest)] if others else []
    ends += [("Bias", made.bias), ("Sum", made.total)]
    if step.relu:
        ends.append(("After ReLU", made.output))
    return rows + [
        (Cell(name), Cell(""), Cell(""), Cell(three_digits(value))) for name, value in ends
    ]


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
        f"Back to the term that counts most: {source}, channel {term.channel}, row {place[0]}, "
        f"column {place[1]}",
        key="xray-back",
        icon=":material/arrow_back:",
        on_click=_go_to,
        args=(subject, source, Selection(term.channel, *place)),
    )


def _go_to(subject: Subject, name: str, cell: Selection) -> None:
    layer_strip.go_to(subject, name)
    select_cell(MAPS, cell)


def _follow(subject: Subject, key: str, shown: Maps, goals: Goals) -> None:
    """Show maps whose cells lead elsewhere, and go where the chosen one leads."""
    picked = show_maps(key, shown)
    goal = None if picked is None else goals(picked)
    if goal is not None:
        select_cell(key, None)  # or it would lead on at every run
        _go_to(subject, *goal)
        st.rerun()


def _show_patch(subject: Subject, step: LinearStep, channel: int) -> None:
    """The window and the kernel that meet, for the input channel that counts most."""
    products = step.sum(channel).products
    source = int(np.abs(products.sum((1, 2))).argmax())
    planes = (step.patch.values[source], step.weight[channel, source], products[source])
    total = three_digits(float(products[source].sum()))
    count = len(step.patch.values)
    called = "the image" if step.patch.source is None else escape(step.patch.source)
    if count == 1:
        said = f"Where {called} meets the kernel, and their products, whose sum lacks the bias."
    else:
        said = (
            f"Where channel {source} of {called} meets its kernel: of {count} channels the one "
            "whose products sum to the most, above or below 0."
        )
    st.caption(said)
    shown = Maps(
        "patch",
        np.stack([plane.astype(np.float32) for plane in planes]),
        names=("input", "kernel", "product"),
        captions=("input", "kernel", f"product\nsum {total}"),
        scale="map",
        columns=3,
        first=(step.patch.top, step.patch.left),
        choosing="" if step.patch.source is None else "goes to that cell of the layer before",
    )

    def goal(picked: Selection) -> tuple[str, Selection] | None:
        place = step.patch.place(picked.row, picked.column)
        found = step.patch.source
        return None if place is None or found is None else (found, Selection(source, *place))

    _follow(subject, "xray-patch", shown, goal)


def _show_vector(
    subject: Subject, step: LinearStep, place: Place, channel: int, *, before_relu: bool
) -> None:
    """All channels of the pixel, as the maps that are looked at have them: before or after ReLU."""
    values = step.sums if before_relu else step.outputs
    name = step.name if before_relu or step.relu is None else step.relu
    st.caption(
        f"The pixel after {name}, one square for each of its {len(values)} channels; channel "
        f"{channel} is {three_digits(float(values[channel]))}, {int((values == 0).sum())} are 0."
    )
    shown = Maps(
        f"the pixel after {name}",
        values,
        columns=16,
        marked=channel,
        axes=None,
        choosing="looks into that channel",
    )
    _follow(
        subject,
        "xray-vector",
        shown,
        lambda picked: (name, Selection(picked.channel, place.row, place.column)),
    )


def _show_pool(step: PoolStep) -> None:
    count, value = int((step.shares > 0).sum()), three_digits(step.value)
    match step.op:
        case Dropout():
            said = "Dropout hands its cell on as it is: it drops values only while training."
        case GlobalAvgPool():
            total = three_digits(float(step.patch.values.sum()))
            said = f"The mean of {count} cells: {total} ÷ {count} = **{value}**."
        case pool if pool.kind == "max":
            winner = step.winner or (0, 0)
            place = step.patch.place(*winner) or winner
            said = (
                f"The largest of its window, **{value}**, from row {place[0]}, column {place[1]}; "
                "the other cells are dropped. Each channel is pooled by itself."
            )
        case _:
            said = f"The mean of {count} cells of its window: **{value}**."
    st.markdown(said)
    if not isinstance(step.op, Dropout):
        corner = step.patch.top, step.patch.left
        window = Maps("window", step.patch.values, names=("window",), columns=1, first=corner)
        show_maps("xray-patch", window)
