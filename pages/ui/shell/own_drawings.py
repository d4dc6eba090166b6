"""The drawings that a visitor kept, each with its label, in the session."""

from __future__ import annotations

import streamlit as st

from nin.data.own_digits import gathered, to_npz

Kept = list[tuple[int, bytes]]  # label and the 28 × 28 grey levels: plain, as sessions like it


def kept() -> Kept:
    """The drawings of this session, oldest first."""
    drawings: Kept = st.session_state.get("own_digits", [])
    return drawings


def as_npz() -> bytes:
    """The drawings of this session as an archive; there must be some."""
    return to_npz(gathered(kept()))
