"""GAP beside a dense head when the image moves: the classes of two runs at every shift."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nin import jobs
from nin.config import TrainConfig
from nin.run_folder import WEIGHTS
from nin.spec import Gap, Network
from pages.ui import networks, runs
from pages.ui.inside.subject import Subject, fitted
from pages.ui.map_view import Maps, maps_table, show_maps
from pages.ui.networks import Asked, Loaded
from pages.ui.training.settings import pair, start

_REACH = 8  # shifts along each axis, to both sides, at most


def show_shifts(subject: Subject) -> None:
    """Two maps, one a head: the probability of the image's class at each shift."""
    gap, dense = (_runs(subject, kind) for kind in (True, False))
    if not gap or not dense:
        _offer(subject.loaded.network)
        return
    with st.grid(columns=2):
        chosen = [
            st.selectbox(f"Run with {label}", names, key=f"shift-{key}", format_func=_called)
            for key, label, names in (("gap", "GAP", gap), ("dense", "a dense head", dense))
        ]
    loaded = [networks.load(Asked(runs.folder(name) / WEIGHTS, name)) for name in chosen]
    ready = [each for each in loaded if not isinstance(each, str)]
    for problem in (each for each in loaded if isinstance(each, str)):
        st.error(problem)
    if len(ready) == len(chosen):
        _show(subject, ready)


def _show(subject: Subject, loaded: Sequence[Loaded]) -> None:
    target = subject.picture.truth
    if target is None:
        target = int(subject.logits.argmax())
    name = subject.loaded.classes[target]
    size = subject.loaded.network.image_size
    reach = min(_REACH, size // 3)
    planes = np.stack([_probabilities(each, subject, target, reach) for each in loaded])
    shown = Maps(
        "shifts",
        planes,
        names=("GAP", "dense head"),
        captions=[f"{head}\nmean {p.mean():.0%}" for head, p in zip(_HEADS, planes, strict=True)],
        scale="network",
        network_limit=1.0,
        columns=2,
    )
    show_maps("shift-maps", shown)
    st.caption(
        f"The probability of {name} when the image moves by up to {reach} pixels; the middle is "
        "the image as it is, each cell one shift. A mean does not care where a map fires, so "
        "GAP follows the digit further; a dense head has a weight for each place."
    )
    with st.expander("The same in numbers"):
        maps_table(shown)


_HEADS = ("GAP", "dense head")


def _probabilities(
    loaded: Loaded, subject: Subject, target: int, reach: int
) -> NDArray[np.float32]:
    from nin.probes import shifted_logits

    steps = range(-reach, reach + 1)
    shifts = [(dx, dy) for dy in steps for dx in steps]
    image = fitted(subject.picture.pixels, loaded.network)
    found = shifted_logits(loaded.model, image, shifts)[:, 0].softmax(1)[:, target]
    plane: NDArray[np.float32] = found.reshape(len(steps), len(steps)).numpy()
    return plane


def _runs(subject: Subject, is_gap: bool) -> list[str]:
    """The runs with weights whose network has this head and the classes of the subject."""
    return [name for name in runs.names() if _fits(name, subject.loaded.network, is_gap)]


def _fits(name: str, like: Network, is_gap: bool) -> bool:
    try:
        run = runs.folder(name)
        network = jobs.network(run)
    except (KeyError, jobs.RunError):
        return False
    same = network.num_classes == like.num_classes
    return same and isinstance(network.head, Gap) == is_gap and (run / WEIGHTS).is_file()


def _called(name: str) -> str:
    return f"Run {name}"


def _offer(network: Network) -> None:
    st.info(
        "This needs a run with GAP and one with a dense head, trained on the same images.",
        icon=":material/compare_arrows:",
    )
    st.button(
        "Train both, 8 epochs on the bundled digits",
        key="train-both",
        icon=":material/play_arrow:",
        on_click=start,
        args=(pair(network), TrainConfig()),
        disabled=network.num_classes != 10,
    )
    st.page_link("pages/training.py", label="Watch them learn", icon=":material/model_training:")
