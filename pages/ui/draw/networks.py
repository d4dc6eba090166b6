"""Which network answers: the one that comes along or a run's, loaded once for all visitors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from nin import jobs, weights
from nin.analysis import trace
from nin.codec import link
from nin.presets import PRESETS, title
from nin.run_folder import WEIGHTS
from nin.spec import Gap, Network
from nin.windows import nearest_cells
from pages.ui import runs
from pages.ui.words import plain

if TYPE_CHECKING:
    from torch import nn

SHIPPED = "mnist"


@dataclass(frozen=True, slots=True)
class Asked:
    """The weights that answer.

    Attributes:
        file: Where they lie.
        run: Whose they are; None for those that come along.
        problem: Why the run that was picked does not answer, if it does not.
    """

    file: Path
    run: str | None
    problem: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A network that is ready; many visitors share it, so nothing of it is ever changed.

    Attributes:
        classes: Names, in the order of the logits.
        cells: For each row or column of the image the nearest one of the class maps; empty for
            a dense head, which has none.
        written: When the weights were, in nanoseconds.
    """

    network: Network
    model: nn.Sequential
    classes: tuple[str, ...]
    cells: tuple[int, ...]
    facts: Mapping[str, Any]
    written: int


def asked() -> Asked:
    """What the picked run, or none, comes to."""
    name = runs.picked()
    shipped = weights.shipped(SHIPPED)
    if name is None:
        return Asked(shipped, None)
    try:
        run = runs.folder(name)
        problem = weights.why_not(jobs.network(run))
    except KeyError:
        return Asked(shipped, None, f"Run {name} is not there any more")
    except jobs.RunError as error:
        return Asked(shipped, None, f"Run {name} cannot be asked: {error}")
    if problem is None and not (run / WEIGHTS).is_file():
        problem = "it has no weights yet; they come with its first epoch"
    if problem:
        return Asked(shipped, None, f"Run {name} cannot be asked: {problem}")
    return Asked(run / WEIGHTS, name)


def show_choice(asked: Asked) -> None:
    """The choice of a network, and the way to the page that shows it."""
    st.session_state["answers"] = asked.run or ""
    st.selectbox(
        "Network that answers",
        ["", *runs.names()],
        key="answers",
        format_func=lambda name: f"Run {name}" if name else "MNIST, comes along",
        help="The weights that come along, or those of a run of yours, as good as it is by now.",
        on_change=lambda: runs.pick(st.session_state.answers or None),
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
            query_params={"net": link(PRESETS[SHIPPED].text)},
        )


def load(asked: Asked) -> Loaded | str:
    """The network, or one sentence on why there is none."""
    try:
        return _loaded(str(asked.file), asked.file.stat().st_mtime_ns)
    except ValueError as error:  # a CheckpointError, whose class would bring PyTorch in
        return f"{plain(str(error))}."
    except OSError:
        return (
            f"The weights are not there ({plain(asked.file.name)}). Train a network on the "
            "Training page and choose its run below."
        )


@st.cache_resource(max_entries=4, show_spinner="Loading the network …")
def _loaded(file: str, written: int) -> Loaded:
    import torch  # seconds the first time; the pad is on the page before

    from nin import checkpoints

    # Many visitors, one image each: threads would only wait for each other.
    torch.set_num_threads(1)
    network, model, facts = checkpoints.load(Path(file))
    with torch.inference_mode():  # the first image takes longer than all others
        model(torch.zeros(1, network.in_channels, network.image_size, network.image_size))
    cells: tuple[int, ...] = ()
    if isinstance(network.head, Gap):
        last = next(row for row in reversed(trace(network).rows) if len(row.out_shape) == 3)
        cells = nearest_cells(last, network.image_size)
    return Loaded(network, model, weights.class_names(network, facts), cells, facts, written)


def credit(loaded: Loaded, asked: Asked) -> str:
    """One line on who answers: the network, what it learnt from, and how well."""
    params = trace(loaded.network).params
    accuracy, dataset = loaded.facts.get("test_accuracy"), loaded.facts.get("dataset")
    said = f"{title(loaded.network)}, {params:,} parameters"
    if asked.run:
        said = f"Run {asked.run}: {said}"
    if isinstance(dataset, str) and isinstance(accuracy, float) and 0 <= accuracy <= 1:
        said += f"; {accuracy:.2%} of the test images of {dataset[:40]} right"
    return f"{said}."
