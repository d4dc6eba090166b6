"""Muting channels: which are silent, and how the class scores move."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from nin.analysis.shapes import Row
from nin.interpret.logit_ledger import softmax
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.numbers import two_decimals
from pages.ui.parts.terms import TERMS
from pages.ui.subject.subject import Subject

_KEY = "muted"  # in the session: {layer: channels}


def silent(subject: Subject) -> dict[str, list[int]]:
    """The muted channels that this network has."""
    kept: dict[str, list[int]] = st.session_state.get(_KEY, {})
    widths = {row.name: row.out_shape[0] for row in subject.rows}
    return {
        name: [channel for channel in channels if channel < widths[name]]
        for name, channels in kept.items()
        if channels and name in widths
    }


def say_what_is_silent(subject: Subject) -> None:
    """One line on the muted channels of all layers, where there are any."""
    muted_layers = [f"{name} {_listed(channels)}" for name, channels in silent(subject).items()]
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
    from nin.interpret.muting import muted  # PyTorch is here by now

    channels = silent(subject)
    if not channels:
        return subject
    return replace(subject, maps=muted(subject.loaded.model, subject.maps, channels))


def choose_muted(subject: Subject, row: Row) -> None:
    """The channels of this layer to silence, and a way to hear all again."""
    session = st.session_state
    key = f"muted-{row.name}"
    session[key] = silent(subject).get(row.name, [])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.multiselect(
            "Muted channels of this layer",
            range(row.out_shape[0]),
            key=key,
            placeholder="None",
            help=TERMS["muted"],
            on_change=_keep,
            args=(row.name, key),
        )
        st.button(
            "Unmute all",
            key="unmute",
            icon=":material/volume_up:",
            disabled=not silent(subject),
            on_click=session.pop,
            args=(_KEY, None),
        )


def mute(name: str, channel: int) -> None:
    """Silence one more channel, or hear it again. For callbacks."""
    kept = dict(st.session_state.get(_KEY, {}))
    before = kept.get(name, [])
    kept[name] = (
        [each for each in before if each != channel] if channel in before else [*before, channel]
    )
    st.session_state[_KEY] = kept


def _keep(name: str, key: str) -> None:
    st.session_state[_KEY] = {**st.session_state.get(_KEY, {}), name: st.session_state[key]}


def show_scores(subject: Subject, changed: Subject) -> None:
    """Logits and probabilities of all classes, before and after muting."""
    muted_now = changed is not subject
    columns = [
        Column("Class", words=True),
        Column("Logit", "logit"),
        Column("Probability", "probability"),
    ]
    if muted_now:
        columns += [Column("Logit, muted", "muted"), Column("Probability, muted", "muted")]
    found = [
        (each.logits, softmax(each.logits))
        for each in ((subject, changed) if muted_now else (subject,))
    ]
    rows = []
    for index, name in enumerate(subject.loaded.classes):
        cells = [Cell(name)]
        for logits, shares in found:
            share = float(shares[index])
            cells += [Cell(two_decimals(float(logits[index]))), Cell(f"{share:.1%}", share=share)]
        rows.append(cells)
    show_html_table("Class scores", columns, rows)
