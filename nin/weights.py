"""Which weights there are, and which networks can be asked about a drawing. No PyTorch."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nin.run_folder import WEIGHTS
from nin.spec import Network

ASSETS = Path(__file__).parent.parent / "assets"
_ENDING = ".safetensors"
_LONGEST_NAME = 40  # characters; facts are a stranger's
_READS, _TELLS = (1, 28), 10  # channels and side of an input, classes: as MNIST has them


class WeightsError(ValueError):
    """Words that name no weights, in words that say what would."""


def shipped(name: str) -> Path:
    """The file of weights that come with NiN Explorer."""
    return ASSETS / f"{name}{_ENDING}"


def names() -> list[str]:
    """The names of the weights that come with NiN Explorer."""
    return sorted(path.stem for path in ASSETS.glob(f"*{_ENDING}"))


def find(wanted: str) -> Path:
    """The file that a shipped name, a run's folder or a file's path means.

    Raises:
        WeightsError: there is none.
    """
    if wanted in names():
        return shipped(wanted)
    path = Path(wanted)
    if path.is_dir() and (path / WEIGHTS).is_file():
        return path / WEIGHTS
    if path.is_dir():
        raise WeightsError(f"{wanted}: has no {WEIGHTS} yet; train longer or name another run")
    if not path.exists():
        known = ", ".join(names()) or "none"
        raise WeightsError(
            f"{wanted}: is no file and no run's folder; the bundled weights: {known}"
        )
    return path


def why_not(network: Network) -> str | None:
    """Why this network cannot be asked about a drawing; None where it can."""
    channels, size, classes = network.in_channels, network.image_size, network.num_classes
    if (channels, size) == _READS and classes == _TELLS:
        return None
    return (
        f"its network reads {channels}×{size}×{size} and tells {classes} classes apart; "
        "a drawing needs 1×28×28 and 10"
    )


def class_names(network: Network, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """The classes in the order of the logits: as a checkpoint's facts have them, else numbers."""
    names = facts.get("classes")
    if isinstance(names, list) and len(names) == network.num_classes:
        return tuple(str(name)[:_LONGEST_NAME] for name in names)
    return tuple(map(str, range(network.num_classes)))
