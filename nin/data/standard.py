"""The well-known data sets, where torchvision has them: read, checked and fetched.

MNIST's format (LeCun, Cortes and Burges) is a few bytes of header and the pixels, so it is read
here, at once and to the last byte; torchvision says where to fetch it. CIFAR-10 is read by
torchvision, which compares every file with its checksum first.
"""

from __future__ import annotations

import gzip
import shutil
from functools import partial
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nin.data.known_set import Arrays, Download, KnownSet
from nin.files.download import Archive, Progress, fetch


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


def _read_mnist(folder: str, root: Path) -> Arrays:
    return (*_read_part(root / folder, "train"), *_read_part(root / folder, "t10k"))


def _read_part(folder: Path, part: str) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    images = read_idx(folder / f"{part}-images-idx3-ubyte")
    labels = read_idx(folder / f"{part}-labels-idx1-ubyte")
    if images.shape != (len(labels), 28, 28) or not len(labels) or labels.max() > 9:
        raise ValueError(f"{part}: images {images.shape}, labels {labels.shape}")
    return images[:, None], labels.astype(np.int64)


def _fetch_mnist(class_name: str, root: Path, progress: Progress) -> None:
    from torchvision import datasets  # type: ignore[import-untyped]  # it has no types

    published = getattr(datasets, class_name)
    raw = root / class_name / "raw"
    raw.mkdir(parents=True)
    for filename, md5 in published.resources:
        urls = tuple(mirror + filename for mirror in published.mirrors)
        packed = fetch(Archive(filename, urls, md5), raw, progress)
        with gzip.open(packed) as source, packed.with_suffix("").open("wb") as sink:
            shutil.copyfileobj(source, sink)
        packed.unlink()


def _read_cifar10(root: Path) -> Arrays:
    from torchvision import datasets

    try:
        parts = [datasets.CIFAR10(root, train=train) for train in (True, False)]
    except RuntimeError as error:
        raise ValueError("a checksum of CIFAR-10 differs") from error
    arrays = [(part.data.transpose(0, 3, 1, 2), np.array(part.targets, np.int64)) for part in parts]
    return (*arrays[0], *arrays[1])


def _fetch_cifar10(root: Path, progress: Progress) -> None:
    from torchvision import datasets

    published = datasets.CIFAR10
    fetch(Archive(published.filename, (published.url,), published.tgz_md5), root, progress)
    published(root, download=True)  # finds the archive, checks it again and unpacks it


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MNIST = KnownSet(
    name="mnist",
    title="MNIST",
    label="MNIST, 70,000 digits",
    classes=tuple("0123456789"),
    shape=(1, 28, 28),
    read=partial(_read_mnist, "MNIST/raw"),
    download=Download("MNIST/raw", 11, partial(_fetch_mnist, "MNIST")),
)
FASHION_MNIST = KnownSet(
    name="fashion-mnist",
    title="Fashion-MNIST",
    label="Fashion-MNIST",
    classes=_words("T-shirt trouser pullover dress coat sandal shirt sneaker bag boot"),
    shape=(1, 28, 28),
    read=partial(_read_mnist, "FashionMNIST/raw"),
    download=Download("FashionMNIST/raw", 30, partial(_fetch_mnist, "FashionMNIST")),
)
CIFAR10 = KnownSet(
    name="cifar10",
    title="CIFAR-10",
    label="CIFAR-10",
    classes=_words("airplane automobile bird cat deer dog frog horse ship truck"),
    shape=(3, 32, 32),
    read=_read_cifar10,
    download=Download("cifar-10-batches-py", 170, _fetch_cifar10),
)
