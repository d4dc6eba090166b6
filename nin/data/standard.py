"""The well-known data sets, where torchvision has them: read, checked and fetched.

MNIST's format (LeCun, Cortes and Burges) is a few bytes of header and the pixels, so it is read
here, at once and to the last byte; torchvision says where to fetch it. CIFAR-10 is read by
torchvision, which compares every file with its checksum first.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from math import prod
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from nin.data.names import DataError
from nin.files.download import Archive, Progress, fetch

# Training images and labels, test images and labels.
Arrays = tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class StandardSet:
    """How to read a set that lies under a root, and how to put it there.

    Attributes:
        folder: Its place under the root, as torchvision has it.
        read: The arrays under a root. Raises `DataError` if they are not there or not whole.
        fetch: Downloads into an empty root. Raises `DownloadError`, `OSError`.
    """

    name: str
    folder: str
    classes: tuple[str, ...]
    read: Callable[[Path], Arrays]
    fetch: Callable[[Path, Progress], None]


def read_idx(path: Path) -> NDArray[np.uint8]:
    """The array in one of MNIST's files: its last byte is there and none too many.

    Raises:
        ValueError: it is anything else.
        OSError: it cannot be read.
    """
    data = np.fromfile(path, np.uint8)
    start = 4 + 4 * int(data[3]) if len(data) > 3 else 0
    shape = data[4:start].view(">i4").tolist()
    if data[:3].tobytes() != b"\0\0\x08" or start + prod(shape) != len(data):
        raise ValueError(f"{path.name}: {len(data)} bytes are not {shape} pixels")
    return data[start:].reshape(shape)


def _read_mnist(name: str, folder: str, megabytes: int, root: Path) -> Arrays:
    raw = root / folder / "raw"
    try:
        if not raw.is_dir():
            raise DataError(_missing(name, megabytes))
        files = [
            read_idx(raw / f"{part}-{kind}-ubyte")
            for part in ("train", "t10k")
            for kind in ("images-idx3", "labels-idx1")
        ]
        return _checked(*files)
    except (OSError, ValueError):
        raise DataError(_damaged(name)) from None


def _checked(
    train_images: NDArray[np.uint8],
    train_labels: NDArray[np.uint8],
    test_images: NDArray[np.uint8],
    test_labels: NDArray[np.uint8],
) -> Arrays:
    for images, labels in ((train_images, train_labels), (test_images, test_labels)):
        if images.shape != (len(labels), 28, 28) or not len(labels) or labels.max() > 9:
            raise ValueError(f"images {images.shape}, labels {labels.shape}")
    return (
        train_images[:, None],
        train_labels.astype(np.int64),
        test_images[:, None],
        test_labels.astype(np.int64),
    )


def _fetch_mnist(folder: str, root: Path, progress: Progress) -> None:
    from torchvision import datasets  # type: ignore[import-untyped]  # it has no types

    published = getattr(datasets, folder)
    raw = root / folder / "raw"
    raw.mkdir(parents=True)
    for filename, md5 in published.resources:
        urls = tuple(mirror + filename for mirror in published.mirrors)
        packed = fetch(Archive(filename, urls, md5), raw, progress)
        with gzip.open(packed) as source, packed.with_suffix("").open("wb") as sink:
            shutil.copyfileobj(source, sink)
        packed.unlink()


def _read_cifar10(root: Path) -> Arrays:
    try:
        if not (root / _CIFAR10).is_dir():
            raise DataError(_missing("cifar10", 170))
        from torchvision.datasets import CIFAR10  # type: ignore[import-untyped]  # it has no types

        parts = [CIFAR10(root, train=train) for train in (True, False)]
    except (RuntimeError, OSError):
        raise DataError(_damaged("cifar10")) from None
    arrays = [(part.data.transpose(0, 3, 1, 2), np.array(part.targets, np.int64)) for part in parts]
    return (*arrays[0], *arrays[1])


def _fetch_cifar10(root: Path, progress: Progress) -> None:
    from torchvision.datasets import CIFAR10

    fetch(Archive(CIFAR10.filename, (CIFAR10.url,), CIFAR10.tgz_md5), root, progress)
    CIFAR10(root, download=True)  # finds the archive, checks it again and unpacks it


def _missing(name: str, megabytes: int) -> str:
    return (
        f"{name}: is not here yet; let it be downloaded ({megabytes} MB), "
        "or take mnist5k, which is always here"
    )


def _damaged(name: str) -> str:
    return f"{name}: its files are damaged or incomplete; let it be downloaded again"


def _mnist_like(name: str, folder: str, megabytes: int, classes: str) -> StandardSet:
    read = partial(_read_mnist, name, folder, megabytes)
    return StandardSet(name, folder, tuple(classes.split()), read, partial(_fetch_mnist, folder))


_CIFAR10 = "cifar-10-batches-py"  # torchvision's name for it
_DIGITS = "0 1 2 3 4 5 6 7 8 9"
_CLOTHES = "T-shirt trouser pullover dress coat sandal shirt sneaker bag boot"
_THINGS = "airplane automobile bird cat deer dog frog horse ship truck"

SETS: Mapping[str, StandardSet] = MappingProxyType(
    {
        "mnist": _mnist_like("mnist", "MNIST", 11, _DIGITS),
        "fashion-mnist": _mnist_like("fashion-mnist", "FashionMNIST", 30, _CLOTHES),
        "cifar10": StandardSet(
            "cifar10", _CIFAR10, tuple(_THINGS.split()), _read_cifar10, _fetch_cifar10
        ),
    }
)
