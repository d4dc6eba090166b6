"""The well-known data sets, where torchvision has them: read, checked and fetched.

MNIST's format (LeCun, Cortes and Burges) is a few bytes of header and the pixels, so it is read
here, at once and to the last byte, and so is CIFAR-10 (Krizhevsky, 2009), whose files have to be
those that were published. torchvision says where to fetch them.
"""

from __future__ import annotations

import gzip
import hashlib
import pickle
import shutil
import tarfile
from functools import partial
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nin.data.known_set import Arrays, Download, KnownSet
from nin.files.download import Archive, DownloadError, Progress, fetch
from nin.images.preparation import Preparation

CIFAR10_FOLDER = "cifar-10-batches-py"
CIFAR10_BATCHES = (  # their MD5 as published, which finds damage; the last one is for testing
    ("data_batch_1", "c99cafc152244af753f735de768cd75f"),
    ("data_batch_2", "d4bba439e000b95fd0a9bffe97cbabec"),
    ("data_batch_3", "54ebc095f3ab1f0389bbae665268c751"),
    ("data_batch_4", "634d18415352ddfa80567beed471001a"),
    ("data_batch_5", "482c414d41f54cd18b22e5b47cb7c3cb"),
    ("test_batch", "40351d587109b95175f43aff81a1287e"),
)

IDX_FILES = {  # by torchvision's names, in the order of `Arrays`, with the MD5 of the packed file
    "MNIST": (
        ("train-images-idx3-ubyte", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
        ("train-labels-idx1-ubyte", "d53e105ee54ea40749a09fcbcd1e9432"),
        ("t10k-images-idx3-ubyte", "9fb629c4189551a2d022fa330f9573f3"),
        ("t10k-labels-idx1-ubyte", "ec29112dd5afa0611ce80d1b7f02629c"),
    ),
    "FashionMNIST": (
        ("train-images-idx3-ubyte", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        ("train-labels-idx1-ubyte", "25c81989df183df01b3e8a0aad5dffbe"),
        ("t10k-images-idx3-ubyte", "bef4ecab320f06d8554ea6380940ec79"),
        ("t10k-labels-idx1-ubyte", "bb300cfdad3c16e7a12a480ee83cd310"),
    ),
}


def read_idx(path: Path) -> NDArray[np.uint8]:
    """The array in one of MNIST's files: its last byte is there and none too many.

    Raises:
        ValueError: it is anything else.
        OSError: it cannot be read.
    """
    return _array(path.name, np.fromfile(path, np.uint8))


def _array(name: str, data: NDArray[np.uint8]) -> NDArray[np.uint8]:
    start = 4 + 4 * int(data[3]) if len(data) > 3 else 0
    shape = data[4:start].view(">i4").tolist()
    if data[:3].tobytes() != b"\0\0\x08" or start + prod(shape) != len(data):
        raise ValueError(f"{name}: {len(data)} bytes are not {shape} pixels")
    return data[start:].reshape(shape)


def _read_mnist(class_name: str, root: Path) -> Arrays:
    raw = root / class_name / "raw"
    images, labels, test_images, test_labels = (
        _read_file(raw, name, md5) for name, md5 in IDX_FILES[class_name]
    )
    return (*_checked(images, labels), *_checked(test_images, test_labels))


def _read_file(raw: Path, name: str, md5: str) -> NDArray[np.uint8]:
    """One of the four files as it is unpacked, as other programs spell it, or still packed."""
    for spelled in (name, name.replace("-idx", ".idx")):
        if (raw / spelled).is_file():
            return read_idx(raw / spelled)
    packed = (raw / f"{name}.gz").read_bytes()
    if hashlib.md5(packed, usedforsecurity=False).hexdigest() != md5:
        raise ValueError(f"{name}.gz: its checksum differs")
    return _array(name, np.frombuffer(gzip.decompress(packed), np.uint8))


def _checked(
    images: NDArray[np.uint8], labels: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    if images.shape != (len(labels), 28, 28) or not len(labels) or labels.max() > 9:
        raise ValueError(f"images {images.shape}, labels {labels.shape}")
    return images[:, None], labels.astype(np.int64)


def _fetch_mnist(class_name: str, root: Path, progress: Progress) -> None:
    mirrors = _published(class_name).mirrors
    raw = root / class_name / "raw"
    raw.mkdir(parents=True)
    for name, md5 in IDX_FILES[class_name]:
        urls = tuple(f"{mirror}{name}.gz" for mirror in mirrors)
        packed = fetch(Archive(f"{name}.gz", urls, md5), raw, progress)
        with gzip.open(packed) as source, packed.with_suffix("").open("wb") as sink:
            shutil.copyfileobj(source, sink)
        packed.unlink()


def _read_cifar10(root: Path) -> Arrays:
    parts = [_read_batch(root / CIFAR10_FOLDER / name, md5) for name, md5 in CIFAR10_BATCHES]
    *training, (test_images, test_labels) = parts
    images, labels = (np.concatenate(arrays) for arrays in zip(*training, strict=True))
    return images, labels, test_images, test_labels


def _read_batch(file: Path, md5: str) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Images and labels of a pickle, which may run code: it has to be the published one."""
    data = file.read_bytes()
    if hashlib.md5(data, usedforsecurity=False).hexdigest() != md5:
        raise ValueError(f"{file.name}: its checksum differs")
    batch = pickle.loads(data, encoding="latin1")  # noqa: S301  # the published bytes
    return batch["data"].reshape(-1, 3, 32, 32), np.array(batch["labels"], np.int64)


def _fetch_cifar10(root: Path, progress: Progress) -> None:
    published = _published("CIFAR10")
    archive = Archive(published.filename, (published.url,), published.tgz_md5)
    packed = fetch(archive, root, progress)
    with tarfile.open(packed) as batches:
        batches.extractall(root, filter="data")


def _published(class_name: str) -> Any:
    """What torchvision says of a set: only downloads ask, in a run's process or a command's.

    Raises:
        DownloadError: it is not installed.
    """
    try:
        from torchvision import datasets  # type: ignore[import-untyped]  # it has no types
    except ImportError:
        raise DownloadError("torchvision knows where it lies and is not installed") from None
    return getattr(datasets, class_name)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MNIST = KnownSet(
    name="mnist",
    title="MNIST",
    label="MNIST, 70,000 digits",
    classes=tuple("0123456789"),
    shape=(1, 28, 28),
    train_size=60_000,
    test_size=10_000,
    preparation=Preparation.INK,
    read=partial(_read_mnist, "MNIST"),
    download=Download("MNIST/raw", 11, partial(_fetch_mnist, "MNIST")),
)
FASHION_MNIST = KnownSet(
    name="fashion-mnist",
    title="Fashion-MNIST",
    label="Fashion-MNIST",
    classes=_words("T-shirt trouser pullover dress coat sandal shirt sneaker bag boot"),
    shape=(1, 28, 28),
    train_size=60_000,
    test_size=10_000,
    preparation=Preparation.THING,
    read=partial(_read_mnist, "FashionMNIST"),
    download=Download("FashionMNIST/raw", 30, partial(_fetch_mnist, "FashionMNIST")),
)
CIFAR10 = KnownSet(
    name="cifar10",
    title="CIFAR-10",
    label="CIFAR-10",
    classes=_words("airplane automobile bird cat deer dog frog horse ship truck"),
    shape=(3, 32, 32),
    train_size=50_000,
    test_size=10_000,
    preparation=Preparation.WHOLE,
    read=_read_cifar10,
    download=Download(CIFAR10_FOLDER, 170, _fetch_cifar10),
)
