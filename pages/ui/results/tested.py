"""Test images that are on this machine, the results on them, and where those lie."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import streamlit as st

from nin import data, runs
from nin.checkpoint_header import CheckpointError
from nin.data import SETS, Dataset
from nin.data.names import FOLDER, OWN, VALIDATION
from nin.data.samples import fingerprint as state_of
from nin.results import Result, folder
from nin.results.folder import RESULT
from nin.runs.evaluator.orders import place_of
from pages.ui.shell import known_weights, run_choice
from pages.ui.shell.known_weights import Origin
from pages.ui.subject.loading import Loaded
from pages.ui.subject.private import may_see


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """A data set's test images; it has none to learn from.

    Attributes:
        dataset: With the test images alone.
        digest: By which results on them are found.
    """

    dataset: Dataset
    digest: str


def offered(origin: Origin, loaded: Loaded) -> list[str]:
    """The sets on this machine with the network's classes, the one that it learnt first."""
    learnt = _learnt(origin, loaded)
    names = [
        name
        for name, entry in SETS.items()
        if entry.classes == loaded.classes and data.is_here(name)
    ]
    if learnt.startswith((FOLDER, OWN)) and may_see(learnt):
        names.append(learnt)
    return sorted(names, key=lambda name: name != learnt)


def tested(name: str) -> Tested:
    """The test images of a set.

    Raises:
        DataError: they cannot be read now.
    """
    return _tested(name, state_of(name))


def place(origin: Origin, images: Tested) -> Path:
    """Where the result of these weights on these images is, or will be.

    Raises:
        CheckpointError: the weights cannot be read any more.
    """
    return place_of(run_choice.root(), _weights_digest(origin), images.digest)


def result(origin: Origin, images: Tested) -> Result:
    """The result of these weights on these images.

    Raises:
        CheckpointError: the weights cannot be read any more.
        ResultError: there is none that can be read.
    """
    weights = _weights_digest(origin)
    where = place_of(run_choice.root(), weights, images.digest)
    try:
        written = (where / RESULT).stat().st_mtime_ns
    except OSError as error:
        raise folder.ResultError(f"the result cannot be read ({error.strerror})") from None
    return _result(where, written, weights, images.digest)


def _weights_digest(origin: Origin) -> str:
    try:
        file = known_weights.file(origin)
        if file is None:
            raise CheckpointError("the network has no weights")
        return _digest(file, file.stat().st_mtime_ns)
    except (OSError, KeyError):
        raise CheckpointError("the weights are not there any more") from None


def _learnt(origin: Origin, loaded: Loaded) -> str:
    """What the weights learnt. A folder's path is believed a run's own settings alone."""
    name = str(loaded.facts.get("dataset", "")).removesuffix(VALIDATION)
    if origin.run_name is None:
        return name
    try:
        config = runs.configuration(run_choice.folder(origin.run_name))
    except (runs.RunError, KeyError):
        return name if name in SETS else ""
    return config.dataset.removesuffix(VALIDATION)


@st.cache_resource(max_entries=3, show_spinner="Reading the images …")
def _tested(name: str, state: str) -> Tested:
    whole = data.load(name)
    without = replace(
        whole,
        train_images=whole.train_images[:0].copy(),
        train_labels=whole.train_labels[:0].copy(),
    )
    return Tested(without, folder.fingerprint(without))


@st.cache_resource(max_entries=8, show_spinner=False)
def _result(where: Path, written: int, weights: str, images: str) -> Result:
    return folder.read(where, weights, images)


@lru_cache(maxsize=64)
def _digest(file: Path, written: int) -> str:
    return folder.digest(file.read_bytes())
