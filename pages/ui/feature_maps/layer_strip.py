"""The network as a strip of thumbnails to move in, and the layer that is looked at."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin.analysis.explain import op_text, shape_text
from nin.analysis.shapes import Row
from nin.interpret.xray_steps import Cell
from nin.ops import Conv2d, GlobalAvgPool, Linear, ReLU
from nin.spec import Dropout
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
    names = [row.name for row in stops]
    thumbnail = show_maps(_STRIP, _thumbnails(subject, stops), initial=Cell(0, 0, 0))
    _follow(None if thumbnail is None else thumbnail.channel, names)
    options = [row.name for row in subject.rows if len(row.out_shape) == 3]
    if session.LAYER.get() not in options:
        session.LAYER.set(names[0])
    chosen = st.selectbox(
        "Layer",
        options,
        format_func=_titles(subject.rows).__getitem__,
        key=session.LAYER.name,
        help=TERMS["layer_choice"],
        on_change=lambda: _move_strip(names, session.LAYER.get() or ""),
    )
    return next(row for row in subject.rows if row.name == chosen)


def _follow(thumbnail: int | None, names: list[str]) -> None:
    """Show the layer of a thumbnail that was just chosen, or the one that `go_to` ordered."""
    was_followed = not session.STRIP_CHOICE.is_set or thumbnail == session.STRIP_CHOICE.get()
    session.STRIP_CHOICE.set(thumbnail)
    ordered = session.NEXT_LAYER.pop()
    if ordered is not None:
        session.LAYER.set(ordered)
    elif thumbnail is not None and not was_followed:
        session.LAYER.set(names[thumbnail])


def go_to(subject: Subject, name: str) -> None:
    """Look at another layer from the next run on."""
    session.NEXT_LAYER.set(name)
    _move_strip([row.name for row in _stops(subject)], name)


def _titles(rows: tuple[Row, ...]) -> dict[str, str]:
    """Each layer's name, and what it is.

    >>> from nin.analysis import trace
    >>> from nin.presets import PRESETS
    >>> _titles(trace(PRESETS["d2l"].network).rows)["block1_mlp1_relu"]
    'block1_mlp1_relu · conv 1×1 + ReLU'
    """
    titles = {}
    for before, row in zip([None, *rows], rows, strict=False):
        what = op_text(row)
        if before is not None and isinstance(row.op, ReLU):
            what = f"{op_text(before)} + {what}"
        titles[row.name] = f"{row.name} · {what}"
    return titles


def _move_strip(names: list[str], layer: str) -> None:
    """Choose the thumbnail of a layer, which need not be followed then."""
    stop = _stop_of(layer, names)
    if stop is not None:
        select_cell(_STRIP, Cell(stop, 0, 0))
        session.STRIP_CHOICE.set(stop)


def _stop_of(name: str, names: list[str]) -> int | None:
    """The thumbnail that stands for a layer: its own, or that of the ReLU after it.

    >>> _stop_of("block1_conv", ["block1_relu", "pool1"]), _stop_of("dropout1", ["pool1"])
    (0, None)
    """
    for stop in (name, f"{name.removesuffix('_conv')}_relu"):
        if stop in names:
            return names.index(stop)
    return None


def _stops(subject: Subject) -> list[Row]:
    """The ops worth a thumbnail: what a ReLU or a pool hands on; dropout changes nothing here."""
    rows = subject.rows
    return [
        row
        for row, after in zip(rows, [*rows[1:], None], strict=True)
        if len(row.out_shape) == 3
        and not isinstance(row.op, Dropout | GlobalAvgPool | Linear)
        and not (isinstance(row.op, Conv2d) and after and isinstance(after.op, ReLU))
    ]


def _thumbnails(subject: Subject, stops: list[Row]) -> Maps:
    planes = [_thumbnail(subject.output(row.name).mean(0)) for row in stops]
    return Maps(
        "the network",
        np.stack(planes),
        names=[f"{row.name}: the mean of its {row.out_shape[0]} channels" for row in stops],
        captions=[
            f"{row.name.removesuffix('_relu')}\n{shape_text(row.out_shape)}" for row in stops
        ],
        scale="map",
        columns=_COLUMNS,
        axes=None,
        choosing="goes to that layer",
    )


def _thumbnail(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each cell as a block of its own, whatever the side of the map."""
    places = np.arange(_THUMBNAIL_SIDE) * len(plane) // _THUMBNAIL_SIDE
    return plane[np.ix_(places, places)]
