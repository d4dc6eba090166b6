"""All that changes a set of one's own pictures; each by its owner, one at a time."""

from __future__ import annotations

import io
import secrets
import shutil
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nin.data.image_folder import TEST_SHARE
from nin.data.own_sets.stored import (
    ABOUT,
    DRAWN,
    IMAGES,
    LOCK,
    About,
    OwnSet,
    OwnSetError,
    Settings,
    every,
    files,
    find,
    home,
    owner_digest,
    parts,
    pixels_of,
    place,
    place_of,
    stored_at,
)
from nin.data.own_sets.words import checked
from nin.files import atomic, locks
from nin.files.paths import file_state
from nin.images.digit import SIDE
from nin.images.paper import on_paper
from nin.images.planes import NoInk
from nin.images.preparation import Preparation, prepare, squared
from nin.limits import (
    MAX_OWN_BYTES,
    MAX_OWN_CLASSES,
    MAX_OWN_PICTURES,
    MAX_OWN_SETS,
    MAX_SERVERS_OWN_SETS,
)

_A_DAY = 24 * 3600 * 10**9  # nanoseconds
_DIGITS = 4  # of the number in a picture's name


def create(owner: str, name: str, settings: Settings | None = None) -> OwnSet:
    """A new set without classes.

    Raises:
        OwnSetError: it cannot be called so, or there are as many sets as may be.
    """
    own, settings = owner_digest(owner), settings or Settings()
    names = [(about.name, about.owner) for _, about in every()]
    mine = [other for other, whose in names if whose == own]
    if len(mine) >= MAX_OWN_SETS:
        raise OwnSetError(f"own pictures: {MAX_OWN_SETS} sets are as many as may be; delete one")
    if len(names) >= MAX_SERVERS_OWN_SETS and not _remove_forsaken():
        raise OwnSetError("own pictures: this server keeps no more sets; others must delete some")
    name = checked(name, mine, is_folder=False)
    about = About(name=name, owner=own, **asdict(settings))
    identity = secrets.token_hex(8)
    folder = place(identity)
    try:
        (folder / IMAGES).mkdir(parents=True)
        atomic.write(folder / ABOUT, msgspec.json.encode(about))
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise _unwritable(error) from None
    return find(owner, identity)


def delete(owner: str, identity: str) -> None:
    """Delete a set with all its pictures.

    Raises:
        OwnSetError: as for `find`.
    """
    with changed(owner, identity) as (folder, _):
        (folder / ABOUT).unlink()  # from here on it is not there
    shutil.rmtree(folder, ignore_errors=True)


def add_class(owner: str, identity: str, name: str) -> str:
    """A new class without pictures; its name as it is kept.

    Raises:
        OwnSetError: as for `find`, or it cannot be called so, or there are as many as may be.
    """
    with changed(owner, identity) as (folder, own):
        return new_class(folder, [each.name for each in own.classes], name)


def rename_class(owner: str, identity: str, old: str, new: str) -> str:
    """Call a class something else; the new name as it is kept.

    Raises:
        OwnSetError: as for `find`, or there is no such class, or it cannot be called so.
    """
    with changed(owner, identity) as (folder, own):
        _check_class(own, old)
        new = checked(new, [each.name for each in own.classes if each.name != old])
        for part in parts(folder):
            (part / old).rename(part / new)
        return new


def remove_class(owner: str, identity: str, name: str) -> None:
    """Remove a class with its pictures.

    Raises:
        OwnSetError: as for `find`, or there is no such class.
    """
    with changed(owner, identity) as (folder, own):
        _check_class(own, name)
        for part in parts(folder):
            shutil.rmtree(part / name)


def add(
    owner: str,
    identity: str,
    name: str,
    picture: NDArray[np.uint8] | Image.Image,
    *,
    drawn: bool = False,
) -> None:
    """Add a picture to a class, prepared as the set says.

    Args:
        owner: The owner's key.
        identity: Of the set.
        name: Of the class.
        picture: uint8 (H, W), or an image of any mode.
        drawn: Whether it was drawn here.

    Raises:
        OwnSetError: as for `find`, or there is no such class, or nothing on the picture, or there
            are as many as may be.
    """
    with changed(owner, identity) as (folder, own):
        _check_class(own, name)
        check_room(own, 1)
        pixels = prepared(own.settings, picture)
        store(_part(folder, own, name) / name, pixels, drawn=drawn)


def add_prepared(
    owner: str, identity: str, name: str, pixels: NDArray[np.uint8], *, drawn: bool = False
) -> None:
    """Add a picture (C, S, S) to a class that was prepared already as the set says.

    Raises:
        OwnSetError: as for `add`.
    """
    with changed(owner, identity) as (folder, own):
        _check_class(own, name)
        check_room(own, 1)
        ready = fitted(own.settings, _image(pixels))
        if _is_there(folder, own, ready):
            raise OwnSetError(f"own pictures: this very picture is in {own.name} already")
        store(_part(folder, own, name) / name, ready, drawn=drawn)


def add_digits(owner: str, identity: str, digits: Sequence[tuple[int, bytes]]) -> None:
    """Add drawings of digits that were kept, each to the class of its name, which is made for it.

    Args:
        owner: The owner's key.
        identity: Of a set of drawings.
        digits: (label, 784 grey levels) of each.

    Raises:
        OwnSetError: as for `add` and `add_class`, or the set has other pictures.
    """
    with changed(owner, identity) as (folder, own):
        if own.settings != Settings():
            raise OwnSetError(f"own pictures: {own.name} holds no drawings as digits are")
        check_room(own, len(digits))
        names = {each.name for each in own.classes}
        for label, levels in digits:
            if str(label) not in names:
                names.add(new_class(folder, names, str(label)))
            pixels = np.frombuffer(levels, np.uint8).reshape(1, SIDE, SIDE)
            store(parts(folder)[0] / str(label), pixels, drawn=True)


def remove(owner: str, identity: str, name: str, file: str) -> None:
    """Remove a picture of a class, by where it lies in its set.

    Raises:
        OwnSetError: as for `find`, or there is none.
    """
    with changed(owner, identity) as (folder, own):
        _check_class(own, name)
        for picture in files(folder, name):
            if place_of(folder, picture) == file:
                picture.unlink()
                return
    raise OwnSetError(f"own pictures: {name} has no such picture any more")


@contextmanager
def changed(owner: str, identity: str) -> Iterator[tuple[Path, OwnSet]]:
    """The folder of a set, and the set, while nobody else changes it.

    Raises:
        OwnSetError: as for `find`, or the disk does not take the change.
    """
    find(owner, identity)
    folder = place(identity)
    try:
        with locks.holding(folder / LOCK):
            yield folder, find(owner, identity)
    except OSError as error:
        raise _unwritable(error) from None


def new_class(folder: Path, taken: Collection[str], name: str) -> str:
    """Make the folders of a class beside those of these names; for who changes the set already.

    Raises:
        OwnSetError: as for `add_class`.
    """
    if len(taken) >= MAX_OWN_CLASSES:
        raise OwnSetError(f"own pictures: {MAX_OWN_CLASSES} classes are as many as may be")
    name = checked(name, taken)
    for part in parts(folder):
        (part / name).mkdir()
    return name


def check_room(own: OwnSet, more: int) -> None:
    """Go on where a set may have so many more pictures.

    Raises:
        OwnSetError: it may not, or the server keeps no more.
    """
    if own.count + more > MAX_OWN_PICTURES:
        raise OwnSetError(
            f"own pictures: {own.count + more:,} are more than {MAX_OWN_PICTURES:,} in a set"
        )
    used = sum(size for size, _ in map(file_state, home().glob("*/*/**/*.png")))
    if used > MAX_OWN_BYTES:
        raise OwnSetError("own pictures: this server has no more room for them; delete some")


def prepared(settings: Settings, picture: NDArray[np.uint8] | Image.Image) -> NDArray[np.uint8]:
    """A picture as those of a set are, (C, S, S).

    Raises:
        OwnSetError: there is nothing on it.
    """
    if settings.preparation is Preparation.WHOLE:
        return fitted(settings, on_paper(picture))
    try:
        return prepare(settings.preparation, picture).pixels
    except NoInk as error:
        raise OwnSetError(f"own pictures: {error}") from None


def fitted(settings: Settings, picture: Image.Image) -> NDArray[np.uint8]:
    """A picture whole, in a square of a set's size and colours, (C, S, S)."""
    mode = "RGB" if settings.channels == 3 else "L"
    pixels = np.asarray(squared(picture.convert(mode), settings.side))
    return pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)


def store(folder: Path, pixels: NDArray[np.uint8], *, drawn: bool) -> None:
    """Write a picture (C, S, S) behind those of a class."""
    numbers = [int(file.name[:_DIGITS]) for file in folder.glob("[0-9][0-9][0-9][0-9]*.png")]
    kind = f"-{DRAWN}" if drawn else ""
    data = io.BytesIO()
    _image(pixels).save(data, "PNG")
    atomic.write(folder / f"{max(numbers, default=0) + 1:0{_DIGITS}}{kind}.png", data.getvalue())


def _part(folder: Path, own: OwnSet, name: str) -> Path:
    """Where a further picture of a class goes: every fifth to test on where a set is split."""
    each = next(one for one in own.classes if one.name == name)
    is_due = each.count > 0 and each.tested < max(1, (each.count + 1) // TEST_SHARE)
    return parts(folder)[-1 if is_due else 0]


def _is_there(folder: Path, own: OwnSet, pixels: NDArray[np.uint8]) -> bool:
    return any(
        np.array_equal(pixels_of(file), pixels)
        for each in own.classes
        for file in files(folder, each.name)
    )


def _remove_forsaken() -> bool:
    """Remove sets without pictures that nobody has touched for a day; whether there were some."""
    forsaken = [
        folder
        for folder, _ in every()
        if time.time_ns() - stored_at(folder / ABOUT) > _A_DAY
        and not any(folder.glob(f"{IMAGES}/**/*.png"))
    ]
    for folder in forsaken:
        shutil.rmtree(folder, ignore_errors=True)
    return bool(forsaken)


def _image(pixels: NDArray[np.uint8]) -> Image.Image:
    return Image.fromarray(pixels[0] if len(pixels) == 1 else pixels.transpose(1, 2, 0))


def _check_class(own: OwnSet, name: str) -> None:
    if name not in [each.name for each in own.classes]:
        raise OwnSetError(f"own pictures: {own.name} has no class {name[:40]!r} any more")


def _unwritable(error: OSError) -> OwnSetError:
    return OwnSetError(f"own pictures: cannot be kept ({error.strerror}); make room under NIN_DATA")
