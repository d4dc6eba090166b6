"""The editor: a card for the input, one for each layer, one for the head."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import streamlit as st

from nin import edit, limits
from nin.ops import layer_names
from nin.spec import Dense, Dropout, Gap, Layer, Network, NiNBlock, Pool
from pages.ui.architecture.controls import (
    button,
    choice,
    editor,
    fixed_number,
    menu,
    share,
    whole_number,
)
from pages.ui.architecture.effects import show_effect
from pages.ui.parts.terms import TERMS

_CHANNELS = (1, limits.MAX_CHANNELS)
_DEPTHS = (0, limits.MAX_WIDTHS)
_FIELD_WIDTH = 112  # pixels at least, so that four fit a card on a desktop and two a phone

_NEW_LAYERS: dict[str, Layer] = {
    "NiN block": NiNBlock(64, 3, padding=1, mlp_channels=(64,)),
    "max pool": Pool("max", 2, 2),
    "average pool": Pool("avg", 2, 2),
    "dropout": Dropout(0.5),
}


def show_editor(network: Network) -> None:
    """All cards, in the order in which data flows."""
    with editor():
        _input_card(network)
        for index, name in enumerate(layer_names(network)):
            _layer_card(network, index, name)
        _add_buttons(network)
        _head_card(network)


def _input_card(network: Network) -> None:
    with st.container(border=True, key="card-input"):
        st.markdown("**Input**")
        with st.grid(min_column_width=_FIELD_WIDTH):
            for field, label, bounds in (
                ("in_channels", "Channels", _CHANNELS),
                ("image_size", "Image size", (1, limits.MAX_IMAGE_SIZE)),
                ("num_classes", "Classes", _CHANNELS),
            ):
                whole_number(
                    f"input-{field}",
                    label,
                    getattr(network, field),
                    _reviser(field),
                    bounds,
                    term=field,
                )


def _reviser(field: str) -> Callable[[Network, object], Network]:
    return lambda n, value: edit.revise(n, **cast(edit.Changes, {field: value}))


def _layer_card(network: Network, index: int, name: str) -> None:
    layer = network.layers[index]
    with st.container(border=True, key=f"card-{index}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{_title(layer, name)}**", width="stretch")
            menu(f"menu-{index}", "Change", _actions(index))
        show_effect(index)
        with st.grid(min_column_width=_FIELD_WIDTH):
            match layer:
                case NiNBlock():
                    _block_fields(network, index, layer)
                case Pool():
                    _pool_fields(index, layer)
                case Dropout(p):
                    change = _setter(index, "p")
                    share(f"layer{index}-p", "Probability", float(p), change, term="dropout")


def _title(layer: Layer, name: str) -> str:
    match layer:
        case NiNBlock():
            return name.replace("block", "NiN block ")
        case Pool(kind):
            return f"{'Max' if kind == 'max' else 'Average'} {name.replace('pool', 'pool ')}"
        case Dropout():
            return name.replace("dropout", "Dropout ")


def _actions(index: int) -> dict[str, Callable[[Network], Network]]:
    actions: dict[str, Callable[[Network], Network]] = {
        "Move up": lambda n: edit.move(n, index, -1),
        "Move down": lambda n: edit.move(n, index, 1),
        "Duplicate": lambda n: edit.insert(n, index + 1, n.layers[index]),
        "Remove": lambda n: edit.remove(n, index),
    }
    for kind, layer in _NEW_LAYERS.items():
        actions[f"Add {kind} below"] = _inserter(index + 1, layer)
    return actions


def _add_buttons(network: Network) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="add"):
        for kind, layer in _NEW_LAYERS.items():
            button(
                f"add-{kind}",
                kind[0].upper() + kind[1:],
                _inserter(len(network.layers), layer),
                tooltip=f"Add a {kind} after the last layer",
            )


def _inserter(index: int, layer: Layer) -> Callable[[Network], Network]:
    return lambda n: edit.insert(n, index, layer)


def _setter(index: int, field: str) -> Callable[[Network, object], Network]:
    return lambda n, value: edit.set_field(n, index, field, value)


def _block_fields(network: Network, index: int, block: NiNBlock) -> None:
    makes_class_maps = index == network.last_block and isinstance(network.head, Gap)
    labels = ["Channels", *(f"1×1 #{place}" for place in range(1, len(block.widths)))]
    for place, (label, width) in enumerate(zip(labels, block.widths, strict=True)):
        key = f"layer{index}-width{place}"
        if makes_class_maps and place == len(block.mlp_channels):
            fixed_number(key, label, width, term="class_maps")
        else:
            term = "mlp_channels" if place else "out_channels"
            whole_number(key, label, width, _width_setter(index, place), _CHANNELS, term=term)
        if place == 0:
            _window_fields(index, block)
            depth = len(block.mlp_channels)
            whole_number(
                f"layer{index}-depth",
                "1×1 layers",
                depth,
                lambda n, value: edit.set_depth(n, index, value),
                _DEPTHS,
                term="depth",
            )


def _width_setter(index: int, place: int) -> Callable[[Network, int], Network]:
    if place == 0:
        return _setter(index, "out_channels")

    def change(network: Network, width: int) -> Network:
        block = network.layers[index]
        assert isinstance(block, NiNBlock)
        widths = edit.with_width(block.mlp_channels, place - 1, width)
        return edit.set_field(network, index, "mlp_channels", widths)

    return change


def _pool_fields(index: int, pool: Pool) -> None:
    kinds = {"max": "Max", "avg": "Avg"}
    choice(f"layer{index}-kind", "Kind", kinds, pool.kind, _setter(index, "kind"), term="pool")
    _window_fields(index, pool)
    rounding = {False: "Down", True: "Up"}
    change = _setter(index, "ceil_mode")
    key = f"layer{index}-ceil_mode"
    choice(key, "Round side", rounding, pool.ceil_mode, change, term="ceil_mode")


def _window_fields(index: int, layer: NiNBlock | Pool) -> None:
    for field, label, low in (
        ("kernel_size", "Kernel", 1),
        ("stride", "Stride", 1),
        ("padding", "Padding", 0),
    ):
        bounds = (low, limits.MAX_WINDOW)
        key, value = f"layer{index}-{field}", getattr(layer, field)
        term = "pool_kernel" if isinstance(layer, Pool) and field == "kernel_size" else field
        whole_number(key, label, value, _setter(index, field), bounds, term=term)


def _head_card(network: Network) -> None:
    kind = "gap" if isinstance(network.head, Gap) else "dense"
    with st.container(border=True, key="card-head"):
        st.markdown("**Head**")
        st.caption(TERMS[kind])
        with st.grid(min_column_width=_FIELD_WIDTH):
            kinds = {"gap": "GAP", "dense": "Dense"}
            choice("head-kind", "Kind", kinds, kind, _set_head, term="head")
            if isinstance(network.head, Dense):
                _hidden_fields(network.head.hidden)


def _set_head(network: Network, kind: str) -> Network:
    return edit.revise(network, head=Gap() if kind == "gap" else Dense((128,)))


def _hidden_fields(hidden: tuple[int, ...]) -> None:
    def set_depth(network: Network, depth: int) -> Network:
        return edit.revise(network, head=Dense(edit.with_depth(_hidden(network), depth)))

    whole_number("head-depth", "Hidden", len(hidden), set_depth, _DEPTHS, term="hidden_depth")
    for place, width in enumerate(hidden):
        key, change = f"head-width{place}", _hidden_setter(place)
        whole_number(key, f"fc{place + 1}", width, change, _CHANNELS, term="hidden")


def _hidden_setter(place: int) -> Callable[[Network, int], Network]:
    return lambda n, width: edit.revise(n, head=Dense(edit.with_width(_hidden(n), place, width)))


def _hidden(network: Network) -> tuple[int, ...]:
    return network.head.hidden if isinstance(network.head, Dense) else ()
