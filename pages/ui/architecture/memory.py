"""The memory that a network takes for a batch: to keep, to predict, to train."""

from __future__ import annotations

import streamlit as st

from nin.analysis import Trace, inference_bytes, training_bytes
from nin.limits import MAX_BATCH
from nin.words import counted
from pages.ui.parts.html_table import Cell, Column, show_html_table
from pages.ui.parts.numbers import byte_size
from pages.ui.parts.terms import TERMS

_USUAL_BATCH = 128  # as in Dive into Deep Learning's exercise


def show_memory(trace: Trace) -> None:
    """What weights, a prediction and a training step take, for a batch that one chooses."""
    if trace.fault:
        st.info("The memory follows as soon as every layer fits.")
        return
    batch_size = st.number_input(
        "Batch",
        1,
        MAX_BATCH,
        value=_USUAL_BATCH,
        required=True,
        key="memory-batch",
        help=TERMS["batch_size"],
        width=160,
    )
    step = training_bytes(trace, batch_size)
    images = counted(batch_size, "image")
    st.html(f'<p class="nin-sees"><b>{byte_size(step)}</b> for a training step on {images}</p>')
    show_html_table(
        "Memory for a batch",
        (Column("For", words=True), Column("Bytes"), Column("Size"), Column("What", words=True)),
        [
            _row("Weights", trace.weights_bytes, "4 bytes a parameter"),
            _row(
                "Prediction",
                inference_bytes(trace, batch_size),
                "the weights; of each image the input and output of the widest layer",
            ),
            _row(
                "Training step, AdamW",
                step,
                "the weights four times (themselves, gradients, two moments); of each image "
                "what the backward pass needs, and its two largest gradients",
            ),
        ],
    )
    st.caption("In float32, without the workspace that a framework takes for itself.")


def _row(label: str, size: int, words: str) -> tuple[Cell, ...]:
    return Cell(label), Cell(f"{size:,}"), Cell(byte_size(size)), Cell(words)
