"""Whether the files of a data set have changed, for keys of caches."""

from __future__ import annotations

from pathlib import Path

from nin.data import default_root
from nin.data.names import VALIDATION
from nin.data.standard import SETS

_FOLDER = "folder:"


def data_state(name: str) -> str:
    """Another text as soon as a file has changed that a data set of this name is read from."""
    name = name.removesuffix(VALIDATION)
    if name.startswith(_FOLDER):
        place = Path(name.removeprefix(_FOLDER))
    elif name in SETS:
        place = default_root() / SETS[name].folder
    else:
        return name  # bundled
    return f"{place} {sorted(map(_state, place.glob('**/*')))}"


def _state(path: Path) -> tuple[str, int, int]:
    try:
        state = path.stat()
    except OSError:  # gone just now
        return str(path), 0, 0
    return str(path), state.st_size, state.st_mtime_ns
