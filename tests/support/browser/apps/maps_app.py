"""Pages that show maps in every way, with what Python has of them."""

import numpy as np
import streamlit as st

from nin.analysis import trace
from nin.interpret.xray_steps import Cell
from nin.presets import PRESETS
from pages.ui.components.map_view import (
    Maps,
    maps_table,
    mask_maps,
    select_cell,
    set_mask,
    show_maps,
    windows_of,
)
from pages.ui.components.map_view.maps import Order, Scale
from pages.ui.shell.frame import ROOT
from tests.support.browser.apps.maps_data import CASES, image_of, values_of

SCALES: list[Scale] = ["map", "layer", "network"]
ORDERS: list[Order] = ["index", "mean", "max"]

st.set_page_config(layout="wide")
st.html(ROOT / "pages" / "ui" / "shell" / "style.css")
case = CASES[st.query_params.get("case", "mnist")]
st.title("Maps")
values, image = values_of(case), image_of(case)
network = PRESETS[case.preset].network
windows = windows_of(trace(network).rows, case.op, network.image_size)


@st.fragment
def chooser() -> None:
    scale = st.radio("Scale", SCALES, index=1, horizontal=True)
    order = st.radio("Order", ORDERS, horizontal=True)
    shown = Maps(
        case.op,
        values,
        image=image,
        windows=windows,
        marked=3,
        dimmed=frozenset({1}),
        scale=scale,
        network_limit=20.0,
        order=order,
    )
    chosen = show_maps("maps", shown)
    if chosen:
        st.text(f"Channel {chosen.channel}, row {chosen.row}, column {chosen.column}")
    else:
        st.text("Nothing is chosen")
    st.button("Choose from Python", on_click=select_cell, args=("maps", Cell(2, 1, 0)))
    st.button("Choose none", on_click=select_cell, args=("maps", None))
    maps_table(shown, most=20)


@st.fragment
def masker() -> None:
    means = values.mean(axis=(1, 2))
    shown = Maps(
        case.op,
        values,
        image=image,
        windows=windows,
        names=[f"class {index}" for index in range(len(values))],
        captions=[f"{index}\n{mean:.2f}" for index, mean in enumerate(means)],
        marked=int(means.argmax()),
        overlay=0.75,
        columns=5,
    )
    mask = mask_maps("mask", shown)
    st.text(f"Masked: {' '.join(map(str, np.flatnonzero(mask))) or 'nothing'}")
    st.button("Mask one from Python", on_click=set_mask, args=("mask", np.eye(*mask.shape) > 0))
    st.button("Mask none", on_click=set_mask, args=("mask", None))


if case.masking:
    masker()
else:
    chooser()
