"""The weights that come with NiN Explorer, and a run to look at where none is chosen."""

from __future__ import annotations

from pathlib import Path

ASSETS = Path(__file__).parent.parent / "assets"
ENDING = ".safetensors"
EXPERIMENTS = ASSETS / "experiments"  # folders of some that are over, without their runs
EXAMPLE_EXPERIMENT = EXPERIMENTS / "4-dense-for-gap"
EXAMPLE = ASSETS / "example"  # the folder of a run that came to its end, without its weights


def shipped(name: str) -> Path:
    """The file of weights that come with NiN Explorer."""
    return ASSETS / f"{name}{ENDING}"


def names() -> list[str]:
    """The names of the weights that come with NiN Explorer."""
    files = ASSETS.glob(f"*{ENDING}")
    return sorted(path.stem for path in files if not path.name.startswith("."))
