"""Data sets as plain arrays: uint8 images (N, C, H, W), int64 labels, names of the classes.

    digits                         4,000 of MNIST's training and 1,000 of its test images, bundled
    mnist  fashion-mnist  cifar10  as torchvision lays them out under NIN_DATA or a cache folder
    folder:PATH                    one's own images, one folder for each class
    own:ID                         a set of one's own that was gathered on the pages
    NAME:validation                the same without its test images: the last sixth of those to
                                   learn from are held out in their place, to choose recipes by

Nothing is fetched unless asked for, and half a download never counts: archives are checked, then
unpacked and read whole in a temporary folder, and only then take the data set's name.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nin.data import image_folder, strangers
from nin.data.catalogue import SETS
from nin.data.digits import DIGITS
from nin.data.image_folder import Images
from nin.data.known_set import Arrays, Download, KnownSet
from nin.data.names import FOLDER, OWN, VALIDATION, DataError, folder_path
from nin.data.own_digits import SIDE, OwnDigits
from nin.data.own_sets import stored
from nin.data.own_sets.stored import OwnSetError
from nin.data.root import default_root
from nin.files.download import DownloadError, Progress, no_progress
from nin.images.preparation import Preparation

_HELD_OUT = 6  # one in this many of the training images; of MNIST's, 10,000
_MAX_COPIES = 50  # of one drawing in the images to learn from


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Images to learn from and images to test on.

    Attributes:
        train_images: uint8 (N, C, H, W), C 1 or 3.
        train_labels: int64 (N,), each an index in `classes`.
        preparation: How other images are made like these.
    """

    name: str
    train_images: NDArray[np.uint8]
    train_labels: NDArray[np.int64]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.int64]
    classes: tuple[str, ...]
    preparation: Preparation


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
        # One's own images stand class by class, those of known sets in no order.
        return replace(
            with_validation(whole, shuffled=whole.name.startswith((FOLDER, OWN))), name=name
        )
    if name.startswith(FOLDER):
        return _of_folder(name, image_folder.read(folder_path(name)))
    if name.startswith(OWN):
        return _own(name)
    if name not in SETS:
        names = ", ".join(SETS)
        raise DataError(f"{name[:40]!r} is not a data set; known are {names} and folder:PATH")
    entry, root = SETS[name], root or default_root()
    if download and entry.download and not _is_whole(entry, root):
        _fetch(entry, entry.download, root, progress)
    return Dataset(name, *_read(entry, root), entry.classes, entry.preparation)


def classes(name: str) -> tuple[str, ...] | None:
    """The classes of a set of this name, where they are known without reading its images."""
    name = name.removesuffix(VALIDATION)
    if name.startswith(OWN):
        own = stored.of_name(name)
        return tuple(each.name for each in own.classes) if own else None
    return SETS[name].classes if name in SETS else None


def sizes(name: str) -> tuple[int, int] | None:
    """How many images there are to learn from and to test on, where that is known without reading.

    Of a name with `:validation` it is not.
    """
    if name.startswith(OWN):
        own = stored.of_name(name)
        return (own.count - own.tested, own.tested) if own else None
    return (SETS[name].train_size, SETS[name].test_size) if name in SETS else None


def is_here(name: str) -> bool:
    """Whether a known set of this name lies on this machine, whole or not."""
    download = SETS[name].download
    return download is None or (default_root() / download.folder).is_dir()


def takes_drawings(shape: tuple[int, ...], classes: tuple[str, ...]) -> bool:
    """Whether drawings of digits can be mixed into images (C, H, W) of these classes."""
    return shape == (1, SIDE, SIDE) and classes == DIGITS.classes


def with_fewer(dataset: Dataset, count: int, seed: int) -> Dataset:
    """The data set with `count` of its images to learn from, drawn by the seed.

    Of one seed a smaller number is a part of a larger one.

    Raises:
        DataError: it has fewer.
    """
    size = len(dataset.train_labels)
    if count > size:
        raise DataError(f"images: {dataset.name} has {size:,} to learn from, not {count:,}")
    chosen = np.random.default_rng(seed).permutation(size)[:count]
    images, labels = dataset.train_images[chosen], dataset.train_labels[chosen]
    return replace(dataset, train_images=images, train_labels=labels)


def with_validation(dataset: Dataset, *, shuffled: bool) -> Dataset:
    """The data set without its test images: the last sixth of the others is held out in place.

    Args:
        dataset: What is parted.
        shuffled: Whether its images are brought into another order before, always the same one.

    Raises:
        DataError: it has so few images that none can be held out.
    """
    images, labels = dataset.train_images, dataset.train_labels
    if len(labels) < _HELD_OUT:
        raise DataError(
            f"{dataset.name}: of {len(labels)} images to learn from none can be held out; "
            f"take {_HELD_OUT} at least"
        )
    if shuffled:
        order = np.random.default_rng(0).permutation(len(labels))
        images, labels = images[order], labels[order]
    first = len(labels) - len(labels) // _HELD_OUT
    return replace(
        dataset,
        train_images=images[:first],
        train_labels=labels[:first],
        test_images=images[first:],
        test_labels=labels[first:],
    )


def with_drawings(dataset: Dataset, own: OwnDigits) -> Dataset:
    """The data set with drawings of one's own among the images to learn from.

    A handful would be lost among thousands, so each is there several times, until they are a
    tenth of the images, but at most 50 times; augmentation makes them differ.

    Raises:
        DataError: the data set is not one of grey digits as large as the drawings.
    """
    _check_for_digits(dataset, "drawings")
    copies = min(max(len(dataset.train_labels) // (10 * len(own.labels)), 1), _MAX_COPIES)
    images = np.repeat(own.images[:, None], copies, 0)
    return _with(dataset, images, np.repeat(own.labels, copies))


def with_strangers(dataset: Dataset, count: int) -> Dataset:
    """The data set with `count` digits as strangers give them among the images to learn from.

    Two of three are written by a program in other hands, one is an image of the set itself, seen
    by few pixels; the set's images are taken at even distances, each once.

    Raises:
        DataError: the data set is not one of grey digits of their size.
    """
    _check_for_digits(dataset, "strangers")
    own = len(dataset.train_labels)
    chosen = np.linspace(0, own - 1, min(count // 3, own)).astype(np.int64)
    images, labels = strangers.written(count - len(chosen))
    copies = strangers.coarse(dataset.train_images[chosen])
    dataset = _with(dataset, copies, dataset.train_labels[chosen])
    return _with(dataset, images, labels)


def _check_for_digits(dataset: Dataset, what: str) -> None:
    if not takes_drawings(dataset.train_images.shape[1:], dataset.classes):
        names = [
            entry.name for entry in SETS.values() if takes_drawings(entry.shape, entry.classes)
        ]
        raise DataError(
            f"{what}: {dataset.name} has no digits of {SIDE} × {SIDE}; mix them into "
            f"{' or '.join(names)}"
        )


def _with(dataset: Dataset, images: NDArray[np.uint8], labels: NDArray[np.int64]) -> Dataset:
    return replace(
        dataset,
        train_images=np.concatenate([dataset.train_images, images]),
        train_labels=np.concatenate([dataset.train_labels, labels]),
    )


def _own(name: str) -> Dataset:
    try:
        folder = stored.of_dataset(name)
        preparation = stored.about_of(folder).preparation
    except OwnSetError as error:
        raise DataError(f"{error}; it was deleted") from None
    return replace(
        _of_folder(name, image_folder.read(folder / stored.IMAGES)), preparation=preparation
    )


def _of_folder(name: str, folder: Images) -> Dataset:
    test = folder.is_test
    return Dataset(
        name,
        folder.images[~test],
        folder.labels[~test],
        folder.images[test],
        folder.labels[test],
        folder.classes,
        Preparation.WHOLE,
    )


def _read(entry: KnownSet, root: Path) -> Arrays:
    try:
        if entry.download and not (root / entry.download.folder).is_dir():
            raise DataError(
                f"{entry.name}: is not here yet; let it be downloaded "
                f"({entry.download.megabytes} MB), or take the set {DIGITS.name}, which is "
                "always here"
            )
        return entry.read(root)
    except (OSError, ValueError):
        remedy = "let it be downloaded again" if entry.download else "install NiN Explorer again"
        raise DataError(f"{entry.name}: its files are damaged or incomplete; {remedy}") from None


def _is_whole(entry: KnownSet, root: Path) -> bool:
    try:
        _read(entry, root)
    except DataError:
        return False
    return True


def _replace(fresh: Path, target: Path) -> None:
    """Move files to where those of the same names may lie; the folder may be a link elsewhere.

    A new folder comes at once, with all of them.
    """
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.rename(target)
        return
    for file in fresh.iterdir():
        partial = target / f".partial-{file.name}"
        shutil.move(file, partial)  # from one file system to another this is no single step
        partial.replace(target / file.name)


def _fetch(entry: KnownSet, download: Download, root: Path, progress: Progress) -> None:
    """Put the set's files under the root, only when all were read whole, and leave others there."""
    target = root / download.folder
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root, prefix=".partial-") as temporary:
            fresh = Path(temporary)
            download.fetch(fresh, progress)
            _read(entry, fresh)
            _replace(fresh / download.folder, target)
    except DownloadError as error:
        raise DataError(
            f"{entry.name}: cannot be fetched ({error}); the set {DIGITS.name} needs no download"
        ) from None
    except OSError as error:
        raise DataError(
            f"{entry.name}: cannot be stored ({error.strerror}); set NIN_DATA to another folder"
        ) from None
