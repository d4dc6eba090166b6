"""Three panes: the image and the way from it, the maps of one layer, and what is behind a value."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

import streamlit as st

from nin.analysis.explain import shape_text
from nin.analysis.receptive_field import Window, input_window
from nin.interpret.xray_steps import Cell
from pages.ui.components.map_view import maps_table
from pages.ui.components.trail.trail import Stop, Trail, show_trail
from pages.ui.feature_maps import channels, grid, muting, place, xray
from pages.ui.shell import session
from pages.ui.subject.layers import Named, stops
from pages.ui.subject.subject import Subject


class View(StrEnum):
    """The ways to look behind a layer's maps."""

    XRAY = "X-ray"
    MUTING = "Muting"
    STRONGEST = "Strongest images"
    DEAD = "Dead channels"
    TABLE = "Table"


@st.fragment(key="explorer")
def show_explorer(subject: Subject) -> None:
    """What follows from a choice runs alone."""
    changed = muting.without(subject)
    if (wanted := place.follow_link(changed)) is not None:
        session.FEATURE_MAPS_VIEW.set(wanted)
    shown = place.layer(changed)
    with st.container(key="panes"):
        left, middle, right = st.columns([226, 568, 530], gap="medium")
    with middle:
        maps = grid.show_layer(changed, shown)
        chosen = maps.chosen
        muting.show_muted(subject)
    with right:
        view = _choose_view()
        with st.container(key=f"view-{view.name.lower()}"):
            _show(view, subject, changed, maps)
    place.note(changed, shown, chosen, view)
    with left:
        _show_way(changed, shown, chosen)


def _choose_view() -> View:
    wanted = session.FEATURE_MAPS_VIEW.get()
    session.FEATURE_MAPS_VIEW.set(wanted if wanted in [*View] else View.XRAY)
    st.segmented_control(
        "View",
        list(View),
        required=True,
        key=session.FEATURE_MAPS_VIEW.name,
        label_visibility="collapsed",
    )
    return View(session.FEATURE_MAPS_VIEW.get() or View.XRAY)


def _show(view: View, subject: Subject, changed: Subject, maps: grid.LayerMaps) -> None:
    shown, chosen = maps.layer, maps.chosen
    match view:
        case View.XRAY if chosen is not None:
            xray.show_xray(subject, changed, shown, chosen)
        case View.STRONGEST if chosen is not None:
            channels.show_strongest(subject, shown, chosen.channel)
        case View.XRAY | View.STRONGEST:
            st.info("Choose a cell of a map.", icon=":material/ads_click:")
        case View.MUTING:
            muting.show_muting(subject, changed, shown, chosen)
        case View.DEAD:
            channels.show_dead(subject)
        case View.TABLE:
            maps_table(maps.shown)
        case _:
            assert_never(view)


def _show_way(subject: Subject, shown: Named, chosen: Cell | None) -> None:
    """The image with what the value sees, and the layers from there to it."""
    window = None
    words = "Choose a cell to see its window on the image."
    if chosen is not None:
        window = input_window(subject.rows, shown.row.name, chosen.row, chosen.column)
        words = _window_words(window, subject.loaded.network.image_size)
    passed = place.passed()
    show_trail(
        place.TRAIL,
        Trail(
            subject.image[0],
            window and window.seen,
            words,
            [
                Stop(
                    layer.row.name,
                    layer.kind,
                    layer.short,
                    shape_text(layer.row.out_shape),
                    subject.output(layer.row.name).mean(0),
                    layer.row.name in passed,
                )
                for layer in stops(subject.rows)
            ],
            shown.row.name,
        ),
    )


def _window_words(window: Window, image_size: int) -> str:
    if window.seen is None:
        return "This value sees padding only."
    (top, bottom), (left, right) = window.seen
    size = f"{window.size}×{window.size} pixels"
    where = f"rows {top}–{bottom - 1}, columns {left}–{right - 1}"
    if window.size > image_size:
        return f"This value sees {size}, more than the image has: the rest is padding."
    if (bottom - top, right - left) != (window.size, window.size):
        return f"This value sees {size}, of which the image has {where}."
    return f"This value sees {size}: {where}."
