"""The network laid open: a strip to move in, one layer's maps, and what is behind a cell."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

import numpy as np
import streamlit as st

from nin.analysis.shapes import Row
from nin.interpret.xray_steps import Cell
from nin.ops import Conv2d
from pages.ui.components.map_view import Maps, largest, maps_table, show_maps, windows_of
from pages.ui.components.map_view.maps import Order, Scale
from pages.ui.feature_maps import channels, layer_strip, muting, xray
from pages.ui.parts.terms import TERMS
from pages.ui.subject.subject import Subject


class View(StrEnum):
    """The ways to look behind a layer's maps."""

    XRAY = "X-ray"
    MUTING = "Scores and muting"
    MIXING = "Mixing matrix"
    STRONGEST = "Strongest images"
    DEAD = "Dead channels"
    TABLE = "Table"


_SCALES: dict[Scale, str] = {"layer": "Layer", "map": "Map", "network": "Network"}
_ORDERS: dict[Order, str] = {"index": "Channel", "mean": "Mean", "max": "Largest"}


@st.fragment(key="explorer")
def show_explorer(subject: Subject) -> None:
    """Everything to the right of the choice of network and image."""
    changed = muting.without(subject)
    row = layer_strip.choose_layer(changed)
    muting.show_muted(subject)
    shown = _shown(changed, row)
    chosen = show_maps(xray.MAPS, shown, initial=_brightest(shown))
    view = st.segmented_control(
        "View",
        View,
        default=View.XRAY,
        required=True,
        key="feature-maps-view",
        label_visibility="collapsed",
    )
    match view:
        case View.XRAY if chosen is not None:
            _show_xray(subject, changed, row, chosen)
        case View.STRONGEST if chosen is not None:
            channels.show_strongest(subject, row, chosen.channel)
        case View.XRAY | View.STRONGEST:
            st.info("Choose a cell of a map.", icon=":material/ads_click:")
        case View.MUTING:
            _show_muting(subject, changed, row, chosen)
        case View.MIXING:
            channels.show_mixing(changed, row)
        case View.DEAD:
            channels.show_dead(subject)
        case View.TABLE:
            maps_table(shown)
        case _:
            assert_never(view)


def _show_xray(subject: Subject, changed: Subject, row: Row, chosen: Cell) -> None:
    silent = muting.muted_in(subject).get(row.name, ())
    if chosen.channel in silent:
        st.caption("This channel is muted: what follows reads 0 in place of this value.")
    # a muted layer's sums are those that were silenced
    xray.show_xray(subject if silent else changed, row.name, chosen)


def _shown(subject: Subject, row: Row) -> Maps:
    values = subject.output(row.name)
    with st.container(horizontal=True, gap="medium"):
        scale = st.segmented_control(
            "Colour scale",
            list(_SCALES),
            default="layer",
            required=True,
            format_func=_SCALES.__getitem__,
            key="maps-scale",
            help=TERMS["scale"],
            persist_state="session",
        )
        order = st.segmented_control(
            "Sorted by",
            list(_ORDERS),
            default="index",
            required=True,
            format_func=_ORDERS.__getitem__,
            key="maps-order",
            help=TERMS["order"],
            persist_state="session",
        )
    limit = None
    if scale == "network":
        limit = max(largest(values) for values in subject.maps.values())
    return Maps(
        row.name,
        values,
        image=subject.image[0],
        windows=windows_of(subject.rows, row.name, subject.loaded.network.image_size),
        names=_names(subject, row),
        dimmed=frozenset(muting.muted_in(subject).get(row.name, ())),
        scale=scale,
        network_limit=limit,
        order=order,
        choosing="chooses a cell for the view below",
    )


def _names(subject: Subject, row: Row) -> list[str]:
    """Channels by number; with GAP, from the last convolution on, with the classes they are for."""
    *_, last = (place for place, each in enumerate(subject.rows) if isinstance(each.op, Conv2d))
    if not subject.has_class_maps or subject.rows.index(row) < last:
        return []
    return [f"channel {at}, class {name}" for at, name in enumerate(subject.loaded.classes)]


def _brightest(shown: Maps) -> Cell:
    """The cell with the largest value, so that there is an X-ray from the start."""
    channel, row, column = np.unravel_index(int(shown.grid.argmax()), shown.grid.shape)
    return Cell(int(channel), int(row), int(column))


def _show_muting(subject: Subject, changed: Subject, row: Row, chosen: Cell | None) -> None:
    muting.choose_muted(subject, row)
    if chosen is not None:
        is_muted = chosen.channel in muting.muted_in(subject).get(row.name, ())
        st.button(
            f"{'Unmute' if is_muted else 'Mute'} channel {chosen.channel}",
            key="mute-chosen",
            icon=f":material/volume_{'up' if is_muted else 'off'}:",
            on_click=muting.mute,
            args=(row.name, chosen.channel),
        )
    muting.show_scores(subject, changed)
