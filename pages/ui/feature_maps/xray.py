"""The X-ray of a value: what its pixel reads, times its weights, sums to the value."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nin.interpret.xray_steps import Cell, LinearStep, PoolStep
from nin.spec import Dropout
from nin.words import counted
from pages.ui.components.map_view import Maps, show_maps
from pages.ui.feature_maps import channels, muting, place
from pages.ui.feature_maps.xray_picture import picture
from pages.ui.feature_maps.xray_terms import pool_text, same_everywhere, show_terms
from pages.ui.parts.numbers import three_digits
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import plain
from pages.ui.shell import session
from pages.ui.subject.layers import Named, named
from pages.ui.subject.subject import Subject


def show_xray(subject: Subject, changed: Subject, shown: Named, cell: Cell) -> None:
    """How the chosen value comes about, and where it leads.

    Args:
        subject: What is looked at.
        changed: The same with its muted channels silent.
        shown: The layer.
        cell: The value's place in its maps.
    """
    is_muted = cell.channel in muting.muted_in(subject).get(shown.row.name, ())
    # a muted layer's sums are those that were silenced
    seen = subject if is_muted else changed
    value = float(seen.output(shown.row.name)[cell])
    step = place.step_of(seen, shown, cell)
    st.html(
        f'<div class="nin-xray"><h2>X-ray: channel {cell.channel}, row {cell.row}, column '
        f"{cell.column}</h2><b>{three_digits(value)}</b></div>"
    )
    if is_muted:
        st.caption("This channel is muted: what follows reads 0 in place of this value.")
    if isinstance(step, LinearStep):
        _show_linear(seen, step, cell)
    else:
        _show_pool(step)
    _show_ways(seen, shown, step, cell)


def _show_linear(subject: Subject, step: LinearStep, cell: Cell) -> None:
    inputs = len(step.patch.values)
    if step.weight.shape[-1] > 1:
        _show_patch(subject, step, cell.channel)
    elif session.ALL_WEIGHTS.get():
        channels.show_mixing(subject, step.name, cell.channel)
    else:
        st.html(
            f'<figure class="nin-lines"><figcaption>reads the {counted(inputs, "channel")} of this '
            f'one pixel</figcaption><img src="{picture(step, cell.channel)}" alt="Lines from '
            f"{counted(inputs, 'channel')} to channel {cell.channel}, as strong as what each adds; "
            f'the table below has the numbers"><figcaption>gives the '
            f"{counted(len(step.outputs), 'channel')} of the same pixel; the lines: what each adds "
            f"to channel {cell.channel}</figcaption></figure>"
        )
    show_terms(step, cell.channel)
    rows = {row.name: row for row in subject.rows}
    st.markdown(same_everywhere(step, rows[step.name].out_shape[1] ** 2))


def _show_patch(subject: Subject, step: LinearStep, channel: int) -> None:
    """The window and the kernel that meet, for the input channel that counts most."""
    products = step.sum(channel).products
    source = int(np.abs(products.sum((1, 2))).argmax())
    planes = (step.patch.values[source], step.weight[channel, source], products[source])
    total = three_digits(float(products[source].sum()))
    layers = named(subject.rows)
    inputs, size = len(step.patch.values), step.weight.shape[-1]
    input_name = "the image" if step.patch.source is None else layers[step.patch.source].short
    if inputs == 1:
        words = (
            f"reads {size}×{size} pixels of {input_name}: the window, the kernel, their products"
        )
    else:
        words = (
            f"reads {size}×{size} pixels of the {inputs} channels of {input_name}; here channel "
            f"{source}, whose {size * size} products together count most"
        )
    st.caption(plain(f"{words}."))
    shown = Maps(
        "patch",
        np.stack([plane.astype(np.float32) for plane in planes]),
        names=("input", "kernel", "product"),
        captions=("input", "kernel", f"product, sum {total}"),
        scale="map",
        columns=3,
        first=(step.patch.top, step.patch.left),
        is_compact=True,
        most=104,
    )
    show_maps("xray-patch", shown)


def _show_pool(step: PoolStep) -> None:
    st.markdown(pool_text(step))
    if not isinstance(step.op, Dropout):
        corner = step.patch.top, step.patch.left
        window = Maps(
            "window",
            step.patch.values,
            names=("window",),
            columns=1,
            first=corner,
            is_compact=True,
            most=160,
        )
        show_maps("xray-patch", window)


def _show_ways(subject: Subject, shown: Named, step: LinearStep | PoolStep, cell: Cell) -> None:
    """Back to what counts most, on to the layer after, and muting."""
    back = place.source_of(subject, step, cell.channel)
    is_muted = cell.channel in muting.muted_in(subject).get(shown.row.name, ())
    with st.container(horizontal=True, key="ways"):
        if back is None:
            st.caption(
                "It reads the image itself: the way back ends here."
                if step.patch.source is None
                else "What counts most is padding."
            )
        else:
            layer, source = back
            st.button(
                f"Back to {layer.short}, channel {source.channel}",
                key="xray-back",
                icon=":material/arrow_back:",
                help=f"The value that counts most: row {source.row}, column {source.column}.",
                on_click=place.go_to,
                args=(layer.row.name, source),
                kwargs={"is_back": True},
            )
        st.button(
            f"{'Unmute' if is_muted else 'Mute'} channel {cell.channel}",
            key="mute-chosen",
            icon=f":material/volume_{'up' if is_muted else 'off'}:",
            help=TERMS["muted"],
            on_click=muting.mute,
            args=(shown.row.name, cell.channel),
        )
        _next_button(subject, shown, cell)
        if isinstance(step, LinearStep) and step.weight.shape[-1] == 1:
            st.toggle("All weights", key=session.ALL_WEIGHTS.name, help=TERMS["mixing"])


def _next_button(subject: Subject, shown: Named, cell: Cell) -> None:
    """On to the 1×1 convolution that reads this pixel, if one does."""
    layers = list(named(subject.rows).values())
    after = layers[[each.row for each in layers].index(shown.row) + 1 :]
    reader = next(
        (each for each in after if each.row is not each.maker or each.kind != "mlp"), None
    )
    if reader is None or reader.kind != "mlp":
        return
    values = subject.output(reader.row.name)[:, cell.row, cell.column]
    st.button(
        f"Next: {reader.short}",
        key="xray-next",
        icon=":material/arrow_forward:",
        help="The strongest channel of the same pixel there.",
        on_click=place.go_to,
        args=(reader.row.name, Cell(int(values.argmax()), cell.row, cell.column)),
    )
