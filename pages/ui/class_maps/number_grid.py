"""One class map as numbers, and the arithmetic from them to the probability."""

from __future__ import annotations

from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin.interpret.logit_ledger import Ledger
from pages.ui.components.map_view.colours import SIDE, colour_table
from pages.ui.parts.numbers import two_decimals
from pages.ui.subject.subject import Subject

_MOST = 14  # cells along a side; more numbers are no picture
_LIGHT = 0.179  # relative luminance from which black stands out more than white


def show_numbers(
    subject: Subject, index: int, whole: Ledger, masked: Ledger | None, mask: NDArray[np.bool_]
) -> None:
    """The cells of one class's map, and how they become its score and its probability.

    Args:
        subject: What is looked at.
        index: Of the class.
        whole: The ledger without a mask.
        masked: The ledger with it, if anything is masked.
        mask: bool (H, W), the masked cells.
    """
    now = masked or whole
    name = escape(subject.loaded.classes[index])
    cells = subject.class_maps()[index]
    grid = _grid(cells, mask, float(np.abs(subject.class_maps()).max()), name)
    lines = [
        f"The map of <b>{name}</b> in numbers",
        f"its {whole.count:,} cells add up to {_change(whole.sums[index], now.sums[index])}",
        f"divided by {whole.count:,} {_change(whole.logits[index], now.logits[index])} = its score",
        f"softmax over {len(whole.logits)} scores "
        f"{_shares(whole.probabilities[index], now.probabilities[index])}",
    ]
    words = "".join(f"<p>{line}</p>" for line in lines)
    if masked is not None:
        words += "<p>A masked cell counts as 0, and still counts among the cells.</p>"
    st.html(f'<div class="nin-numbers">{grid}<div>{words}</div></div>')


def _grid(cells: NDArray[np.float32], mask: NDArray[np.bool_], limit: float, name: str) -> str:
    if max(cells.shape) > _MOST:
        return f"<p>{cells.shape[0]}×{cells.shape[1]} cells: too many to write out.</p>"
    colours = colour_table()
    rows = []
    for values, masks in zip(cells, mask, strict=True):
        boxes = [_box(float(value), bool(is_masked), limit, colours)
                 for value, is_masked in zip(values, masks, strict=True)]  # fmt: skip
        rows.append(f"<tr>{''.join(boxes)}</tr>")
    label = f"The cells of the map of {name}"
    return f'<table class="nin-grid" aria-label="{label}">{"".join(rows)}</table>'


def _box(value: float, is_masked: bool, limit: float, colours: NDArray[np.uint8]) -> str:
    text = two_decimals(value) if abs(value) < 0.1 and value else f"{value:.1f}".replace("-", "−")
    if is_masked:
        return f'<td class="masked"><s>{text}</s></td>'
    share = np.clip(np.nan_to_num(value / max(limit, 1e-9)), -1, 1)
    colour = colours[round(SIDE + SIDE * float(share))]
    ink = "#000" if _luminance(colour) > _LIGHT else "#fff"
    return f'<td style="background: rgb({",".join(map(str, colour))}); color: {ink}">{text}</td>'


def _luminance(colour: NDArray[np.uint8]) -> float:
    """Relative luminance of an sRGB colour, in [0, 1] (WCAG 2.2)."""
    part = colour / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return float(linear @ np.array((0.2126, 0.7152, 0.0722)))


def _change(before: float, after: float) -> str:
    was, now = two_decimals(float(before)), two_decimals(float(after))
    return f"<b>{now}</b>" if was == now else f"<s>{was}</s> <b>{now}</b>"


def _shares(before: float, after: float) -> str:
    was, now = f"{before:.1%}", f"{after:.1%}"
    return f"<b>{now}</b>" if was == now else f"<s>{was}</s> <b>{now}</b>"
