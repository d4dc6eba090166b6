"""Muting channels: which are silent, and how the class scores move."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from nin.analysis.shapes import Row
from nin.interpret.logit_ledger import softmax
from nin.interpret.muting import muted
from nin.interpret.xray_steps import Cell
from pages.ui.parts import html_table
from pages.ui.parts.html_table import Column, show_html_table
from pages.ui.parts.numbers import two_decimals
from pages.ui.parts.terms import TERMS
from pages.ui.shell import session
from pages.ui.shell.moved import widget_key
from pages.ui.subject.layers import Named, named
from pages.ui.subject.subject import Subject


def muted_in(subject: Subject) -> dict[str, list[int]]:
    """The muted channels that this network has."""
    widths = {row.name: row.out_shape[0] for row in subject.rows}
    return {
        name: [channel for channel in channels if channel < widths[name]]
        for name, channels in session.MUTED.get().items()
        if channels and name in widths
    }


def show_muted(subject: Subject) -> None:
    """One line on the muted channels of all layers, where there are any."""
    layers = named(subject.rows)
    muted_layers = [
        f"{layers[name].full}, {_listed(channels)}" for name, channels in muted_in(subject).items()
    ]
    if muted_layers:
        st.caption(
            f":material/volume_off: Muted: {'; '.join(muted_layers)}. Later layers and the class "
            "scores are computed without them."
        )


def _listed(channels: list[int]) -> str:
    shown = ", ".join(map(str, sorted(channels)[:8]))
    return f"channel{'s' if len(channels) > 1 else ''} {shown}{' …' if len(channels) > 8 else ''}"


def without(subject: Subject) -> Subject:
    """The subject with its muted channels silent and all that follows computed again."""
    channels, loaded = muted_in(subject), subject.loaded
    if not channels:
        return subject
    return replace(subject, maps=muted(loaded.network, loaded.weights, subject.maps, channels))


def show_muting(subject: Subject, changed: Subject, shown: Named, chosen: Cell | None) -> None:
    """Which channels of the layer are silent, and how the class scores move."""
    _choose_muted(subject, shown.row)
    if chosen is not None:
        is_muted = chosen.channel in muted_in(subject).get(shown.row.name, ())
        st.button(
            f"{'Unmute' if is_muted else 'Mute'} channel {chosen.channel}",
            key="mute-chosen",
            icon=f":material/volume_{'up' if is_muted else 'off'}:",
            on_click=mute,
            args=(shown.row.name, chosen.channel),
        )
    _show_scores(subject, changed)


def _choose_muted(subject: Subject, row: Row) -> None:
    """The channels of this layer to silence, and a way to hear all again."""
    key = widget_key(f"muted-{row.name}", muted_in(subject).get(row.name, []))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.multiselect(
            "Muted channels of this layer",
            range(row.out_shape[0]),
            key=key,
            placeholder="None",
            help=TERMS["muted"],
            on_change=_mute_chosen,
            args=(row.name, key),
        )
        st.button(
            "Unmute all",
            key="unmute",
            icon=":material/volume_up:",
            disabled=not muted_in(subject),
            on_click=_unmute_all,
        )


def mute(layer: str, channel: int) -> None:
    """Silence one more channel, or hear it again. For callbacks."""
    channels = session.MUTED.get().get(layer, [])
    others = [other for other in channels if other != channel]
    _set_muted(layer, others if channel in channels else [*channels, channel])


def _unmute_all() -> None:
    session.MUTED.set({})


def _mute_chosen(layer: str, key: str) -> None:
    _set_muted(layer, session.field(key).get())


def _set_muted(layer: str, channels: list[int]) -> None:
    session.MUTED.set({**session.MUTED.get(), layer: channels})


def _show_scores(subject: Subject, changed: Subject) -> None:
    """Logits and probabilities of all classes, before and after muting."""
    muted_now = changed is not subject
    columns = [
        Column("Class", words=True),
        Column("Logit", "logit"),
        Column("Probability", "probability"),
    ]
    if muted_now:
        columns += [Column("Logit, muted", "muted"), Column("Probability, muted", "muted")]
    scores = [
        (state.logits, softmax(state.logits))
        for state in ((subject, changed) if muted_now else (subject,))
    ]
    rows = []
    for index, name in enumerate(subject.loaded.classes):
        cells = [html_table.Cell(name)]
        for logits, shares in scores:
            share = float(shares[index])
            logit = two_decimals(float(logits[index]))
            cells += [html_table.Cell(logit), html_table.Cell(f"{share:.1%}", share=share)]
        rows.append(cells)
    show_html_table("Class scores", columns, rows)
