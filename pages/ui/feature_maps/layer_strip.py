"""The network as a strip of thumbnails to move in, and the layer that is looked at."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin.analysis.explain import op_text, shape_text
from nin.analysis.shapes import Row
from nin.interpret.xray_steps import Cell
from nin.ops import Conv2d, GlobalAvgPool, Linear, ReLU, layer_names
from nin.spec import Dropout, Pool
from nin.words import counted
from pages.ui.components.map_view import Maps, select_cell, show_maps
from pages.ui.parts.terms import TERMS
from pages.ui.shell import session
from pages.ui.subject.subject import Subject

_STRIP = "strip"  # the view of thumbnails
_THUMBNAIL_SIDE = 24  # cells of a thumbnail
_COLUMNS = 6  # two rows for the presets


def choose_layer(subject: Subject) -> Row:
    """Show the strip and the list of layers; both move the other."""
    stops = _stops(subject)
    thumbnail = show_maps(_STRIP, _thumbnails(subject, stops), initial=Cell(0, 0, 0))
    _follow(None if thumbnail is None else thumbnail.channel, stops)
    options = [row.name for row in subject.rows if len(row.out_shape) == 3]
    if session.LAYER.get() not in options:
        session.LAYER.set(stops[0].name)
    chosen = st.selectbox(
        "Layer",
        options,
        format_func=_layer_texts(subject.rows).__getitem__,
        key=session.LAYER.name,
        help=TERMS["layer_choice"],
        on_change=lambda: _move_strip(stops, session.LAYER.get() or ""),
    )
    return next(row for row in subject.rows if row.name == chosen)


def _follow(thumbnail: int | None, stops: list[Row]) -> None:
    """Show the layer of a thumbnail that was just chosen, or the one that `go_to` ordered."""
    was_followed = not session.STRIP_CHOICE.is_set or thumbnail == session.STRIP_CHOICE.get()
    session.STRIP_CHOICE.set(thumbnail)
    ordered = session.NEXT_LAYER.pop()
    if ordered is not None:
        session.LAYER.set(ordered)
    elif thumbnail is not None and not was_followed:
        session.LAYER.set(stops[thumbnail].name)


def go_to(subject: Subject, name: str) -> None:
    """Look at another layer from the next run on."""
    session.NEXT_LAYER.set(name)
    _move_strip(_stops(subject), name)


def _layer_texts(rows: tuple[Row, ...]) -> dict[str, str]:
    """Each layer's name, and what it is.

    >>> from nin.analysis import trace
    >>> from nin.presets import PRESETS
    >>> _layer_texts(trace(PRESETS["d2l"].network).rows)["block1_mlp1_relu"]
    'block1_mlp1_relu · conv 1×1 + ReLU'
    """
    by_name = _by_name(rows)
    texts = {}
    for name, row in by_name.items():
        source = f"{op_text(by_name[row.op.source])} + " if isinstance(row.op, ReLU) else ""
        texts[name] = f"{name} · {source}{op_text(row)}"
    return texts


def _move_strip(stops: list[Row], layer: str) -> None:
    """Choose the thumbnail of a layer, which need not be followed then."""
    stop = _stop_of(layer, stops)
    if stop is not None:
        select_cell(_STRIP, Cell(stop, 0, 0))
        session.STRIP_CHOICE.set(stop)


def _stop_of(name: str, stops: list[Row]) -> int | None:
    """The thumbnail that stands for a layer: its own, or that of its ReLU.

    >>> from nin.analysis import trace
    >>> from nin.presets import PRESETS
    >>> stops = [row for row in trace(PRESETS["d2l"].network).rows if _is_stop(row)]
    >>> _stop_of("block1_mlp1", stops), _stop_of("pool1", stops), _stop_of("dropout1", stops)
    (1, 3, None)
    """
    for place, stop in enumerate(stops):
        if name == stop.name or (isinstance(stop.op, ReLU) and name == stop.op.source):
            return place
    return None


def _stops(subject: Subject) -> list[Row]:
    """The ops worth a thumbnail."""
    return [row for row in subject.rows if _is_stop(row)]


def _is_stop(row: Row) -> bool:
    """What a ReLU or a pool hands on; a ReLU follows every convolution, dropout changes nothing."""
    match row.op:
        case ReLU() | Pool():
            return len(row.out_shape) == 3
        case Conv2d() | Dropout() | GlobalAvgPool() | Linear():
            return False


def _caption(subject: Subject, row: Row) -> str:
    """Short enough for a thumbnail: block1 and block1_mlp1 for what leaves these convolutions."""
    name = row.name
    if isinstance(row.op, ReLU):
        source = _by_name(subject.rows)[row.op.source].op
        is_first = isinstance(source, Conv2d) and source.mlp_depth == 0
        name = layer_names(subject.loaded.network)[row.layer] if is_first else row.op.source
    return f"{name}\n{shape_text(row.out_shape)}"


def _by_name(rows: tuple[Row, ...]) -> dict[str, Row]:
    return {row.name: row for row in rows}


def _thumbnails(subject: Subject, stops: list[Row]) -> Maps:
    planes = [_thumbnail(subject.output(row.name).mean(0)) for row in stops]
    return Maps(
        "the network",
        np.stack(planes),
        names=[
            f"{row.name}: the mean of its {counted(row.out_shape[0], 'channel')}" for row in stops
        ],
        captions=[_caption(subject, row) for row in stops],
        scale="map",
        columns=_COLUMNS,
        axes=None,
        choosing="goes to that layer",
    )


def _thumbnail(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each cell as a block of its own, whatever the side of the map."""
    places = np.arange(_THUMBNAIL_SIDE) * len(plane) // _THUMBNAIL_SIDE
    return plane[np.ix_(places, places)]
