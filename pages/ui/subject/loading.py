"""Networks with their weights, ready to be asked.

A network is loaded once for all visitors, who share it: nothing of it is ever changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from nin import checkpoint_header, checkpoints, data
from nin.analysis import Trace, last_maps, trace
from nin.analysis.receptive_field import nearest_cells
from nin.checkpoints import Checkpoint, CheckpointError
from nin.codec import loads
from nin.images.preparation import Preparation
from nin.presets import title
from nin.spec import Gap, Network
from nin.weights import Weights, initial_weights
from pages.ui.parts.words import plain
from pages.ui.subject.network_choice import ChosenNetwork


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


def load(chosen: ChosenNetwork) -> Loaded | str:
    """The network; or one sentence on why there is none."""
    try:
        if chosen.file is None:
            return _initialised(chosen.text)
        return _from_file(str(chosen.file), chosen.file.stat().st_mtime_ns)
    except CheckpointError as error:
        return f"{plain(str(error))}."
    except OSError:
        return (
            f"The weights are not there ({plain(chosen.file.name if chosen.file else '')}). Train "
            "a network on the Training page and choose its run here."
        )


@st.cache_resource(max_entries=4, show_spinner="Loading the network …")
def _from_file(file: str, written: int) -> Loaded:
    checkpoint = checkpoints.read(Path(file))
    return _ready(f"{file} {written}", checkpoint)


@st.cache_resource(max_entries=4, show_spinner="Making the network …")
def _initialised(text: str) -> Loaded:
    network = loads(text)
    return _ready(text, Checkpoint(network, initial_weights(network, 0), {}))


def _ready(key: str, checkpoint: Checkpoint) -> Loaded:
    network, facts = checkpoint.network, checkpoint.facts
    classes = checkpoint_header.class_names(network, facts)
    table = trace(network)
    is_gap = isinstance(network.head, Gap)
    cells = nearest_cells(last_maps(table.rows), network.image_size) if is_gap else ()
    preparation = checkpoint_header.preparation(network, facts)
    return Loaded(key, network, checkpoint.weights, table, classes, preparation, facts, cells)


def credit(loaded: Loaded, chosen: ChosenNetwork) -> str:
    """One line on the network: what it is, what it learnt from, and how well."""
    accuracy, dataset = loaded.facts.get("test_accuracy"), loaded.facts.get("dataset")
    line = f"{title(loaded.network)}, {loaded.trace.params:,} parameters"
    if chosen.run:
        line = f"Run {chosen.run}: {line}"
    if isinstance(dataset, str) and isinstance(accuracy, float) and 0 <= accuracy <= 1:
        line += f"; {accuracy:.2%} of the test images of {data.title(dataset)} right"
    untrained = "untrained: its weights are random, those that a run with seed 0 starts from"
    return f"{line}." if chosen.file else f"{line}; {untrained}."
