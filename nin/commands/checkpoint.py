"""The argument CHECKPOINT, and which file it means."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

from nin.bundled import ENDING, names, shipped
from nin.commands.common import UsageError
from nin.files.paths import expanded
from nin.runs.folder import WEIGHTS

PICKLES = (".pt", ".pth")

# The weights stand in the order of their layers in both.
_CONVERSION = """\
import torch; from pathlib import Path; from nin import checkpoints, presets, weights; \
n = presets.find("NETWORK"); \
state = torch.load({pickle}, "cpu", weights_only=True).values(); \
checkpoints.write(Path({file}), n, dict(zip(weights.shapes(n), state, strict=True)), {{}})"""


def description() -> str:
    """What CHECKPOINT may be, for a command's help."""
    bundled = " or ".join(names()) or "a name"
    return f"{bundled} for the bundled weights, a run's folder or a file"


def find(checkpoint: str) -> Path:
    """The file that a shipped name, a run's folder or a file's path means.

    Raises:
        UsageError: there is none, or it is a pickle.
    """
    if checkpoint in names():
        return shipped(checkpoint)
    if not is_there(checkpoint):
        bundled = ", ".join(names()) or "none"
        raise UsageError(
            f"{checkpoint[:200]}: is no file and no run's folder; the bundled weights: {bundled}"
        )
    path = expanded(checkpoint)
    if path.suffix in PICKLES:
        raise UsageError(
            f"{checkpoint}: is a pickle, which can run code; convert what you trust, with the "
            f"network's text for NETWORK: python -c {shlex.quote(_conversion(path))}"
        )
    if not path.is_dir():
        return path
    if not (path / WEIGHTS).is_file():
        raise UsageError(f"{checkpoint}: has no {WEIGHTS} yet; train longer or name another run")
    return path / WEIGHTS


def _conversion(path: Path) -> str:
    """The program that writes a pickled `state_dict` of a straight network as a checkpoint."""
    names = {"pickle": str(path), "file": str(path.with_suffix(ENDING))}
    return _CONVERSION.format(**{word: json.dumps(name) for word, name in names.items()})


def is_there(path: str) -> bool:
    """Whether this is a file or a folder; what is too long for a path is none."""
    try:
        return expanded(path).exists()
    except OSError:
        return False
