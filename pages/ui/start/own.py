"""One's own small set: "It was a …" keeps a drawing with its label, to take away or train with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st

from nin.data.own_digits import SIDE, OwnDigits, gathered, to_npz, to_zip
from nin.limits import MAX_OWN_DIGITS
from pages.ui.parts.data_urls import url
from pages.ui.parts.terms import TERMS
from pages.ui.shell import session
from pages.ui.shell.network_state import everywhere
from pages.ui.shell.own_drawings import Drawings, learn_from_drawings, own_drawings
from pages.ui.start import into_set
from pages.ui.subject import picture
from pages.ui.subject.loading import Loaded
from pages.ui.subject.picture import Picture


def ask_what_it_was(loaded: Loaded, seen: Picture) -> None:
    """The question what it was, of a drawing that can be kept."""
    if not _is_digit_for(loaded, seen) and not into_set.can_be_added(loaded, seen):
        return
    st.segmented_control(
        "It was a …",
        range(len(loaded.classes)),
        key=session.IT_WAS.name,
        format_func=lambda label: loaded.classes[label] if label < len(loaded.classes) else "",
        help=TERMS["it_was"],
        on_change=everywhere,
        args=(_keep, loaded),
    )
    if notice := session.OWN_NOTICE.pop():
        st.caption(notice)


def show_own() -> None:
    """What has been kept so far, and what can be done with it."""
    if drawings := own_drawings():
        _show_kept(drawings)


def _is_digit_for(loaded: Loaded, seen: Picture) -> bool:
    return loaded.classes == tuple("0123456789") and seen.pixels.shape == (1, SIDE, SIDE)


def _keep(loaded: Loaded) -> None:
    """Add what is drawn now under the label that was pressed; the same again is relabelled."""
    label = session.IT_WAS.get()
    session.IT_WAS.set(None)  # a button, not a choice
    seen = picture.picture(loaded)  # the question may not have followed the last stroke yet
    if label is None or not isinstance(seen, Picture) or label >= len(loaded.classes):
        return
    if not _is_digit_for(loaded, seen):
        session.OWN_NOTICE.set(into_set.add(loaded, seen, label))
        return
    levels = seen.pixels.tobytes()
    others = tuple((old, pixels) for old, pixels in own_drawings() if pixels != levels)
    if len(others) >= MAX_OWN_DIGITS:
        session.OWN_NOTICE.set(f"{MAX_OWN_DIGITS} drawings are kept already; remove one first.")
    else:
        session.OWN_DIGITS.set((*others, (label, levels)))
        session.OWN_NOTICE.set(f"Kept as a {label}.")


def _show_kept(drawings: Drawings) -> None:
    counts = Counter(label for label, _ in drawings)
    many = "1 drawing" if len(drawings) == 1 else f"{len(drawings)} drawings"
    with st.expander(f"Your own set: {many}", expanded=True, key="own-set"):
        figures = "".join(map(_figure, range(1, len(drawings) + 1), drawings))
        st.html(f'<div class="nin-own">{figures}</div>')
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                "Remove",
                range(len(drawings)),
                None,
                key=session.REMOVED.name,
                format_func=lambda place: f"Number {place + 1}, a {drawings[place][0]}",
                placeholder="Choose a drawing",
                on_change=_remove,
                width=220,
            )
            _downloads(drawings)
            if st.button(
                f"Train with your {many}", key="train-own", icon=":material/model_training:"
            ):
                learn_from_drawings(True)
                st.switch_page("pages/training.py")
        lacking = sum(count < 5 for count in counts.values())
        if len(counts) < 2 or lacking:
            st.caption(
                "`--dataset folder:PATH` reads the unpacked ZIP once it has two digits at least "
                "and five drawings of each; the Training page mixes in any number."
            )


def _downloads(drawings: Drawings) -> None:
    for label, pack, kind, icon in (
        ("NumPy, .npz", to_npz, "npz", "download"),
        ("Folders of PNGs, .zip", to_zip, "zip", "folder_zip"),
    ):
        st.download_button(
            label,
            partial(_packed, pack, drawings),
            f"own-digits.{kind}",
            key=f"own-{kind}",
            icon=f":material/{icon}:",
            on_click="ignore",
        )


def _packed(pack: Callable[[OwnDigits], bytes], drawings: Drawings) -> bytes:
    return pack(gathered(drawings))


def _remove() -> None:
    place, drawings = session.REMOVED.get(), own_drawings()
    session.REMOVED.set(None)
    if place is not None and place < len(drawings):
        session.OWN_DIGITS.set(drawings[:place] + drawings[place + 1 :])


def _figure(number: int, drawing: tuple[int, bytes]) -> str:
    label, levels = drawing
    source = url(np.frombuffer(levels, np.uint8).reshape(SIDE, SIDE))
    return (
        f'<figure><img src="{source}" alt="Your drawing {number}, a {label}">'
        f"<figcaption>{number}: <b>{label}</b></figcaption></figure>"
    )
