"""The fields of the chosen layer, of the image and of the head."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import streamlit as st

from nin import edit, limits
from nin.spec import Dense, Dropout, Gap, Network, NiNBlock, Pool
from pages.ui.architecture.bill import SWITCHED
from pages.ui.architecture.controls import choice, fixed_number, share, whole_number
from pages.ui.parts.terms import TERMS

_CHANNELS = (1, limits.MAX_CHANNELS)
_DEPTHS = (0, limits.MAX_WIDTHS)
_FIELD_WIDTH = 112  # pixels at least, so that four fit a card on a desktop and two a phone


def input_fields(network: Network) -> None:
    """What flows in, and how many answers there are."""
    with st.grid(min_column_width=_FIELD_WIDTH):
        for field, label, bounds in (
            ("in_channels", "Channels", _CHANNELS),
            ("image_size", "Image size", (1, limits.MAX_IMAGE_SIZE)),
            ("num_classes", "Classes", _CHANNELS),
        ):
            value = getattr(network, field)
            key, change = f"input-{field}", _reviser(field)
            whole_number(key, label, value, change, bounds, term=field)


def layer_fields(network: Network, index: int) -> None:
    """All that can be set of a layer."""
    with st.grid(min_column_width=_FIELD_WIDTH):
        match network.layers[index]:
            case NiNBlock() as block:
                _block_fields(network, index, block)
            case Pool() as pool:
                _pool_fields(index, pool)
            case Dropout(p):
                change = _setter(index, "p")
                share(f"layer{index}-p", "Probability", float(p), change, term="dropout")


def _reviser(field: str) -> Callable[[Network, object], Network]:
    return lambda n, value: edit.revise(n, **cast(edit.Changes, {field: value}))


def _setter(index: int, field: str) -> Callable[[Network, object], Network]:
    return lambda n, value: edit.set_field(n, index, field, value)


def _block_fields(network: Network, index: int, block: NiNBlock) -> None:
    makes_class_maps = index == network.last_block and isinstance(network.head, Gap)
    depth = len(block.mlp_channels)
    labels = ["Channels", *(f"1×1 #{place}" for place in range(1, depth + 1))]
    for place, (label, width) in enumerate(zip(labels, block.widths, strict=True)):
        key = f"layer{index}-width{place}"
        if makes_class_maps and place == depth:
            fixed_number(key, f"{label} = classes", width, term="class_maps")
        else:
            term = "mlp_channels" if place else "out_channels"
            whole_number(key, label, width, _width_setter(index, place), _CHANNELS, term=term)
        if place == 0:
            _window_fields(index, block)
    whole_number(
        f"layer{index}-widths",
        "nin_block",
        _book_width(network, index),
        lambda n, channels: edit.nin_block(n, index, channels),
        _CHANNELS,
        term="nin_block",
    )


def _book_width(network: Network, index: int) -> int | None:
    """The one width of a block that the book's `nin_block` gives; None of another."""
    block = network.layers[index]
    width = block.out_channels if isinstance(block, NiNBlock) else 1
    return width if edit.nin_block(network, index, width) == network else None


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


def head_fields(network: Network) -> None:
    """GAP or dense layers, and how many of what width."""
    kind = "gap" if isinstance(network.head, Gap) else "dense"
    st.caption(TERMS[kind])
    kinds = {"gap": "GAP", "dense": "Dense"}
    choice("head-kind", "Kind", kinds, kind, _set_head, term="head")
    if isinstance(network.head, Dense):
        with st.grid(min_column_width=_FIELD_WIDTH):
            _hidden_fields(network.head.hidden)


def _set_head(network: Network, kind: str) -> Network:
    return edit.revise(network, head=Gap() if kind == "gap" else SWITCHED)


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
