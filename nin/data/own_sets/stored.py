"""What lies on the disk of a set of one's own pictures, and whose it is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nin.data.image_folder import FEWEST, TEST_SHARE
from nin.data.names import OWN
from nin.data.root import default_root
from nin.files.paths import file_state
from nin.images.digit import SIDE
from nin.images.preparation import Preparation

ABOUT, IMAGES, LOCK = "set.json", "images", ".lock"
TRAIN, TEST = "train", "test"  # folders of a set that was split already
DRAWN = "drawn"  # in the names of pictures that were drawn here
SIDES = (8, 96)  # of pictures that are fitted whole
_ID = re.compile("[0-9a-f]{16}")


class OwnSetError(ValueError):
    """Something that cannot be done with a set of one's own, in words that say why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the pictures of a set are prepared.

    Attributes:
        preparation: Found by their ink as digits are, or as one thing on a plain ground: both
            grey, 28 pixels a side. Or whole, in a square.
        channels: 1 for grey, 3 for colour; 1 unless they are whole.
        side: In pixels; 28 unless they are whole.

    Raises:
        OwnSetError: these do not go together.
    """

    preparation: Preparation = Preparation.INK
    channels: int = 1
    side: int = SIDE

    def __post_init__(self) -> None:
        least, most = SIDES
        is_whole = self.preparation is Preparation.WHOLE
        if self.channels not in ((1, 3) if is_whole else (1,)):
            raise OwnSetError(f"own pictures: {self.channels} channels; 1 are grey, 3 colour")
        if not (least <= self.side <= most if is_whole else self.side == SIDE):
            raise OwnSetError(
                f"own pictures: {self.side} pixels a side; take {least} to {most} of whole pictures"
            )


@dataclass(frozen=True, slots=True)
class OwnClass:
    """A class of a set.

    Attributes:
        name: What it is called, and its folder.
        count: How many pictures it has.
        drawn: How many of these were drawn here.
        tested: How many of these are to test on.
    """

    name: str
    count: int
    drawn: int
    tested: int


@dataclass(frozen=True, slots=True)
class OwnSet:
    """A set of one's own pictures.

    Attributes:
        id: By which its folder is called, and found by runs.
        name: What its owner calls it.
        settings: How its pictures are prepared.
        classes: Those of the set, by name.
        is_split: Whether it came with pictures for testing.
    """

    id: str
    name: str
    settings: Settings
    classes: tuple[OwnClass, ...] = field(default=())
    is_split: bool = False

    @property
    def dataset(self) -> str:
        """Its name as a data set."""
        return f"{OWN}{self.id}"

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return sum(each.count for each in self.classes)

    @property
    def tested(self) -> int:
        """How many of these are to test on."""
        return sum(each.tested for each in self.classes)

    @property
    def can_train(self) -> bool:
        """Whether there are classes and pictures enough to train and to test."""
        if self.is_split:
            enough = all(each.tested and each.count > each.tested for each in self.classes)
        else:
            enough = all(each.count >= FEWEST for each in self.classes)
        return len(self.classes) > 1 and enough


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """What a set says of itself, in its folder and in an archive of it."""

    name: str
    preparation: Preparation
    channels: int
    side: int

    @property
    def settings(self) -> Settings:
        """How pictures are prepared."""
        return Settings(self.preparation, self.channels, self.side)


class About(Description, frozen=True, kw_only=True):
    """What the file of a set says of it."""

    owner: str  # SHA-256 of the key, in hexadecimal digits


def home() -> Path:
    """The folder of all sets."""
    return default_root() / "own"


def place(identity: str) -> Path:
    """The folder of a set.

    Raises:
        OwnSetError: this is no name of one.
    """
    if not _ID.fullmatch(identity):
        raise OwnSetError("own pictures: there is no such set")
    return home() / identity


def of_dataset(name: str) -> Path:
    """The folder of the set that a data set's name `own:ID` means.

    Raises:
        OwnSetError: this is no name of one.
    """
    return place(name.removeprefix(OWN))


def owner_digest(owner: str) -> str:
    """What the disk holds of an owner's key."""
    return hashlib.sha256(owner.encode()).hexdigest()


def sets_of(owner: str) -> list[OwnSet]:
    """All sets of an owner, the oldest first; those that are damaged are left out."""
    return [_read(folder) for folder, about in every() if about.owner == owner_digest(owner)]


def every() -> Iterator[tuple[Path, About]]:
    """All sets of this server that can be read, the oldest first."""
    about_files = home().glob(f"*/{ABOUT}")
    for file in sorted(about_files, key=lambda file: (stored_at(file), file)):
        try:
            place(file.parent.name)
            yield file.parent, about_of(file.parent)
        except OwnSetError:
            continue


def find(owner: str, identity: str) -> OwnSet:
    """A set of this owner.

    Raises:
        OwnSetError: it is not there, or another's.
    """
    return _read(owned(owner, identity))


def owned(owner: str, identity: str) -> Path:
    """The folder of a set of this owner.

    Raises:
        OwnSetError: as for `find`.
    """
    folder = place(identity)
    if not is_owner(owner, f"{OWN}{identity}"):
        raise OwnSetError("own pictures: there is no such set")
    return folder


def is_owner(owner: str, dataset: str) -> bool:
    """Whether a data set `own:ID` is this owner's; of one that is not there it is nobody's."""
    try:
        return about_of(of_dataset(dataset)).owner == owner_digest(owner)
    except OwnSetError:
        return False


def of_name(dataset: str) -> OwnSet | None:
    """The set that a data set's name `own:ID` means, whoever asks; None where there is none."""
    try:
        return _read(of_dataset(dataset))
    except OwnSetError:
        return None


def own_title(dataset: str) -> str:
    """What a sentence calls a data set `own:ID`."""
    try:
        return about_of(of_dataset(dataset)).name
    except OwnSetError:
        return "own pictures, deleted"


def about_of(folder: Path) -> About:
    """What the file of a set says.

    Raises:
        OwnSetError: there is no set, or its file is damaged.
    """
    try:
        about = msgspec.json.decode((folder / ABOUT).read_bytes(), type=About)
        assert about.settings
    except (OSError, ValueError):
        raise OwnSetError("own pictures: there is no such set") from None
    return about


def parts(folder: Path) -> list[Path]:
    """The folders that hold the classes' folders: that of all, or those of training and testing."""
    images = folder / IMAGES
    split = [images / part for part in (TRAIN, TEST)]
    return split if all(part.is_dir() for part in split) else [images]


def files(folder: Path, name: str) -> list[Path]:
    """The pictures of a class, in the order in which they came."""
    return [file for part in parts(folder) for file in sorted((part / name).glob("*.png"))]


def pictures(
    owner: str, identity: str, name: str, limit: int
) -> list[tuple[str, NDArray[np.uint8]]]:
    """The newest pictures of a class: where each lies in its set, and its pixels (C, S, S).

    Raises:
        OwnSetError: as for `find`.
    """
    folder = owned(owner, identity)
    newest = sorted(files(folder, name), key=stored_at, reverse=True)[:limit]
    shown = []
    for file in newest:
        with suppress(OSError):  # removed just now
            shown.append((place_of(folder, file), pixels_of(file)))
    return shown


def stored_at(file: Path) -> int:
    """When a picture was stored, in nanoseconds."""
    _, changed = file_state(file)
    return changed


def place_of(folder: Path, picture: Path) -> str:
    """Where a picture lies in its set."""
    return picture.relative_to(folder / IMAGES).as_posix()


def pixels_of(file: Path) -> NDArray[np.uint8]:
    """A picture that was stored, (C, S, S)."""
    with Image.open(file, formats=["PNG"]) as image:
        pixels = np.asarray(image)
    return pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)


def _read(folder: Path) -> OwnSet:
    about, holders = about_of(folder), parts(folder)
    names = sorted(entry.name for entry in holders[0].glob("*") if entry.is_dir())
    classes = tuple(_class(folder, name, holders) for name in names)
    return OwnSet(folder.name, about.name, about.settings, classes, len(holders) > 1)


def _class(folder: Path, name: str, holders: list[Path]) -> OwnClass:
    every_file = files(folder, name)
    drawn = sum(file.stem.endswith(DRAWN) for file in every_file)
    if len(holders) > 1:
        tested = sum(file.parent.parent == holders[-1] for file in every_file)
    else:
        tested = len(every_file) // TEST_SHARE
    return OwnClass(name, len(every_file), drawn, tested)
