"""The maps of one layer, numbered; wide layers by pages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from nin.interpret.xray_steps import Cell
from nin.ops import Conv2d
from nin.words import counted
from pages.ui.components.map_view import Maps, arranged, chosen_cell, show_maps, windows_of
from pages.ui.components.map_view.maps import Order
from pages.ui.feature_maps import muting, place
from pages.ui.shell import session
from pages.ui.subject.layers import Named, named
from pages.ui.subject.subject import Subject

_ORDERS: dict[Order, str] = {"index": "By number", "mean": "By mean", "max": "By largest"}
PAGE = 64  # maps; eight lines of eight
_COLUMNS = 8


@dataclass(frozen=True, slots=True, eq=False)
class LayerMaps:
    """The maps of a layer, and the cell of them that is chosen."""

    layer: Named
    shown: Maps
    chosen: Cell | None


def show_layer(subject: Subject, layer: Named) -> LayerMaps:
    """What the layer is, the order of its maps, and the maps."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="layer-head"):
        st.html(_heading(subject, layer))
        order = st.segmented_control(
            "Sorted by",
            list(_ORDERS),
            default="index",
            required=True,
            format_func=_ORDERS.__getitem__,
            key="maps-order",
            label_visibility="collapsed",
            persist_state="session",
        )
    values = subject.output(layer.row.name)
    maps = Maps(
        layer.row.name,
        values,
        windows=windows_of(subject.rows, layer.row.name, subject.loaded.network.image_size),
        names=_names(subject, layer),
        captions=[str(channel) for channel in range(len(values))],
        dimmed=frozenset(muting.muted_in(subject).get(layer.row.name, ())),
        order=order,
        columns=_COLUMNS,
        choosing="looks into it",
        is_compact=True,
    )
    initial = _telling(maps)
    maps = _page(maps, initial)
    return LayerMaps(layer, maps, show_maps(place.MAPS, maps, initial=initial))


def _heading(subject: Subject, layer: Named) -> str:
    channels, inputs = layer.row.out_shape[0], layer.maker.in_shape[0]
    index = subject.rows.index(layer.maker)
    source = named(subject.rows)[subject.rows[index - 1].name].short if index else "the image"
    what = f"{counted(channels, 'channel')} from the {inputs} of {source}"
    if inputs == 1:
        what = f"{counted(channels, 'channel')} from {source}"
    return f'<div class="nin-layer-head {layer.kind}"><h2>{layer.full}</h2><p>{what}</p></div>'


def _names(subject: Subject, layer: Named) -> list[str]:
    """Channels by number; with GAP, from the last convolution on, with the classes they are for."""
    *_, last = (at for at, each in enumerate(subject.rows) if isinstance(each.op, Conv2d))
    if not subject.has_class_maps or subject.rows.index(layer.row) < last:
        return []
    return [f"channel {at}, class {name}" for at, name in enumerate(subject.loaded.classes)]


def _telling(maps: Maps) -> Cell:
    """A cell that says something: the largest value, but of another channel than 0 if there is."""
    values = maps.grid
    if len(values) > 1 and values[1:].max() > 0:
        channel, row, column = np.unravel_index(int(values[1:].argmax()), values[1:].shape)
        return Cell(int(channel) + 1, int(row), int(column))
    return Cell(*map(int, np.unravel_index(int(values.argmax()), values.shape)))


def _page(maps: Maps, initial: Cell) -> Maps:
    """The page of the maps that is shown: the chosen one, or the one with the chosen cell."""
    order = arranged(maps)
    if len(order) <= PAGE:
        return maps
    starts = range(0, len(order), PAGE)
    cell = chosen_cell(place.MAPS, maps) or initial
    looked_at = (maps.name, maps.order, cell.channel)
    if session.PAGED_FOR.get() != looked_at:
        session.PAGED_FOR.set(looked_at)
        session.MAPS_PAGE.set(order.index(cell.channel) // PAGE * PAGE)
    st.segmented_control(
        "Maps",
        list(starts),
        required=True,
        format_func=lambda start: f"{start}–{min(start + PAGE, len(order)) - 1}",
        key=session.MAPS_PAGE.name,
        label_visibility="collapsed",
    )
    return maps.page(session.MAPS_PAGE.get() or 0, PAGE)
