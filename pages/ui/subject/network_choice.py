"""Which network the pages look into: the bundled one, a run's, or one without training.

A network is loaded once for all visitors, who share it: nothing of it is ever changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from nin import bundled as weights
from nin import checkpoint_header
from nin import runs as jobs
from nin.analysis import buildable, last_maps, trace
from nin.analysis.receptive_field import nearest_cells
from nin.checkpoint_header import CheckpointError
from nin.codec import dumps, link, loads
from nin.presets import PRESETS, title
from nin.runs.folder import WEIGHTS
from nin.spec import Gap, Network, SpecError
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import plain
from pages.ui.shell import network_state, run_choice

if TYPE_CHECKING:
    from torch import nn

SHIPPED = "mnist"
_BUNDLED, _UNTRAINED = "bundled ", "untrained"  # choices beside the runs' names; the first with one
_TITLES = {"mnist": "MNIST", "fashion-mnist": "Fashion-MNIST"}

Refusal = Callable[[Network], str | None]  # why a network cannot be asked, None where it can


@dataclass(frozen=True, slots=True)
class Asked:
    """The network to look into.

    Attributes:
        file: Where its weights lie; None for one that has not been trained.
        run: Whose they are; None for the bundled ones.
        network: The text of a network without training.
        problem: Why what was picked is not what is shown, if it is not.
    """

    file: Path | None
    run: str | None = None
    network: str = ""
    problem: str | None = None

    @property
    def key(self) -> str:
        """Tells networks and their states apart."""
        if self.file is None:
            return self.network
        return f"{self.file} {self.file.stat().st_mtime_ns}" if self.file.exists() else ""


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A network that is ready.

    Attributes:
        classes: Names, in the order of the logits.
        facts: What its checkpoint says of its training; empty for one without.
        cells: For each row or column of the image the nearest one of the class maps; empty for
            a dense head, which has none.
        written: When the weights were, in nanoseconds; 0 for a network without.
    """

    network: Network
    model: nn.Sequential
    classes: tuple[str, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    cells: tuple[int, ...] = ()
    written: int = 0


def asked(why_not: Refusal = lambda network: None) -> Asked:
    """What is picked; the bundled weights where that cannot be asked."""
    chosen = st.session_state.get("looks-at", "")
    bundled = chosen.removeprefix(_BUNDLED)
    shipped = weights.shipped(bundled if bundled in weights.names() else SHIPPED)
    name = run_choice.picked()
    if name is None and chosen == _UNTRAINED:
        return _untrained(why_not) or Asked(
            shipped, problem="The edited network cannot be built or does not fit this page"
        )
    if name is None:
        return Asked(shipped)
    try:
        run = run_choice.folder(name)
        problem = why_not(jobs.network(run))
        if problem is None and (run / WEIGHTS).is_file():
            return Asked(run / WEIGHTS, name)
        problem = problem or "it has no weights yet; they come with its first epoch"
    except KeyError:
        problem = "it is not there any more"
    except jobs.RunError as error:
        problem = str(error)
    return Asked(shipped, problem=f"Run {name} cannot be asked: {problem}")


def _untrained(why_not: Refusal) -> Asked | None:
    network = network_state.network()
    try:
        buildable(network)
    except SpecError:
        return None
    return None if why_not(network) else Asked(None, network=dumps(network))


def show_choice(asked: Asked) -> None:
    """The choice of a network, and the way to the page that shows where it comes from."""
    session = st.session_state
    chosen = asked.run or (_UNTRAINED if asked.file is None else _BUNDLED + asked.file.stem)
    session["answers"] = chosen
    st.selectbox(
        "Network",
        [*(_BUNDLED + name for name in _shipped()), _UNTRAINED, *run_choice.names()],
        key="answers",
        format_func=_called,
        help=TERMS["network_choice"],
        on_change=_choose,
    )
    if asked.run:
        st.page_link(
            "pages/training.py",
            label="How it was trained",
            icon=":material/model_training:",
            query_params={"run": asked.run},
        )
    else:
        st.page_link(
            "app.py",
            label="Its architecture",
            icon=":material/account_tree:",
            query_params={"net": link(asked.network or PRESETS[SHIPPED].text)},
        )


def _shipped() -> list[str]:
    """The names of the bundled weights, those for digits first; they are a choice even if lost."""
    return sorted({SHIPPED, *weights.names()}, key=lambda name: (name != SHIPPED, name))


def _called(choice: str) -> str:
    if choice == _UNTRAINED:
        return "The edited network, untrained"
    name = choice.removeprefix(_BUNDLED)
    return f"Run {choice}" if name == choice else f"{_TITLES.get(name, name)}, bundled"


def _choose() -> None:
    chosen = st.session_state.answers
    st.session_state["looks-at"] = chosen
    is_run = chosen != _UNTRAINED and not chosen.startswith(_BUNDLED)
    run_choice.pick(chosen if is_run else None)


def load(asked: Asked) -> Loaded | str:
    """The network, to be asked in this thread; or one sentence on why there is none."""
    loaded = _found(asked)
    if isinstance(loaded, Loaded):  # else PyTorch is not needed, and may not be here yet
        _one_thread()
    return loaded


def _one_thread() -> None:
    """Let this thread of a visitor's do its arithmetic alone.

    Many visitors, one image each: threads would only wait for each other. Each run of a page has
    a new thread, and OpenMP would give each a team of its own, which takes 10 ms.
    """
    import torch

    torch.set_num_threads(1)


def _found(asked: Asked) -> Loaded | str:
    if asked.file is None:
        return _started(asked.network)
    try:
        return _loaded(str(asked.file), asked.file.stat().st_mtime_ns)
    except CheckpointError as error:
        return f"{plain(str(error))}."
    except OSError:
        return (
            f"The weights are not there ({plain(asked.file.name)}). Train a network on the "
            "Training page and choose its run here."
        )


@st.cache_resource(max_entries=4, show_spinner="Loading the network …")
def _loaded(file: str, written: int) -> Loaded:
    from nin import checkpoints  # PyTorch: seconds the first time; the rest of the page is there

    network, model, facts = checkpoints.load(Path(file))
    classes = checkpoint_header.class_names(network, facts)
    return Loaded(network, _ready(model, network), classes, facts, _cells(network), written)


@st.cache_resource(max_entries=4, show_spinner="Making the network …")
def _started(text: str) -> Loaded:
    from nin.model import initial

    network = loads(text)
    model = _ready(initial(network, 0).eval(), network)
    return Loaded(network, model, checkpoint_header.class_names(network, {}), cells=_cells(network))


def _ready(model: nn.Sequential, network: Network) -> nn.Sequential:
    """The first image takes longer than all others, so it is none of a visitor's."""
    import torch

    from nin.train import devices

    _one_thread()
    with torch.inference_mode():
        model(torch.zeros(1, network.in_channels, network.image_size, network.image_size))
    devices.keep_loaded()
    return model


def _cells(network: Network) -> tuple[int, ...]:
    if not isinstance(network.head, Gap):
        return ()
    return nearest_cells(last_maps(trace(network).rows), network.image_size)


def credit(loaded: Loaded, asked: Asked) -> str:
    """One line on the network: what it is, what it learnt from, and how well."""
    params = trace(loaded.network).params
    accuracy, dataset = loaded.facts.get("test_accuracy"), loaded.facts.get("dataset")
    said = f"{title(loaded.network)}, {params:,} parameters"
    if asked.run:
        said = f"Run {asked.run}: {said}"
    if isinstance(dataset, str) and isinstance(accuracy, float) and 0 <= accuracy <= 1:
        said += f"; {accuracy:.2%} of the test images of {_TITLES.get(dataset, dataset[:40])} right"
    return f"{said}." if asked.file else f"{said}; untrained: its weights are random."
