"""The card of the chosen layer: its actions, its fields, and where its figures come from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from nin import edit
from nin.analysis import Row, Trace
from nin.analysis.explain import layer_text, shape_text
from nin.limits import MAX_WIDTHS
from nin.ops import ReLU
from nin.spec import Dropout, Layer, Network, NiNBlock, Pool
from pages.ui.architecture import chosen
from pages.ui.architecture.arithmetic import show_arithmetic
from pages.ui.architecture.bill import show_bill
from pages.ui.architecture.controls import button, menu
from pages.ui.architecture.fields import head_fields, input_fields, layer_fields
from pages.ui.architecture.repairs import show_repairs
from pages.ui.components.receptive_field.component import show_windows

_NEW_LAYERS: dict[str, Layer] = {
    "NiN block": NiNBlock(64, 3, padding=1, mlp_channels=(64,)),
    "max pool": Pool("max", 2, 2),
    "average pool": Pool("avg", 2, 2),
    "dropout": Dropout(0.5),
}
_POINT = '<p class="nin-effect"><b>What a value sees.</b> Point at a cell, or at a pixel.</p>'


def show_card(network: Network, trace: Trace, index: int) -> None:
    """The one card; it is of the image, of a layer or of the head."""
    is_broken = trace.fault is not None and trace.fault.layer == index
    with st.container(border=True, key="card-broken" if is_broken else "card"):
        rows = [row for row in trace.rows if row.layer == index]
        st.html(_heading(network, trace, index, rows))
        if index == chosen.IMAGE:
            input_fields(network)
            menu("insert", "Insert after", _insertions(index + 1))
            return
        if index == len(network.layers):
            head_fields(network)
            show_arithmetic(rows)
            show_bill(network, trace)
            return
        _show_actions(network, index)
        layer_fields(network, index)
        if trace.fault is not None and is_broken:
            show_repairs(network, trace.fault)  # below: the field that broke it stays in its place
        if rows and not is_broken:
            show_arithmetic(rows)
            last = next(row.name for row in reversed(rows) if not isinstance(row.op, ReLU))
            has_maps = trace.fault is None and not isinstance(rows[-1].op, Dropout)
            _show_point(rows[-1].name if has_maps else None)
            title = chosen.title(network, index)
            show_windows(trace, last, title, network.image_size)


def _show_point(maps: str | None) -> None:
    """What can be done with the windows, and the way to the layer's maps, if it has any."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(_POINT, width="stretch")
        if maps:
            st.page_link(
                "pages/feature_maps.py",
                label="Look inside",
                icon=":material/visibility:",
                query_params={"layer": maps},
                width="content",
            )


def _heading(network: Network, trace: Trace, index: int, rows: list[Row]) -> str:
    title, fault = escape(chosen.title(network, index)), trace.fault
    if index == chosen.IMAGE:
        more = "what flows in, and how many answers there are"
    elif fault and fault.layer == index:
        title = f'{title} <span class="nin-fault">does not fit</span>'
        more = f"{shape_text(rows[0].in_shape)} → ?" if rows else ""
    elif fault and fault.layer < index:
        more = f"not reached: {chosen.title(network, fault.layer)} does not fit"
    else:
        more = f"{shape_text(rows[0].in_shape)} → {shape_text(rows[-1].out_shape)}"
    words = ""
    if index not in (chosen.IMAGE, len(network.layers)) and not (fault and fault.layer <= index):
        words = f'<p class="nin-effect">{escape(layer_text(network.layers[index], rows))}</p>'
    return f'<h2 class="nin-card">{title} <small>{escape(more)}</small></h2>{words}'


def _show_actions(network: Network, index: int) -> None:
    layer = network.layers[index]
    with st.container(horizontal=True, gap="small", key="actions"):
        _move("Move left", index, -1, is_last=index == 0)
        _move("Move right", index, 1, is_last=index == len(network.layers) - 1)
        button(
            "duplicate", "Duplicate", partial(_duplicate, index=index), "content_copy", index + 1
        )
        if isinstance(layer, NiNBlock) and layer.mlp_channels:
            button("with_3x3", "1×1 → 3×3", partial(edit.with_3x3, index=index), "grid_on", index)
        _show_depth(layer, index)
        button("remove", "Remove", partial(edit.remove, index=index), "delete", max(0, index - 1))
        menu("insert", "Insert after", _insertions(index + 1))


def _show_depth(layer: Layer, index: int) -> None:
    """One 1×1 convolution more or fewer."""
    if not isinstance(layer, NiNBlock):
        return
    depth = len(layer.mlp_channels)
    if depth < MAX_WIDTHS:
        more = partial(edit.set_depth, index=index, depth=depth + 1)
        button("more-1x1", "One more 1×1", more, "add", index)
    if depth:
        fewer = partial(edit.set_depth, index=index, depth=depth - 1)
        button("fewer-1x1", "One fewer 1×1", fewer, "remove", index)


def _move(label: str, index: int, by: int, *, is_last: bool) -> None:
    icon = "arrow_back" if by < 0 else "arrow_forward"
    change = partial(edit.move, index=index, by=by)
    button(label.lower().replace(" ", "-"), label, change, icon, index + by, disabled=is_last)


def _duplicate(network: Network, index: int) -> Network:
    return edit.insert(network, index + 1, network.layers[index])


def _insertions(index: int) -> dict[str, tuple[Callable[[Network], Network], int]]:
    """What can be inserted at a place, which it is then chosen at."""
    return {
        kind[0].upper() + kind[1:]: (partial(_insert, index=index, layer=layer), index)
        for kind, layer in _NEW_LAYERS.items()
    }


def _insert(network: Network, index: int, layer: Layer) -> Network:
    return edit.insert(network, index, edit.nearest(network, index, layer))
