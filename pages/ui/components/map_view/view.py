"""Many maps as one picture: point at a cell for its value and window, choose it, or mask cells.

One canvas shows all maps, whatever their number, so 384 maps cost the page no more elements than
one. Pointing asks no server: maps, windows and image are in the browser (`packet` says how they
get there). Only a choice, or a changed mask, comes back; Python believes it once it was checked.
"""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin.interpret.xray_steps import Cell
from pages.ui.components.loader import register
from pages.ui.components.map_view import orders
from pages.ui.components.map_view.maps import Maps
from pages.ui.components.map_view.packet import pack, shown_channels
from pages.ui.components.map_view.values import Shape, mask_array, mask_text

_component = register("nin_maps", __file__)


def show_maps(key: str, shown: Maps, *, initial: Cell | None = None) -> Cell | None:
    """Show maps, and return the cell that is chosen, or None.

    Best called in a fragment. The choice survives other images and other pages; it is dropped
    when `shown.name` or the maps' shape changes. A value that no view sends changes nothing, and
    a sentence on the page says so.

    Args:
        key: Name of the view; the same name on another page has the same choice.
        shown: The maps and how to look at them.
        initial: What is chosen at first.
    """
    value = _show(key, shown, initial, masking=False)
    return Cell(*value) if isinstance(value, tuple) else None


def chosen_cell(key: str, shown: Maps) -> Cell | None:
    """The cell that is chosen among these maps, before they are shown; None if none is yet."""
    value = orders.peek(key, (shown.name, _shape(shown)), masking=False)
    return Cell(*value) if isinstance(value, tuple) else None


def chosen_mask(key: str, shown: Maps) -> NDArray[np.bool_]:
    """What is masked in these maps, bool (H, W), before they are shown or where they are not."""
    shape = _shape(shown)
    value = orders.peek(key, (shown.name, shape), masking=True)
    return mask_array(value if isinstance(value, str) else None, shape)


def select_cell(key: str, cell: Cell | None) -> None:
    """Choose a cell from Python, or none; also one of the maps that the next run shows.

    For callbacks: they run before the page does. A cell that those maps do not have is dropped.
    """
    orders.order(key, cell)


def mask_maps(
    key: str, shown: Maps, *, initial: NDArray[np.bool_] | None = None
) -> NDArray[np.bool_]:
    """Show maps whose cells can be masked, the same places in all, and return the mask.

    By click, by dragging over cells, or by the space bar. Best called in a fragment: values come
    while one drags. Kept and checked as a choice is.

    Args:
        key: Name of the view; the same name on another page has the same mask.
        shown: The maps and how to look at them.
        initial: bool (H, W), what is masked at first.

    Returns:
        bool (H, W), true where cells are masked.
    """
    shape = _shape(shown)
    first = np.zeros(shape[1:], bool) if initial is None else initial
    value = _show(key, shown, mask_text(first), masking=True)
    return mask_array(value if isinstance(value, str) else None, shape)


def set_mask(key: str, mask: NDArray[np.bool_] | None) -> None:
    """Mask these cells (H, W) from Python, or none. For callbacks: they run before the page."""
    orders.order(key, None if mask is None else mask_text(mask))


def _show(key: str, shown: Maps, initial: Cell | str | None, *, masking: bool) -> object:
    kept, problem = orders.update(key, (shown.name, _shape(shown)), initial, masking=masking)
    state = {"masking": masking, "order": kept.number, "ordered": kept.ordered}
    _component(
        key=key,
        data=pack(shown, state),
        default={"answer": None},
        on_answer_change=_nothing,
    )
    sent = len(shown_channels(shown))
    if sent < len(shown.values) and shown.only is None:
        st.caption(
            f"Shown: {sent} of {len(shown.values)} maps, the first in this order. More would be "
            "too many cells for a browser."
        )
    if problem:
        st.warning(problem, icon=":material/grid_view:")
    return kept.value


def _shape(shown: Maps) -> Shape:
    channels, rows, columns = shown.grid.shape
    return channels, rows, columns


def _nothing() -> None:
    """A new value is read by the run that it starts."""
