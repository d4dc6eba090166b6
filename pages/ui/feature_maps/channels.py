"""Channels of a layer: how a 1×1 convolution mixes them, which are dead, what they fire for."""

from __future__ import annotations

from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin.images.fitting import fitted
from nin.interpret.channels import Strongest, dead_channels, mixing_matrix, strongest_images
from nin.interpret.many_images import quick_count
from nin.interpret.xray_steps import Cell
from nin.weights import Array
from nin.words import counted
from pages.ui.components.map_view import Maps, show_maps
from pages.ui.parts import html_table
from pages.ui.parts.data_urls import upright, url
from pages.ui.parts.html_table import Column, show_html_table
from pages.ui.parts.numbers import three_digits
from pages.ui.parts.terms import TERMS
from pages.ui.subject.layers import Named, named
from pages.ui.subject.loading import Loaded
from pages.ui.subject.many_images import kept
from pages.ui.subject.picture import samples, samples_key
from pages.ui.subject.subject import Subject

_LOOKED_AT = 200  # test images, where the network is quick
_STRONGEST = 12


def show_mixing(subject: Subject, name: str, channel: int) -> None:
    """The matrix of a 1×1 convolution, one row an output channel; the chosen one is framed."""
    matrix = mixing_matrix(subject.loaded.network, subject.loaded.weights, name)
    outputs, inputs = matrix.weight.shape
    strongest = int(np.abs(matrix.weight[channel]).argmax())
    shown = Maps(
        f"the weights of {named(subject.rows)[name].full}",
        matrix.weight[None],
        names=("weight",),
        columns=1,
        axes=("output channel", "input channel"),
        is_compact=True,
        is_numbered=True,
        most=460,
    )
    show_maps(f"mixing-{name}-{channel}", shown, initial=Cell(0, channel, strongest))
    st.caption(
        f"All {outputs:,} · {inputs:,} weights: a row for each output channel, a column for each "
        f"input channel. Row {channel} makes channel {channel}, at every pixel."
    )


def show_dead(subject: Subject) -> None:
    """How many channels of each ReLU are 0 for all of the images looked at, and which."""
    dead = _dead(subject.loaded)
    st.caption(f"Over {counted(len(_some(subject.loaded)), 'test image')}. {TERMS['dead']}")
    layers, rows = named(subject.rows), []
    for name, silent in dead.items():
        which = np.flatnonzero(silent)
        listed = ", ".join(map(str, which[:20])) + (" …" if len(which) > 20 else "")
        share = len(which) / len(silent)
        rows.append(
            (
                html_table.Cell(layers[name].full),
                html_table.Cell(f"{len(which)} of {len(silent)}", share=share),
                html_table.Cell(listed or "–"),
            )
        )
    columns = (Column("Layer", words=True), Column("Dead", "dead"), Column("Which", words=True))
    show_html_table("Dead channels", columns, rows)


def show_strongest(subject: Subject, shown: Named, channel: int) -> None:
    """The test images for which one channel of this layer fires most."""
    loaded = subject.loaded
    strongest, count = _strongest(loaded, shown.row.name), len(_some(loaded))
    images = samples(loaded)
    figures = "".join(
        f'<figure class="nin-map"><img src="{url(upright(images.test_images[index]))}" '
        f'alt="{escape(images.classes[images.test_labels[index]])}">'
        f"<figcaption>{escape(images.classes[images.test_labels[index]])}<br>"
        f"value {three_digits(value)}</figcaption></figure>"
        for index, value in zip(strongest.images[channel], strongest.values[channel], strict=True)
    )
    st.caption(
        f"Channel {channel} of {shown.full} fires most for these of "
        f"{counted(count, 'test image')}; under each its class and the channel's largest "
        "value. Choose another channel by its map."
    )
    st.html(f'<div class="nin-maps">{figures}</div>')


def _dead(loaded: Loaded) -> dict[str, NDArray[np.bool_]]:
    return kept(
        ("dead", loaded.key, samples_key(loaded)),
        lambda progress: dead_channels(loaded.network, loaded.weights, _fitted(loaded), progress),
    )


def _strongest(loaded: Loaded, name: str) -> Strongest:
    return kept(
        ("strongest", loaded.key, samples_key(loaded), name),
        lambda progress: strongest_images(
            loaded.network, loaded.weights, _fitted(loaded), name, _STRONGEST, progress
        ),
    )


def _fitted(loaded: Loaded) -> Array:
    return fitted(_some(loaded), loaded.network)


def _some(loaded: Loaded) -> NDArray[np.uint8]:
    count = min(_LOOKED_AT, quick_count(loaded.network))
    return samples(loaded).test_images[:count]
