"""The image moved: how sure a network with GAP stays, beside its counterpart with a dense head."""

from __future__ import annotations

from dataclasses import replace
from math import isqrt

import numpy as np
import streamlit as st

from nin import runs
from nin.analysis import last_maps
from nin.checkpoint_header import CheckpointError
from nin.images.fitting import fitted
from nin.interpret.logit_ledger import softmax
from nin.interpret.many_images import quick_count
from nin.interpret.shifts import shifted_logits
from nin.presets import is_twin
from nin.runs.naming import head_name
from nin.spec import Gap
from nin.weights import Array
from nin.words import counted
from pages.ui.components.map_view import Maps, maps_table, show_maps
from pages.ui.parts.words import plain
from pages.ui.shell import known_weights, network_state, run_choice
from pages.ui.shell.known_weights import Origin
from pages.ui.shell.network_state import Step
from pages.ui.subject.loading import Loaded, load, network_name
from pages.ui.subject.many_images import kept
from pages.ui.subject.subject import Subject

_REACH = 8  # shifts along each axis, to both sides, at most
_BUNDLED = (Origin.bundled("tiny"), Origin.bundled("tiny-dense"))


def show_shifts(subject: Subject) -> None:
    """Two maps, one a head: the probability of the image's class at each shift."""
    pair = _pair(subject.loaded)
    if pair is None:
        st.info(
            "This shows how sure each head stays of its answer while the image moves. It needs "
            "this network with GAP and with a dense head, both trained on the same images.",
            icon=":material/compare_arrows:",
        )
        st.page_link("pages/training.py", label="Train both", icon=":material/model_training:")
        return
    _show(subject, pair)


def _pair(loaded: Loaded) -> tuple[Loaded, Loaded] | None:
    """The network and its counterpart, GAP first; bundled ones where it has none."""
    if loaded.is_trained:
        for origin in (*known_weights.all_bundled(), *map(Origin.run, run_choice.names())):
            other = _loaded(origin)
            if other is not None and _is_counterpart(loaded, other):
                first, second = sorted((loaded, other), key=_is_dense)
                return first, second
    gap, dense = map(_loaded, _BUNDLED)
    fits = gap is not None and dense is not None and gap.classes == loaded.classes
    return (gap, dense) if fits and gap and dense else None


def _is_dense(loaded: Loaded) -> bool:
    return not isinstance(loaded.network.head, Gap)


def _is_counterpart(one: Loaded, other: Loaded) -> bool:
    """Whether two networks differ in the kind of head alone, and have learnt the same images."""
    return (
        other.is_trained
        and _is_dense(one) != _is_dense(other)
        and is_twin(one.network, other.network)
        and one.facts.get("dataset") == other.facts.get("dataset")
    )


def _loaded(origin: Origin) -> Loaded | None:
    try:
        text = known_weights.network_text(origin)
    except (CheckpointError, KeyError, runs.RunError):
        return None
    loaded = load(Step(text, network_state.baseline(), *origin))
    return loaded if isinstance(loaded, Loaded) else None


def _show(subject: Subject, pair: tuple[Loaded, Loaded]) -> None:
    target = subject.picture.truth
    if target is None:
        target = int(subject.logits.argmax())
    name = plain(subject.loaded.classes[target])
    reach = min(map(_reach, pair))
    planes = np.stack([_probabilities(loaded, subject, target, reach) for loaded in pair])
    heads = [head_name(loaded.network.head) for loaded in pair]
    means = [f"{plane.mean():.0%}" for plane in planes]
    captions = [
        f"**{head}**: mean {mean}, {loaded.trace.params:,} parameters"
        for head, mean, loaded in zip(heads, means, pair, strict=True)
    ]
    st.markdown(f"**Moved by up to {counted(reach, 'pixel')}, {_verdict(name, heads, means)}**")
    shown = Maps(
        "shifts",
        planes,
        names=heads,
        scale="network",
        network_limit=1.0,
        columns=1,
        axes=("down", "right"),
        first=(-reach, -reach),
        is_compact=True,
        is_numbered=True,
        most=420,
    )
    for place, head, plane, words in zip(st.columns(2), heads, planes, captions, strict=True):
        with place:
            st.markdown(words)
            show_maps(f"shift-maps-{head}", replace(shown, values=plane[None], names=[head]))
    st.caption(
        f"The probability of {name}; each cell is one shift in pixels, down and right, below 0 up "
        "and left, the middle one the image as it is. "
        f"{plain(_which(subject.loaded, pair))} A mean does not care where a map fires; a dense "
        f"head has a weight for each place. {_stripes(pair)}What a far shift pushes out is lost to "
        "both."
    )
    with st.expander("The same in numbers"):
        maps_table(shown)


def _stripes(pair: tuple[Loaded, Loaded]) -> str:
    """Why neighbouring shifts may be seen so differently, where pools or strides are passed."""
    jump = max(last_maps(loaded.trace.rows).jump for loaded in pair)
    if jump == 1:
        return ""
    return (
        f"Stripes come from pools and strides: the windows of the last maps begin {jump} pixels "
        "apart, so two shifts meet the same windows only where they differ by a multiple of "
        f"{jump}. "
    )


def _verdict(name: str, heads: list[str], means: list[str]) -> str:
    both = " and ".join(f"{mean} with {head}" for head, mean in zip(heads, means, strict=True))
    return f"the image is a {name} with a mean of {both}."


def _which(loaded: Loaded, pair: tuple[Loaded, Loaded]) -> str:
    """Which networks these are."""
    name = network_name(known_weights.network_text(_BUNDLED[0]))
    if any(each is loaded for each in pair):
        return "Both are the network above, which differ in their heads alone."
    return f"Both are the bundled network {name}, since the one above has no such counterpart."


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
