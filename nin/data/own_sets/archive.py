"""A set of one's own pictures as a ZIP, out and in: a folder for each class.

An archive is a stranger's: nothing of it is unpacked under a name of its own. Each member is read
in bounded pieces, whatever size it claims, decoded as an upload is, prepared, and stored anew.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path, PurePosixPath

import msgspec
import numpy as np
from numpy.typing import NDArray

from nin.data.image_folder import NOT_IMAGES, OF_TESTING
from nin.data.own_sets.changing import (
    changed,
    check_room,
    create,
    delete,
    fitted,
    new_class,
    prepared,
    store,
)
from nin.data.own_sets.stored import (
    DRAWN,
    IMAGES,
    TEST,
    TRAIN,
    Description,
    OwnSet,
    OwnSetError,
    Settings,
    about_of,
    files,
    find,
    parts,
    place,
    sets_of,
)
from nin.data.own_sets.words import normal
from nin.images.reading import ENDINGS, ImageError, header, read
from nin.limits import (
    MAX_ARCHIVE_BYTES,
    MAX_ARCHIVE_MEMBERS,
    MAX_ARCHIVE_PIXELS,
    MAX_UPLOAD_BYTES,
)
from nin.words import counted

_ABOUT = "about.json"
_MOST_TOLD = 10_000  # bytes of it
_END = struct.Struct("<4s4H2LH")  # an archive's last record: at its end the list's size and place
_END_SIGN = b"PK\x05\x06"
_MOST_OF_AN_ENTRY = 512  # bytes of a member's entry in the list, with its name
_LONGEST_STEM = 36  # characters of a name that a number follows
_TOLD = 5  # sentences on what was left out


_Member = tuple[zipfile.ZipInfo, str, str]  # with its class and its part of the set


def to_zip(owner: str, identity: str) -> bytes:
    """A set as an archive that `from_zip` and, unpacked, `folder:PATH` read.

    Raises:
        OwnSetError: as for `find`.
    """
    own, folder = find(owner, identity), place(identity)
    about = about_of(folder)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        told = {name: getattr(about, name) for name in Description.__struct_fields__}
        archive.writestr(_ABOUT, msgspec.json.encode(told))  # nothing of whose it is
        for each in own.classes:
            for file in files(folder, each.name):
                archive.write(file, str(file.relative_to(folder / IMAGES)))
    return packed.getvalue()


def from_zip(
    owner: str, name: str, data: bytes, settings: Settings | None = None, *, called: str = ""
) -> tuple[OwnSet, list[str]]:
    """A new set of an archive, and sentences on what was left out.

    Args:
        owner: The owner's key.
        name: What to call it where nobody says; a number is added where there is such a set.
        data: The archive's bytes.
        settings: How to prepare its pictures where the archive does not say.
        called: What its owner calls it; by default what the archive does.

    Raises:
        OwnSetError: it cannot be read, or holds no pictures, or there is no room.
    """
    with _opened(data) as archive:
        about = _about(archive)
    wanted = called.strip() or (about.name if about else name)
    taken = {other.name.lower() for other in sets_of(owner)}
    numbered = (f"{wanted[:_LONGEST_STEM]} {number}" for number in count(2))
    free = next(each for each in chain([wanted], numbered) if normal(each).lower() not in taken)
    own = create(owner, free, about.settings if about else settings)
    try:
        _, left_out = add_archive(owner, own.id, data)
    except OwnSetError:
        delete(owner, own.id)
        raise
    return find(owner, own.id), left_out


def add_archive(owner: str, identity: str, data: bytes) -> tuple[int, list[str]]:
    """Add an archive's pictures: how many, and sentences on what was left out.

    A set that has no pictures takes over how the archive is split; else all are to learn from.

    Raises:
        OwnSetError: as for `find`, or the archive cannot be read or holds no pictures that can be
            added, or there is no room for all of them.
    """
    with _opened(data) as archive, changed(owner, identity) as (folder, own):
        members, left_out = _pictures(archive), Counter[str]()
        check_room(own, len(members))
        is_split = {part for *_, part in members} == {TRAIN, TEST} and not own.count
        names = {each.name.lower(): each.name for each in own.classes}
        added = 0
        for member, name, part, pixels in _ready(archive, members, own, left_out):
            if is_split and not added and not own.is_split:
                _split(folder)
            key = normal(name).lower()
            try:
                if key not in names:
                    names[key] = new_class(folder, names.values(), name)
            except OwnSetError as error:
                left_out[f"{name[:40]}: {error}"] += 1
                continue
            holder = parts(folder)[-1 if part == TEST else 0]
            store(holder / names[key], pixels, drawn=_is_drawn(member))
            added += 1
    told = [f"{words} ({counted(n, 'picture')})" for words, n in left_out.most_common(_TOLD)]
    if not added:
        raise OwnSetError(f"archive: holds no picture that can be added; {'; '.join(told)}")
    return added, told


def _ready(
    archive: zipfile.ZipFile, members: list[_Member], own: OwnSet, left_out: Counter[str]
) -> Iterator[tuple[zipfile.ZipInfo, str, str, NDArray[np.uint8]]]:
    """The pictures as those of the set are (C, S, S); what cannot be one is counted by its why."""
    about, room = _about(archive), MAX_ARCHIVE_PIXELS
    is_ours = about is not None and about.settings == own.settings
    for member, name, part in members:
        try:
            content = _content(archive, member)
            room -= _pixels(content)
            if room < 0:
                raise OwnSetError("is one too many of so large pictures; make them smaller")
            picture = read(content, own.settings.side)
            is_ready = is_ours and picture.size == (own.settings.side,) * 2
            yield member, name, part, (fitted if is_ready else prepared)(own.settings, picture)
        except (OwnSetError, ImageError) as error:
            left_out[f"{name[:40]}: {error}"] += 1


def _opened(data: bytes) -> zipfile.ZipFile:
    if len(data) > MAX_ARCHIVE_BYTES:
        raise OwnSetError(
            f"archive: {len(data) / 1e6:,.0f} MB are more than {MAX_ARCHIVE_BYTES / 1e6:,.0f} MB; "
            "take fewer or smaller pictures"
        )
    if _directory_bytes(data) > MAX_ARCHIVE_MEMBERS * _MOST_OF_AN_ENTRY:
        raise _too_many()
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception:  # zipfile raises almost anything on broken bytes
        raise OwnSetError("archive: is no ZIP, or damaged; pack it again") from None
    if len(archive.infolist()) > MAX_ARCHIVE_MEMBERS:
        raise _too_many()
    return archive


def _directory_bytes(data: bytes) -> int:
    """How long an archive's list of members is, as it says itself, before that is read at all.

    `zipfile` makes an object of each entry. Its rules for finding the end are followed here.
    """
    end = len(data) - _END.size
    if data[end : end + 4] != _END_SIGN or data[-2:] != bytes(2):
        end = data.rfind(_END_SIGN, max(0, len(data) - _END.size - 65_535))
    if end < 0 or end + _END.size > len(data):
        return 0
    if data[max(0, end - 20) : end].startswith(b"PK\x06\x07"):  # made for more than 65,535 members
        raise _too_many()
    *_, size, _, _ = _END.unpack_from(data, end)
    return int(size)


def _too_many() -> OwnSetError:
    return OwnSetError(f"archive: holds more than {MAX_ARCHIVE_MEMBERS:,} files; take fewer")


def _pictures(archive: zipfile.ZipFile) -> list[_Member]:
    """The members that are called like pictures, with their class and their part of the set.

    The last folder of a member is its class, and the one before it says whether it is for testing;
    so an outer folder makes no difference, and where a path leads to makes none either.

    Raises:
        OwnSetError: there are none.
    """
    members = []
    for member in archive.infolist():
        *folders, name = member.filename.replace("\\", "/").split("/")
        is_hidden = name.startswith(".") or NOT_IMAGES in folders
        if not folders or is_hidden or PurePosixPath(name).suffix.lower() not in ENDINGS:
            continue
        outer = folders[-2].lower() if len(folders) > 1 else ""
        members.append((member, folders[-1], TEST if outer in OF_TESTING else TRAIN))
    if not members:
        raise OwnSetError("archive: holds no pictures in folders; it takes a folder for each class")
    return members


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The bytes of a member, which may be more than it says.

    Raises:
        OwnSetError: they are too many, encrypted or damaged.
    """
    try:
        with archive.open(member) as file:
            content = file.read(MAX_UPLOAD_BYTES + 1)
    except Exception:  # as above
        raise OwnSetError("cannot be unpacked: damaged, or with a password") from None
    if len(content) > MAX_UPLOAD_BYTES:
        raise OwnSetError(f"is more than {MAX_UPLOAD_BYTES / 1e6:,.0f} MB; make it smaller")
    return content


def _pixels(content: bytes) -> int:
    told = header(content)
    return told.width * told.height


def _about(archive: zipfile.ZipFile) -> Description | None:
    """What an archive of ours says of itself."""
    names = [name for name in archive.namelist() if name.rpartition("/")[2] == _ABOUT]
    if len(names) != 1:
        return None
    try:
        with archive.open(names[0]) as file:
            about = msgspec.json.decode(file.read(_MOST_TOLD), type=Description)
        assert about.settings
        return about
    except Exception:  # as above; then it is an archive like any other
        return None


def _split(folder: Path) -> None:
    """Have a set without pictures a part to learn from and a part to test on, with its classes."""
    images = folder / IMAGES
    classes = list(images.iterdir())
    for part in (TRAIN, TEST):
        (images / part).mkdir()
        for each in classes:
            (images / part / each.name).mkdir()
    for each in classes:
        each.rmdir()


def _is_drawn(member: zipfile.ZipInfo) -> bool:
    return PurePosixPath(member.filename).stem.endswith(f"-{DRAWN}")
