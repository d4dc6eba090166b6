"""GAP beside a dense head when the image moves: the classes of two runs at every shift."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import isqrt
from pathlib import Path

import numpy as np
import streamlit as st

from nin import data, runs
from nin.images.fitting import fitted
from nin.interpret.logit_ledger import softmax
from nin.interpret.many_images import quick_count
from nin.interpret.shifts import shifted_logits
from nin.runs.folder import WEIGHTS
from nin.runs.summaries import summarise
from nin.runs.variants import HEADS, head_name, pair
from nin.spec import Head, Network
from nin.train import TrainConfig
from nin.weights import Array
from nin.words import counted
from pages.ui.components.map_view import Maps, maps_table, show_maps
from pages.ui.parts.words import plain
from pages.ui.shell import run_choice, session
from pages.ui.subject.loading import Loaded, load
from pages.ui.subject.many_images import kept
from pages.ui.subject.network_choice import Choice, ChosenNetwork, Kind
from pages.ui.subject.subject import Subject

_REACH = 8  # shifts along each axis, to both sides, at most
_POLL = 0.5  # seconds between two looks at runs that train


def show_shifts(subject: Subject) -> None:
    """Two maps, one a head: the probability of the image's class at each shift."""
    if sentence := run_choice.notice():
        st.warning(f"Not done: {plain(sentence)}.", icon=":material/block:")
    fitting = _fitting(subject.loaded)
    gap, dense = (_with_weights(fitting, head) for head in HEADS)
    watched = _watched(fitting)
    if _goes_on(watched) and (session.SHIFT_PAIR.get() or not gap or not dense):
        st.fragment(_show_training, run_every=_POLL, key="pair")(subject.loaded)
        return
    _say_failures(watched)
    if not gap or not dense:
        _offer(subject.loaded)
        return
    with st.grid(columns=2):
        chosen = [
            st.selectbox(f"Run with {label}", names, key=f"shift-{key}", format_func=_title)
            for key, label, names in (("gap", "GAP", gap), ("dense", "a dense head", dense))
        ]
    loaded = [
        load(ChosenNetwork(Choice(Kind.RUN, name), run_choice.folder(name) / WEIGHTS))
        for name in chosen
    ]
    for problem in loaded:
        if isinstance(problem, str):
            st.error(problem)
    networks = [network for network in loaded if isinstance(network, Loaded)]
    if len(networks) == len(chosen):
        _show(subject, networks)


def _show(subject: Subject, networks: Sequence[Loaded]) -> None:
    target = subject.picture.truth
    if target is None:
        target = int(subject.logits.argmax())
    name = plain(subject.loaded.classes[target])
    reach = min(_reach(loaded) for loaded in networks)
    planes = np.stack([_probabilities(loaded, subject, target, reach) for loaded in networks])
    heads = [head_name(head) for head in HEADS]
    shown = Maps(
        "shifts",
        planes,
        names=heads,
        captions=[f"{head}\nmean {p.mean():.0%}" for head, p in zip(heads, planes, strict=True)],
        scale="network",
        network_limit=1.0,
        columns=2,
        axes=("down", "right"),
        first=(-reach, -reach),
    )
    show_maps("shift-maps", shown)
    st.caption(
        f"The probability of {name} when the image moves by up to {counted(reach, 'pixel')} "
        "down and right, below 0 up and left; each cell is one shift, the middle one the image as "
        "it is. A mean does not care where a map fires; a dense head has a weight for each place. "
        "What a far shift pushes out of the image is lost to both."
    )
    with st.expander("The same in numbers"):
        maps_table(shown)


def _reach(loaded: Loaded) -> int:
    """Pixels to each side: no more shifts of them than are quick."""
    quick = (isqrt(quick_count(loaded.network)) - 1) // 2
    return max(1, min(_REACH, loaded.network.image_size // 3, quick))


def _probabilities(loaded: Loaded, subject: Subject, target: int, reach: int) -> Array:
    steps = range(-reach, reach + 1)
    shifts = [(dx, dy) for dy in steps for dx in steps]
    image = fitted(subject.picture.pixels[None], loaded.network)
    scores = kept(
        ("shifts", loaded.key, subject.picture.key, reach),
        lambda progress: shifted_logits(loaded.network, loaded.weights, image, shifts, progress),
    )
    shares = softmax(scores[:, 0])[:, target]
    return shares.reshape(len(steps), len(steps)).astype(np.float32)


def _fitting(loaded: Loaded) -> dict[Path, Network]:
    """The runs that tell the same classes apart, the newest first, and their networks."""
    fitting = {}
    for run in runs.runs(run_choice.root()):
        try:
            network, dataset = runs.network(run), runs.configuration(run).dataset
        except runs.RunError:
            continue
        same_data = dataset == loaded.facts.get("dataset")
        same_classes = same_data or data.classes(dataset) == loaded.classes
        if same_classes and network.num_classes == loaded.network.num_classes:
            fitting[run] = network
    return fitting


def _with_weights(fitting: Mapping[Path, Network], head: Head) -> list[str]:
    return [
        run.name
        for run, network in fitting.items()
        if type(network.head) is type(head) and (run / WEIGHTS).is_file()
    ]


def _title(name: str) -> str:
    return f"Run {name}"


def _offer(loaded: Loaded) -> None:
    st.info(
        "This shows how sure each head stays of its answer while the image moves. It needs a run "
        "with GAP and one with a dense head, trained on the same images.",
        icon=":material/compare_arrows:",
    )
    if loaded.classes == data.classes(TrainConfig().dataset):
        st.button(
            "Train both, 8 epochs on the bundled digits",
            key="train-both",
            icon=":material/play_arrow:",
            on_click=_train_both,
            args=(loaded.network,),
        )
    else:
        st.page_link("pages/training.py", label="Train both", icon=":material/model_training:")


def _train_both(network: Network) -> None:
    """Neither run is picked: what is looked at here stays what it was."""
    with run_choice.explained():
        started = [runs.start(head, TrainConfig(), run_choice.root()) for head in pair(network)]
        session.SHIFT_PAIR.set(tuple(run.name for run in started))


def _watched(fitting: Collection[Path]) -> dict[Path, runs.Status]:
    """How the two runs stand that were started here, the first one first.

    A reload forgets which they were; then all are watched that are not over.
    """
    started = session.SHIFT_PAIR.get()
    theirs = [run for run in fitting if not started or run.name in started]
    stands = {run: runs.status(run) for run in reversed(theirs)}
    return {run: status for run, status in stands.items() if started or not status.is_over}


def _goes_on(watched: Mapping[Path, runs.Status]) -> bool:
    return any(not status.is_over for status in watched.values())


def _say_failures(watched: Mapping[Path, runs.Status]) -> None:
    for run, status in watched.items():
        if status.state in ("failed", "killed"):
            st.error(f"Run {plain(run.name)} {status.state}: {plain(status.detail)}.")


def _show_training(loaded: Loaded) -> None:
    """How far each is; the page is drawn once more when all are done."""
    fitting = _fitting(loaded)
    watched = _watched(fitting)
    if not _goes_on(watched):
        st.rerun()
    for run, status in watched.items():
        summary = summarise(fitting[run], runs.configuration(run), runs.events(run))
        text = f"Run {plain(run.name)}, {head_name(fitting[run].head)}: {status.state}"
        if summary.eta is not None:
            text += f", {summary.eta:.0f} s to go"
        st.progress(summary.progress, text=text)
    st.page_link("pages/training.py", label="Watch them learn", icon=":material/model_training:")
