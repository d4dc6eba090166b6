"""The network as a strip of thumbnails to move in, and the layer that is looked at."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin.analysis.explain import op_text, shape_text
from nin.analysis.shapes import Row
from nin.ops import Conv2d, GlobalAvgPool, Linear, ReLU
from nin.spec import Dropout
from pages.ui.components.map_view import Maps, Selection, select_cell, show_maps
from pages.ui.parts.terms import TERMS
from pages.ui.subject.subject import Subject

_STRIP, _LAYER, _NEXT, _SEEN = "strip", "layer", "next-layer", "strip-seen"
_SIDE = 24  # cells of a thumbnail
_COLUMNS = 6  # two rows for the presets


def choose_layer(subject: Subject) -> Row:
    """Show the strip and the list of layers; both move the other."""
    stops = _stops(subject)
    names = [row.name for row in stops]
    session = st.session_state
    picked = show_maps(_STRIP, _thumbnails(subject, stops), initial=Selection(0, 0, 0))
    if picked is not None and picked.channel != session.get(_SEEN) and _SEEN in session:
        session[_LAYER] = names[picked.channel]
    session[_SEEN] = picked.channel if picked else None
    options = [row.name for row in subject.rows if len(row.out_shape) == 3]
    if _NEXT in session:
        session[_LAYER] = session.pop(_NEXT)
    if session.get(_LAYER) not in options:
        session[_LAYER] = names[0]
    chosen = st.selectbox(
        "Layer",
        options,
        format_func=_said_of(subject.rows).__getitem__,
        key=_LAYER,
        help=TERMS["layer_choice"],
        on_change=_move_strip,
        args=(names,),
    )
    return next(row for row in subject.rows if row.name == chosen)


def go_to(subject: Subject, name: str) -> None:
    """Look at another layer from the next run on."""
    st.session_state[_NEXT] = name
    _move_strip([row.name for row in _stops(subject)], name)


def _said_of(rows: tuple[Row, ...]) -> dict[str, str]:
    """Each layer's name, and what it is.

    >>> from nin.analysis import trace
    >>> from nin.presets import PRESETS
    >>> _said_of(trace(PRESETS["d2l"].network).rows)["block1_mlp1_relu"]
    'block1_mlp1_relu · conv 1×1 + ReLU'
    """
    said = {}
    for before, row in zip([None, *rows], rows, strict=False):
        what = op_text(row)
        if before is not None and isinstance(row.op, ReLU):
            what = f"{op_text(before)} + {what}"
        said[row.name] = f"{row.name} · {what}"
    return said


def _move_strip(names: list[str], to: str | None = None) -> None:
    stop = _stop_of(to or st.session_state[_LAYER], names)
    if stop is not None:
        select_cell(_STRIP, Selection(stop, 0, 0))
        st.session_state[_SEEN] = stop


def _stop_of(name: str, names: list[str]) -> int | None:
    """The thumbnail that stands for a layer: its own, or that of the ReLU after it.

    >>> _stop_of("block1_conv", ["block1_relu", "pool1"]), _stop_of("dropout1", ["pool1"])
    (0, None)
    """
    for known in (name, f"{name.removesuffix('_conv')}_relu"):
        if known in names:
            return names.index(known)
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
    places = np.arange(_SIDE) * len(plane) // _SIDE
    return plane[np.ix_(places, places)]
