"""How long a run will take on this machine, before it is started."""

from __future__ import annotations

import streamlit as st

from nin import data
from nin.runs import speed
from nin.spec import Network
from nin.train import TrainConfig
from nin.words import counted, duration
from pages.ui.components.echo.echo import beat
from pages.ui.shell import run_choice

_POLL = 2.0  # seconds between two looks for the answer of a trial


def show_estimate(network: Network, config: TrainConfig) -> None:
    """A line on the time, tried by the process that waits for the run; else nothing.

    While other runs train, nothing is tried: both would be slower.
    """
    root = run_choice.root()
    images = speed.known(root, network, config)
    is_tried = (
        not images
        and not run_choice.unfinished(run_choice.names())
        and (speed.is_tried(root) or (images is None and speed.ask(root, network, config)))
    )
    _show(network, config, is_tried=is_tried)


@st.fragment(key="estimate")
def _show(network: Network, config: TrainConfig, *, is_tried: bool) -> None:
    if is_tried and not speed.is_tried(run_choice.root()):
        st.rerun()  # ends the polling, or asks now that another's trial is over
    if is_tried:
        st.caption("Trying how long it takes …", width="content")
        beat("beat-estimate", _POLL)
    elif images := speed.known(run_choice.root(), network, config):
        st.caption(_words(images, config), width="content")


def _words(images: float, config: TrainConfig) -> str:
    """The time, or the passes that fit into it; `images` a second are trained."""
    entry = data.SETS[config.dataset]
    if config.seconds:
        a_pass = speed.seconds(images, TrainConfig(epochs=1), entry.train_size, entry.test_size)
        passes = config.seconds / a_pass
        epochs = f"About {counted(round(passes), 'epoch')}" if passes >= 1 else "Less than an epoch"
        return f"{epochs} on this machine"
    took = speed.seconds(images, config, entry.train_size, entry.test_size)
    return f"About {duration(took)} on this machine"
