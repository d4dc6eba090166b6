"""Whether PyTorch is installed: what trains needs it, what looks and evaluates does without."""

from __future__ import annotations

from importlib.util import find_spec


class NoPyTorchError(Exception):
    """What cannot be done without PyTorch, and how to install it, in one line."""


def require(what: str) -> None:
    """Go on where PyTorch is installed; it is not loaded.

    Args:
        what: What needs it, as the line begins.

    Raises:
        NoPyTorchError: it is not installed.
    """
    if find_spec("torch") is None:
        raise NoPyTorchError(
            f"{what} needs PyTorch, which is not installed: pip install torch torchvision"
        )
