"""Networks with their weights, ready to be asked.

A network is loaded once for all visitors, who share it: nothing of it is ever changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from nin import checkpoint_header, data
from nin.analysis import Trace, last_maps, trace
from nin.analysis.receptive_field import nearest_cells
from nin.checkpoint_header import CheckpointError
from nin.codec import loads
from nin.presets import title
from nin.spec import Gap, Network
from pages.ui.parts.words import plain
from pages.ui.subject.network_choice import ChosenNetwork

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A network that is ready.

    Attributes:
        key: Tells networks and their states apart: the same key means the same weights.
        trace: The trace of the network.
        classes: Names, in the order of the logits.
        facts: What its checkpoint says of its training; empty for one without.
        cells: For each row or column of the image the nearest one of the class maps; empty for
            a dense head, which has none.
    """

    key: str
    network: Network
    trace: Trace
    model: nn.Sequential
    classes: tuple[str, ...]
    facts: Mapping[str, Any]
    cells: tuple[int, ...]


def load(chosen: ChosenNetwork) -> Loaded | str:
    """The network, to be asked in this thread; or one sentence on why there is none."""
    try:
        loaded = _load(chosen)
    except CheckpointError as error:
        return f"{plain(str(error))}."
    except OSError:
        return (
            f"The weights are not there ({plain(chosen.file.name if chosen.file else '')}). Train "
            "a network on the Training page and choose its run here."
        )
    _use_one_thread()
    return loaded


def _load(chosen: ChosenNetwork) -> Loaded:
    if chosen.file is None:
        return _initialised(chosen.text)
    return _from_file(str(chosen.file), chosen.file.stat().st_mtime_ns)


def _use_one_thread() -> None:
    """Let this thread of a visitor's do its arithmetic alone.

    Many visitors, one image each: threads would only wait for each other. Each run of a page has
    a new thread, and OpenMP would give each a team of its own, which takes 10 ms.
    """
    import torch

    torch.set_num_threads(1)


@st.cache_resource(max_entries=4, show_spinner="Loading the network …")
def _from_file(file: str, written: int) -> Loaded:
    from nin import checkpoints  # PyTorch: seconds the first time; the rest of the page is there

    network, model, facts = checkpoints.load(Path(file))
    return _ready(f"{file} {written}", network, model, facts)


@st.cache_resource(max_entries=4, show_spinner="Making the network …")
def _initialised(text: str) -> Loaded:
    from nin.model import initial

    network = loads(text)
    return _ready(text, network, initial(network, 0).eval(), {})


def _ready(key: str, network: Network, model: nn.Sequential, facts: Mapping[str, Any]) -> Loaded:
    """The network, already asked about an empty image: the first takes longer than all others."""
    import torch

    from nin.train import devices

    _use_one_thread()
    with torch.inference_mode():
        model(torch.zeros(1, network.in_channels, network.image_size, network.image_size))
    devices.keep_loaded()
    classes = checkpoint_header.class_names(network, facts)
    table = trace(network)
    is_gap = isinstance(network.head, Gap)
    cells = nearest_cells(last_maps(table.rows), network.image_size) if is_gap else ()
    return Loaded(key, network, table, model, classes, facts, cells)


def credit(loaded: Loaded, chosen: ChosenNetwork) -> str:
    """One line on the network: what it is, what it learnt from, and how well."""
    accuracy, dataset = loaded.facts.get("test_accuracy"), loaded.facts.get("dataset")
    line = f"{title(loaded.network)}, {loaded.trace.params:,} parameters"
    if chosen.run:
        line = f"Run {chosen.run}: {line}"
    if isinstance(dataset, str) and isinstance(accuracy, float) and 0 <= accuracy <= 1:
        line += f"; {accuracy:.2%} of the test images of {data.title(dataset)} right"
    return f"{line}." if chosen.file else f"{line}; untrained: its weights are random."
