"""Where weights come from: bundled ones, a run's, or none; and which network each belongs to."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from nin import bundled, runs
from nin.checkpoint_header import CheckpointError, Header, read_header
from nin.codec import dumps
from nin.limits import MAX_CHECKPOINT_HEADER
from nin.runs.folder import WEIGHTS
from pages.ui.shell import run_choice

FIRST = "mnist"  # of the bundled weights


class Kind(StrEnum):
    """Where a network's weights come from."""

    BUNDLED = "bundled"
    UNTRAINED = "untrained"
    RUN = "run"


class Origin(NamedTuple):
    """Where weights come from: the kind, and the weights' or the run's name."""

    kind: str
    name: str = ""

    @classmethod
    def bundled(cls, name: str) -> Origin:
        """Weights that come with NiN Explorer."""
        return cls(Kind.BUNDLED, name)

    @classmethod
    def run(cls, name: str) -> Origin:
        """Weights that a run has trained."""
        return cls(Kind.RUN, name)

    @property
    def run_name(self) -> str | None:
        """The name of the run, if one trained the weights."""
        return self.name if self.kind == Kind.RUN else None


UNTRAINED = Origin(Kind.UNTRAINED)


def all_bundled() -> list[Origin]:
    """The bundled weights, those for digits first; they are a choice even if they are lost."""
    others = sorted({*bundled.names()} - {FIRST})
    return [Origin.bundled(name) for name in (FIRST, *others)]


def bundled_for(text: str) -> Origin:
    """The first of the bundled weights that are of the network with this text."""
    for origin in all_bundled():
        try:
            if network_text(origin) == text:
                return origin
        except CheckpointError:
            continue
    return UNTRAINED


def file(origin: Origin) -> Path | None:
    """Where the weights lie, if they do; None for untrained ones.

    Raises:
        KeyError: there is no such run.
    """
    match origin.kind:
        case Kind.BUNDLED:
            return bundled.shipped(origin.name)
        case Kind.RUN:
            return run_choice.folder(origin.name) / WEIGHTS
        case _:
            return None


def network_text(origin: Origin) -> str:
    """The text of the network that bundled weights or a run belong to.

    Raises:
        CheckpointError: the bundled weights cannot be read.
        KeyError: there are no such weights, or no such run.
        RunError: the run is damaged.
    """
    if origin.kind == Kind.RUN:
        return dumps(runs.network(run_choice.folder(origin.name)))
    if origin not in all_bundled():
        raise KeyError(origin.name)
    return dumps(header(origin).network)


def dataset(origin: Origin) -> str:
    """The name of the data set that bundled weights learnt.

    Raises:
        CheckpointError: they cannot be read.
    """
    return str(header(origin).facts.get("dataset"))


def header(origin: Origin) -> Header:
    """The network of bundled weights or a run's, and the facts of their training.

    Raises:
        CheckpointError: they cannot be read.
        KeyError: there is no such run.
    """
    path = file(origin)
    if path is None:
        raise CheckpointError("the network has no weights")
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError:
        raise CheckpointError(f"the weights are not there ({path.name})") from None


@lru_cache(maxsize=512)  # a list of runs asks for all of them
def _read(path: Path, written: int) -> Header:
    with path.open("rb") as start:
        return read_header(start.read(8 + MAX_CHECKPOINT_HEADER), path.stat().st_size)
