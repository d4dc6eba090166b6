"""Cells and masks of class maps as words of a link, and back; a stranger's, so checked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nin.interpret.xray_steps import Cell
from nin.limits import MAX_LINK


def mask_words(mask: NDArray[np.bool_]) -> str:
    """A mask of square maps, bool (H, H), for `note_place`; "" of an empty one."""
    bits = "".join("01"[cell] for cell in mask.ravel().tolist())
    return f"{len(mask)}.{int(bits, 2):x}" if mask.any() else ""


def mask_of(text: str) -> NDArray[np.bool_] | None:
    """The mask that a link names, bool (H, H); None where it names none."""
    side, _, cells = text.partition(".")
    if not side.isdecimal() or len(side) > 3 or not 0 < len(cells) <= MAX_LINK:
        return None
    count = int(side) ** 2
    try:
        bits = int(cells, 16)
    except ValueError:
        return None
    if not 0 < bits < 2**count:
        return None
    words = f"{bits:0{count}b}"
    return np.array([cell == "1" for cell in words]).reshape(int(side), int(side))


def cell_of(text: str) -> Cell | None:
    """The cell that a link names, as `note_place` was given it; None where it names none."""
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 7 for part in parts):
        return None
    return Cell(*map(int, parts))
