"""An evaluation that is not there yet: how long it takes, how far it is, why it came to nothing."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from nin import runs
from nin.checkpoint_header import CheckpointError
from nin.data import DataError
from nin.images.preparation import Preparation
from nin.results import EvaluationError
from nin.results.evaluation import seconds
from nin.spec import Network
from nin.words import duration
from pages.ui.components.echo.echo import beat
from pages.ui.parts.words import plain, sentence
from pages.ui.results.tested import Tested
from pages.ui.shell import known_weights, run_choice
from pages.ui.shell.known_weights import Origin

_POLL = 0.5  # seconds between two looks


def show_order(
    place: Path, origin: Origin, network: Network, images: Tested, unreadable: str, key: str = ""
) -> None:
    """How an evaluation stands, and the button that asks for it.

    Args:
        place: Where its result will be.
        origin: Of the weights.
        network: That they belong to.
        images: What it is asked about.
        unreadable: Why the result cannot be read, where there is one.
        key: Tells two orders of a page apart.
    """
    if notice := run_choice.notice():
        st.warning(plain(sentence(notice)), icon=":material/block:")
    stands = runs.evaluation(place)
    if not stands.is_over:
        _show_progress(place, key)
        return
    if stands.state in ("failed", "killed"):
        st.error(f"Evaluation {stands.state}: {plain(stands.detail)}.", icon=":material/error:")
    elif stands.state == "finished":
        st.error(plain(sentence(unreadable)), icon=":material/broken_image:")
    took = duration(seconds(network, images.dataset))
    st.button(
        "Evaluate" if stands.state == "absent" else "Evaluate again",
        key=f"evaluate{key}",
        icon=":material/fact_check:",
        type="primary",
        on_click=_ask,
        args=(origin, images.dataset.name),
    )
    is_redrawn = images.dataset.preparation == Preparation.INK
    st.caption(
        f"{len(images.dataset.test_labels):,} test images, and a thousand of them moved"
        f"{' and redrawn' if is_redrawn else ''}: about {took} here if nothing else computes. "
        "It goes on if you leave the page, and is kept for whoever asks for the same."
    )


def _ask(origin: Origin, dataset: str) -> None:
    """Order the evaluation; what stands in the way is said on the page."""
    with run_choice.explained():
        file = known_weights.file(origin)
        if file is None:
            raise KeyError(origin.name)
        try:
            runs.evaluate(file, dataset, run_choice.root())
        except (CheckpointError, DataError, EvaluationError) as error:
            run_choice.refuse(str(error))


@st.fragment(key="evaluation")
def _show_progress(place: Path, key: str) -> None:
    stands = runs.evaluation(place)
    if stands.is_over:
        st.rerun()  # shows the result, or why there is none
    if stands.state == "waiting":
        words = "Waiting for its turn on the processor …"
        if not run_choice.unfinished(run_choice.names()):
            words = "Beginning …"
        st.progress(0.0, words)
    else:
        words = f"Asked about {stands.done:,} of {stands.total:,} images"
        st.progress(stands.done / stands.total, words)
    beat(f"beat-evaluation{key}", _POLL)
