"""How long a run or an experiment will take on this machine, before it is started."""

from __future__ import annotations

import streamlit as st

from nin import data
from nin.experiments import Plan, estimate
from nin.runs import speed
from nin.spec import Network
from nin.train import TrainConfig
from nin.words import counted, duration
from pages.ui.components.echo.echo import beat
from pages.ui.shell import run_choice

_POLL = 2.0  # seconds between two looks for the answer of a trial

_Trained = list[tuple[Network, TrainConfig]]


def show_estimate(network: Network, config: TrainConfig, plan: Plan | None) -> None:
    """A line on the time, tried by the process that waits for the run; else nothing.

    While other runs train, nothing is tried: both would be slower.

    Args:
        network: What is to be trained.
        config: How.
        plan: The experiment with it; None where it is one run.
    """
    trained = [(one.network, one.config) for one in plan.variants] if plan else [(network, config)]
    is_tried = not run_choice.unfinished(run_choice.names()) and _is_tried(trained)
    _show(trained, plan, is_tried=is_tried)


def _is_tried(trained: _Trained) -> bool:
    """Whether the speed of one of these is being tried, or will be now."""
    root = run_choice.root()
    speeds = [(speed.known(root, *one), one) for one in trained]
    untried = [one for images, one in speeds if images is None]
    if all(images for images, _ in speeds):
        return False
    return speed.is_tried(root) or (bool(untried) and speed.ask(root, *untried[0]))


@st.fragment(key="estimate")
def _show(trained: _Trained, plan: Plan | None, *, is_tried: bool) -> None:
    if is_tried and not speed.is_tried(run_choice.root()):
        st.rerun()  # ends the polling, or asks for the next, or again after another's trial
    if is_tried:
        st.caption("Trying how long it takes …", width="content")
        beat("beat-estimate", _POLL)
    elif words := _experiment_words(plan) if plan else _run_words(*trained[0]):
        st.caption(words, width="content")


def _experiment_words(plan: Plan) -> str | None:
    took = estimate.seconds(plan, run_choice.root())
    return f"About {duration(took)} on this machine" if took else None


def _run_words(network: Network, config: TrainConfig) -> str | None:
    """The time, or the passes that fit into it."""
    images, sizes = speed.known(run_choice.root(), network, config), data.sizes(config.dataset)
    if not images or sizes is None:
        return None
    if config.seconds:
        a_pass = speed.seconds(images, TrainConfig(epochs=1), *sizes)
        passes = config.seconds / a_pass
        epochs = f"About {counted(round(passes), 'epoch')}" if passes >= 1 else "Less than an epoch"
        return f"{epochs} on this machine"
    took = speed.seconds(images, config, *sizes)
    return f"About {duration(took)} on this machine"
