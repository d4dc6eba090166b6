"""One's own images as a data set: one folder for each class, PNG, JPEG or WebP.

A folder that holds nothing but `train` and `test`, or `training` and `testing`, is a set that was
split already; `val` and its like stand for the test part where there is none.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nin.data.names import DataError, is_text
from nin.images.preparation import squared
from nin.images.reading import ENDINGS, Header, ImageError, header
from nin.images.reading import read as read_image
from nin.limits import MAX_FOLDER_BYTES, MAX_FOLDER_IMAGES

_LARGEST_SIDE = 224  # pixels; no preset takes more
FEWEST = 5  # images of a class: four to learn from and one to test on
OF_TRAINING = ("train", "training")
OF_TESTING = ("test", "testing", "val", "valid", "validation")  # the first that is there
TEST_SHARE = 5  # every fifth image of a class is for testing, where no split is given
NOT_IMAGES = "__MACOSX"  # what a Mac puts beside; so does it names with a dot before them


@dataclass(frozen=True, slots=True, eq=False)
class Images:
    """A folder's images: uint8 (N, C, S, S), labels int64 (N,), and which are to test on."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    is_test: NDArray[np.bool_]
    classes: tuple[str, ...]


def read(path: Path) -> Images:
    """The images, in the order of the folders' and files' names.

    Each image is fitted whole into a square, with margins in the colour of its border, of one
    size: the median of the longer sides but at most 224 pixels, less where memory would not hold
    them. They are grey (C 1) where all files are, else RGB.

    Raises:
        DataError: there are fewer than two classes or five images in one, too many, a file is
            broken, or all images are equal.
    """
    parts = _parts(path)
    classes = [folder.name for folder in parts[0]]
    if len(parts) > 1 and classes != [folder.name for folder in parts[1]]:
        names = " and ".join(part[0].parent.name for part in parts)
        raise DataError(f"{path.name}: {names} have different folders; they need the same classes")
    fewest = FEWEST if len(parts) == 1 else 1
    files = [
        (file, label, part)
        for part, folders in enumerate(parts)
        for label, folder in enumerate(folders)
        for file in _files(folder, fewest)
    ]
    if len(files) > MAX_FOLDER_IMAGES:
        raise DataError(f"{path.name}: {len(files):,} images are over {MAX_FOLDER_IMAGES:,}")
    images = _pixels([file for file, *_ in files])
    if (images == images[0]).all():
        raise DataError(f"{path.name}: all {len(files):,} images are equal; look at them first")
    labels = np.array([label for _, label, _ in files], np.int64)
    is_test = np.array([part == 1 for *_, part in files])
    if len(parts) == 1:
        is_test = _every_fifth(labels)
    return Images(images, labels, is_test, tuple(classes))


def _parts(path: Path) -> list[list[Path]]:
    """The classes' folders: of the whole set, or of its training and its test part."""
    folders = _folders(path)
    by_name = {folder.name.lower(): folder for folder in folders}
    train = [by_name[name] for name in OF_TRAINING if name in by_name]
    test = [by_name[name] for name in OF_TESTING if name in by_name]
    if train and test and len(train) + len(test) == len(folders):
        return [_class_folders(train[0]), _class_folders(test[0])]
    return [_class_folders(path)]


def _class_folders(path: Path) -> list[Path]:
    folders = _folders(path)
    if len(folders) < 2:
        raise DataError(
            f"{path.name}: has {len(folders)} folders; it needs one folder of images for each "
            "class, two at least"
        )
    return folders


def _folders(path: Path) -> list[Path]:
    folders = [entry for entry in _entries(path) if entry.is_dir()]
    if unnamed := [folder.name for folder in folders if not is_text(folder.name)]:
        raise DataError(f"{path.name}: {unnamed[0]!r} is no name that can be shown; rename it")
    return folders


def _files(folder: Path, fewest: int) -> list[Path]:
    files = [file for file in _entries(folder) if file.suffix.lower() in ENDINGS]
    if len(files) < fewest:
        raise DataError(
            f"{folder.name}: has {len(files)} PNG, JPEG or WebP images; a class needs {fewest}"
        )
    return files


def _entries(path: Path) -> list[Path]:
    """What is in a folder, by name, but for what a system hides there."""
    try:
        return sorted(
            entry
            for entry in path.iterdir()
            if not entry.name.startswith(".") and entry.name != NOT_IMAGES
        )
    except OSError as error:
        raise DataError(f"{path.name}: cannot be opened ({error.strerror})") from None


def _pixels(files: Sequence[Path]) -> NDArray[np.uint8]:
    """(N, C, S, S)."""
    headers = [_header(file) for file in files]
    channels = 1 if all(each.is_grey for each in headers) else 3
    side = _side([max(each.width, each.height) for each in headers], channels)
    images = np.empty((len(files), channels, side, side), np.uint8)
    for index, file in enumerate(files):
        images[index] = _square(file, channels, side)
    return images


def _side(longer_sides: list[int], channels: int) -> int:
    room = math.isqrt(MAX_FOLDER_BYTES // (channels * len(longer_sides)))
    return max(1, min(_LARGEST_SIDE, round(statistics.median(longer_sides)), room))


def _header(file: Path) -> Header:
    try:
        return header(file)
    except ImageError as error:
        raise DataError(f"{_name(file)}: {error}") from None


def _square(file: Path, channels: int, side: int) -> NDArray[np.uint8]:
    """(C, S, S): the whole image."""
    try:
        image = read_image(file, side)
    except ImageError as error:
        raise DataError(f"{_name(file)}: {error}") from None
    pixels = np.asarray(squared(image.convert("RGB" if channels == 3 else "L"), side))
    return pixels.transpose(2, 0, 1) if channels == 3 else pixels[None]


def _every_fifth(labels: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Every fifth image of each class."""
    place = np.empty_like(labels)  # of each image within its class
    for label in np.unique(labels):
        members = labels == label
        place[members] = np.arange(members.sum())
    is_test: NDArray[np.bool_] = place % TEST_SHARE == TEST_SHARE - 1
    return is_test


def _name(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"
