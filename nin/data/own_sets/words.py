"""What a class and a set of one's own may be called: a folder of that name works everywhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from nin.data.image_folder import NOT_IMAGES, OF_TESTING, OF_TRAINING
from nin.data.own_sets.stored import OwnSetError

_LONGEST = 40
_FORBIDDEN = '/\\:*?"<>|'
_RESERVED = {"con", "prn", "aux", "nul", NOT_IMAGES.lower(), *OF_TRAINING, *OF_TESTING} | {
    f"{port}{number}" for port in ("com", "lpt") for number in range(10)
}


def normal(name: str) -> str:
    """One way to write what looks the same: a Mac's folders have accents as signs of their own."""
    return unicodedata.normalize("NFC", " ".join(name.split()))


def checked(name: str, taken: Iterable[str] = (), *, is_folder: bool = True) -> str:
    """The name as it is kept.

    Args:
        name: What somebody typed, or a folder of an archive.
        taken: Names that are in use; capitals make no difference.
        is_folder: Whether it is to be a folder's, so that some have another meaning.

    Raises:
        OwnSetError: it cannot be one.
    """
    name = normal(name)
    if not 1 <= len(name) <= _LONGEST:
        raise OwnSetError(f"name: takes 1 to {_LONGEST} characters, not {len(name)}")
    if not name.isprintable() or set(name) & set(_FORBIDDEN):
        raise OwnSetError(f"name: {name!r} has a sign that no folder may have: {_FORBIDDEN}")
    is_reserved = is_folder and name.lower().partition(".")[0] in _RESERVED
    if name[0] == "." or name[-1] == "." or is_reserved:
        raise OwnSetError(f"name: {name!r} means something else to a computer; take another")
    if name.lower() in {each.lower() for each in taken}:
        raise OwnSetError(f"name: there is {name!r} already; take another")
    return name
