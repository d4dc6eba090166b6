"""The X-ray of a pixel on the page: what it reads, times its weights, sums to the cell's value."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import numpy as np
import streamlit as st

from nin.interpret.xray import XRay, xray
from nin.interpret.xray_steps import Cell, LinearStep, PoolStep, Step
from nin.spec import Dropout
from nin.words import counted
from pages.ui.components.map_view import Maps, select_cell, show_maps
from pages.ui.feature_maps import layer_strip
from pages.ui.feature_maps.xray_terms import formula, pool_text, show_terms, what_it_is
from pages.ui.parts.numbers import three_digits
from pages.ui.parts.terms import TERMS
from pages.ui.shell import session
from pages.ui.subject.subject import Subject

Goals = Callable[[Cell], tuple[str, Cell] | None]  # the layer and cell behind a choice

MAPS = "layer-maps"  # the view whose chosen cell is looked into


def show_xray(subject: Subject, name: str, cell: Cell) -> None:
    """How the chosen cell's value comes about, and what becomes of its pixel in the block."""
    network, weights = subject.loaded.network, subject.loaded.weights
    ways = xray(network, weights, subject.image, subject.maps, name, cell)
    st.header(
        f"X-ray of {name}, channel {cell.channel}, row {cell.row}, column {cell.column}",
        anchor=False,
        help=TERMS["xray"],
    )
    step = _choose_step(ways)
    if explanation := what_it_is(step):
        st.caption(explanation)
    channel = cell.channel if step is ways.steps[ways.focus] else _strongest(step)
    if isinstance(step, LinearStep):
        _show_linear(subject, step, cell, channel, before_relu=step.name == name)
    else:
        _show_pool(step)


def _choose_step(ways: XRay) -> Step:
    """The step that is looked at; at first the one that makes the cell."""
    names = [step.name for step in ways.steps]
    if len(names) == 1:
        return ways.steps[0]
    key = session.xray_step(ways.name)
    if not key.is_set:
        key.set(names[ways.focus])
    chosen = st.segmented_control(
        "The pixel's perceptron, layer by layer",
        names,
        required=True,
        key=key.name,
        help=TERMS["steps"],
    )
    return next(step for step in ways.steps if step.name == chosen)


def _strongest(step: Step) -> int:
    return int(step.outputs.argmax()) if isinstance(step, LinearStep) else step.channel


def _show_linear(
    subject: Subject, step: LinearStep, cell: Cell, channel: int, *, before_relu: bool
) -> None:
    st.markdown(formula(step, channel))
    _back_button(subject, step, channel)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        if step.weight.shape[-1] > 1:
            _show_patch(subject, step, channel)
        _show_vector(subject, step, cell, channel, before_relu=before_relu)
    with right:
        show_terms(step, channel)


def _back_button(subject: Subject, step: LinearStep, channel: int) -> None:
    """One step back: the cell that adds most to this one becomes the one that is looked into."""
    (term, *_), _ = step.largest(channel, 1)
    source, cell = step.patch.source, step.patch.cell(*term.cell)
    if source is None or cell is None:
        return
    st.button(
        f"Back to the term that counts most: {source}, channel {cell.channel}, row {cell.row}, "
        f"column {cell.column}",
        key="xray-back",
        icon=":material/arrow_back:",
        on_click=_go_to,
        args=(subject, source, cell),
    )


def _go_to(subject: Subject, name: str, cell: Cell) -> None:
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
    input_name = "the image" if step.patch.source is None else escape(step.patch.source)
    if count == 1:
        st.caption(
            f"Where {input_name} meets the kernel, and their products, whose sum lacks the bias."
        )
    else:
        st.caption(
            f"Where channel {source} of {input_name} meets its kernel: of {count} channels the one "
            "whose products sum to the most, above or below 0."
        )
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

    def goal(picked: Cell) -> tuple[str, Cell] | None:
        cell, layer = step.patch.cell(source, picked.row, picked.column), step.patch.source
        return None if cell is None or layer is None else (layer, cell)

    _follow(subject, "xray-patch", shown, goal)


def _show_vector(
    subject: Subject, step: LinearStep, cell: Cell, channel: int, *, before_relu: bool
) -> None:
    """All channels of the pixel, as the maps that are looked at have them: before or after ReLU."""
    values = step.sums if before_relu else step.outputs
    name = step.name if before_relu or step.relu is None else step.relu
    zeros = int((values == 0).sum())
    st.caption(
        f"The pixel after {name}, one square for each of its {counted(len(values), 'channel')}; "
        f"channel {channel} is {three_digits(float(values[channel]))}, {zeros} "
        f"{'is' if zeros == 1 else 'are'} 0."
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
        lambda picked: (name, Cell(picked.channel, cell.row, cell.column)),
    )


def _show_pool(step: PoolStep) -> None:
    st.markdown(pool_text(step))
    if not isinstance(step.op, Dropout):
        corner = step.patch.top, step.patch.left
        window = Maps("window", step.patch.values, names=("window",), columns=1, first=corner)
        show_maps("xray-patch", window)
