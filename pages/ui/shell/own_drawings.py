"""The drawings that a visitor kept, each with its label, in the session."""

from __future__ import annotations

from nin.data.own_digits import gathered, to_npz
from pages.ui.shell import session

Drawings = tuple[tuple[int, bytes], ...]  # label and the 28 × 28 grey levels, oldest first


def own_drawings() -> Drawings:
    """The drawings of this session, oldest first."""
    return session.OWN_DIGITS.get()


def as_npz() -> bytes:
    """The drawings of this session as an archive; there must be some."""
    return to_npz(gathered(own_drawings()))


def learn_from_drawings(wanted: bool) -> None:
    """Whether the next run learns from them as well, where it can."""
    session.ADD_DRAWINGS.set(wanted)
