"""Networks with their weights, ready to be asked.

A network is loaded once for all visitors, who share it: nothing of it is ever changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

import streamlit as st

from nin import checkpoint_header, checkpoints, data
from nin.analysis import Trace, buildable, last_maps, trace
from nin.analysis.receptive_field import nearest_cells
from nin.checkpoints import Checkpoint, CheckpointError
from nin.images.preparation import Preparation
from nin.presets import PRESETS, relative
from nin.runs.naming import head_name
from nin.spec import Gap, Network, SpecError
from nin.weights import Weights, initial_weights
from nin.words import counted
from pages.ui.parts.words import plain
from pages.ui.shell import known_weights
from pages.ui.shell.network_state import Step, nearest, network_of

_DIGITS = ("digits", "mnist")  # what a network has learnt of which nothing else is said
_FEW = 100  # test images, of which an accuracy says so


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A network that is ready.

    Attributes:
        key: Tells networks and their states apart: the same key means the same weights.
        weights: Those of its checkpoint, or those that a run with seed 0 starts from.
        trace: The trace of the network.
        classes: Names, in the order of the logits.
        preparation: How a picture is made like the images that it learnt from.
        facts: What its checkpoint says of its training; empty for one without.
        cells: For each row or column of the image the nearest one of the class maps; empty for
            a dense head, which has none.
    """

    key: str
    network: Network
    weights: Weights
    trace: Trace
    classes: tuple[str, ...]
    preparation: Preparation
    facts: Mapping[str, Any]
    cells: tuple[int, ...]

    @property
    def is_trained(self) -> bool:
        """Whether its weights were learnt."""
        return bool(self.facts)


def load(shown: Step) -> Loaded | str:
    """The network that is shown; or one sentence on why it cannot be looked into.

    A run's network has the weights that it starts with until its first epoch is over.
    """
    try:
        buildable(network_of(shown.text))
        file = known_weights.file(shown.origin)
        if file is None or (shown.origin.run_name and not file.exists()):
            return _initialised(shown.text)
        loaded = _from_file(str(file), file.stat().st_mtime_ns)
    except SpecError as error:
        return f"This network cannot be looked into: {plain(str(error))}."
    except CheckpointError as error:
        return f"{plain(str(error))}."
    except (KeyError, OSError):
        return f"The weights {plain(shown.name)} are not there any more. Choose others above."
    if loaded.network != network_of(shown.text):
        return f"The weights {plain(shown.name)} are of another network now. Choose them anew."
    return loaded


@st.cache_resource(max_entries=4, show_spinner="Loading the network …")
def _from_file(file: str, written: int) -> Loaded:
    checkpoint = checkpoints.read(Path(file))
    return _ready(f"{file} {written}", checkpoint)


@st.cache_resource(max_entries=4, show_spinner="Making the network …")
def _initialised(text: str) -> Loaded:
    network = network_of(text)
    return _ready(text, Checkpoint(network, initial_weights(network, 0), {}))


def _ready(key: str, checkpoint: Checkpoint) -> Loaded:
    network, facts = checkpoint.network, checkpoint.facts
    classes = checkpoint_header.class_names(network, facts)
    table = trace(network)
    is_gap = isinstance(network.head, Gap)
    cells = nearest_cells(last_maps(table.rows), network.image_size) if is_gap else ()
    preparation = checkpoint_header.preparation(network, facts)
    return Loaded(key, network, checkpoint.weights, table, classes, preparation, facts, cells)


def network_name(text: str, preset: str | None = None) -> str:
    """What to call a network: a preset, its twin with another head, or an edit.

    Args:
        text: The network's.
        preset: What an edit is counted against; the nearest one if None.
    """
    network = network_of(text)
    if (like := relative(network)) is None:
        return f"{PRESETS[preset or nearest(text)].name}, edited"
    return like.name if like.network == network else f"{like.name}, {head_name(network.head)}"


def training_words(shown: Step, loaded: Loaded | str) -> tuple[str, bool]:
    """How well a network is trained, in some words, and whether it is better than guessing."""
    if isinstance(loaded, str):
        return "cannot run", False
    if not loaded.is_trained:
        run = shown.origin.run_name
        return ("training, no epoch yet" if run else "untrained: train it"), False
    dataset = str(loaded.facts.get("dataset", "digits"))
    words = "trained" if dataset in _DIGITS else f"trained on {data.title(dataset)}"
    accuracy, tested = loaded.facts.get("test_accuracy"), loaded.facts.get("tested")
    if not (isinstance(accuracy, float) and 0 <= accuracy <= 1):
        return words, True
    if isinstance(tested, int) and tested < _FEW:
        words += f", {accuracy:.0%} of {counted(tested, 'test image')} right"
    else:
        words += f", {accuracy:.2%} of test images right"
    if _is_guessed(accuracy, len(loaded.classes), tested if isinstance(tested, int) else _FEW):
        return f"{words}: no better than guessing", False
    return words, True


def _is_guessed(accuracy: float, classes: int, tested: int) -> bool:
    """Whether guesses of so many images would be as right, within two standard errors."""
    share = 1 / classes
    return accuracy <= share + 2 * sqrt(share * (1 - share) / max(1, tested))
