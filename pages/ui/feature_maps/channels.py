"""Channels of a layer: how a 1×1 convolution mixes them, which are dead, what they fire for."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin.analysis.shapes import Row
from nin.ops import Conv2d
from pages.ui.components.map_view import Maps, show_maps
from pages.ui.parts.data_urls import upright, url
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.numbers import three_digits
from pages.ui.parts.terms import TERMS
from pages.ui.subject import image_choice
from pages.ui.subject.network_choice import Loaded
from pages.ui.subject.subject import Subject, fitted_all

if TYPE_CHECKING:
    from nin.interpret.channels import Strongest

_LOOKED_AT = 200  # test images
_STRONGEST = 12


def show_mixing(subject: Subject, row: Row) -> None:
    """The matrix of the 1×1 convolution that makes this layer, one row an output channel."""
    convolution = _convolution(subject, row)
    if convolution is None:
        st.caption("Only a 1×1 convolution has a mixing matrix: choose one of the layers “mlp”.")
        return
    from nin.interpret.channels import mixing_matrix  # PyTorch is here by now

    found = mixing_matrix(subject.loaded.model, convolution.name)
    outputs, inputs = found.weight.shape
    st.caption(
        f"{convolution.name}: {outputs} rows out, {inputs} columns in. A cell's row is the output "
        "channel, its column the input channel, its value the weight.",
    )
    axes = ("output", "input")
    matrix = Maps("mixing", found.weight[None], names=("weight",), columns=1, axes=axes)
    show_maps("mixing", matrix)


def _convolution(subject: Subject, row: Row) -> Row | None:
    """The 1×1 convolution itself, or the one whose ReLU this is."""
    name = row.name.removesuffix("_relu")
    made = next((each for each in subject.rows if each.name == name), None)
    if made is None or not isinstance(made.op, Conv2d) or made.op.kernel_size != 1:
        return None
    return made


def show_dead(asked_key: str, subject: Subject) -> None:
    """How many channels of each ReLU are 0 for all of the images looked at, and which."""
    dead = _dead(asked_key, subject.loaded)
    st.caption(f"Over {_LOOKED_AT} test images. {TERMS['dead']}")
    rows = []
    for name, silent in dead.items():
        which = np.flatnonzero(silent)
        listed = ", ".join(map(str, which[:20])) + (" …" if len(which) > 20 else "")
        share = len(which) / len(silent)
        rows.append(
            (Cell(name), Cell(f"{len(which)} of {len(silent)}", share=share), Cell(listed or "–"))
        )
    columns = (Column("Layer", words=True), Column("Dead", "dead"), Column("Which", words=True))
    show_html_table("Dead channels", columns, rows)


def show_strongest(asked_key: str, subject: Subject, row: Row, channel: int) -> None:
    """The test images for which one channel of this layer fires most."""
    found = _strongest(asked_key, subject.loaded, row.name)
    images = image_choice.samples(subject.loaded)
    figures = "".join(
        f'<figure class="nin-map"><img src="{url(upright(images.test_images[index]))}" '
        f'alt="{escape(images.classes[images.test_labels[index]])}">'
        f"<figcaption>{escape(images.classes[images.test_labels[index]])}<br>"
        f"value {three_digits(value)}</figcaption></figure>"
        for index, value in zip(found.images[channel], found.values[channel], strict=True)
    )
    st.caption(
        f"Channel {channel} of {row.name} fires most for these of {_LOOKED_AT} test images; under "
        "each its class and the channel's largest value. Choose another channel by its map."
    )
    st.html(f'<div class="nin-maps">{figures}</div>')


@st.cache_resource(max_entries=8, show_spinner="Looking at test images …")
def _dead(key: str, _loaded: Loaded) -> dict[str, NDArray[np.bool_]]:
    from nin.interpret.channels import dead_channels

    return dead_channels(_loaded.model, fitted_all(_some(_loaded), _loaded.network))


@st.cache_resource(max_entries=16, show_spinner="Looking at test images …")
def _strongest(key: str, _loaded: Loaded, name: str) -> Strongest:
    from nin.interpret.channels import strongest_images

    images = fitted_all(_some(_loaded), _loaded.network)
    return strongest_images(_loaded.model, images, name, _STRONGEST)


def _some(loaded: Loaded) -> NDArray[np.uint8]:
    return image_choice.samples(loaded).test_images[:_LOOKED_AT]
