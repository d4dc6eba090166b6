"""The layer that is chosen in the flow, in a line, and the ways into it."""

from __future__ import annotations

from html import escape

import streamlit as st

from nin.analysis.explain import shape_text
from nin.words import counted
from pages.ui.subject.layers import named
from pages.ui.subject.subject import Subject


def show_layer_line(subject: Subject, name: str) -> None:
    """What the layer is, how many numbers it holds, what a value sees; Look inside, Change it."""
    layer = named(subject.rows)[name]
    size = subject.loaded.network.image_size
    field = layer.row.receptive_field
    params = f"{layer.maker.params:,} parameters" if layer.maker.params else "no parameters"
    sees = f"each value sees {field}×{field} pixels"
    if field > size:
        sees += f", more than the image's {size}×{size}: the rest is padding"
    maps = f"{counted(layer.row.out_shape[0], 'map')} of {shape_text(layer.row.out_shape[1:])}"
    with st.container(horizontal=True, vertical_alignment="center", key="layer-line"):
        st.html(
            f'<p class="nin-layer {layer.kind}"><b>{escape(layer.full)}</b>: {maps} · {params} · '
            f"{sees}</p>"
        )
        for label, page, icon in (
            ("Look inside", "feature_maps", "visibility"),
            ("Change it", "architecture", "edit"),
        ):
            st.page_link(
                f"pages/{page}.py",
                label=label,
                icon=f":material/{icon}:",
                query_params={"layer": name},
                width="content",
            )
