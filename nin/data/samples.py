"""Images to look at, whichever data sets are here; nothing is fetched for them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np

from nin.bundled import ASSETS
from nin.data import digits
from nin.data.catalogue import SETS
from nin.data.dataset import Dataset, load
from nin.data.names import FOLDER, OWN, VALIDATION, DataError, folder_path
from nin.data.own_sets.stored import IMAGES, OwnSetError, of_dataset
from nin.data.root import default_root


def samples(name: str) -> Dataset:
    """The data set of this name if it is here, else the few images of it that are bundled.

    Where there are none, the bundled digits. Only `test_images` and `test_labels` are sure to hold
    something. A name that is none of the known sets' and no `own:ID` is a stranger's, and no path.
    """
    name = name.removesuffix(VALIDATION)
    if name not in SETS and not name.startswith(OWN):
        return load(digits.DIGITS.name)
    try:
        return load(name)
    except DataError:
        return _few(name) or load(digits.DIGITS.name)


def member(dataset: Dataset, name: str, number: int) -> int | None:
    """The place of a test image; None where there is none of the class.

    Args:
        dataset: Where it is looked for.
        name: Of the class; another word, as of another network's class, means any.
        number: Which of its test images, from 1; beyond the last it begins again.
    """
    members = np.arange(len(dataset.test_labels))
    if name in dataset.classes:
        members = np.flatnonzero(dataset.test_labels == dataset.classes.index(name))
    return int(members[(number - 1) % len(members)]) if len(members) else None


def fingerprint(name: str) -> str:
    """Another text as soon as a file has changed that `load` or `samples` would read for this name.

    For keys of caches: names, sizes and times of the files are looked at, not their content.
    """
    sources = [digits.FILE]
    if name.startswith(FOLDER):
        sources = [folder_path(name)]
    elif name.startswith(OWN):
        with suppress(OwnSetError):
            sources = [of_dataset(name.removesuffix(VALIDATION)) / IMAGES]
    elif (name := name.removesuffix(VALIDATION)) in SETS and (download := SETS[name].download):
        sources += [_few_file(name), default_root() / download.folder]
    digest = hashlib.blake2b(digest_size=16)
    for source in sources:
        for line in sorted(_states(source)):
            digest.update(os.fsencode(line))
    return digest.hexdigest()


def _states(path: Path | os.DirEntry[str], depth: int = 3) -> Iterator[str]:
    """Path, size and time of change of a file, or of those in a folder and its folders."""
    try:
        if depth and path.is_dir():
            for entry in os.scandir(path):
                yield from _states(entry, depth - 1)
        else:
            state = path.stat()
            yield f"{os.fspath(path)}\0{state.st_size} {state.st_mtime_ns}\n"
    except OSError:  # not there, or not readable: no state is a state, too
        return


def _few(name: str) -> Dataset | None:
    file = _few_file(name)
    if name not in SETS or not file.is_file():
        return None
    with np.load(file, allow_pickle=False) as stored:
        images, labels = stored["images"], stored["labels"]
    return Dataset(
        name, images[:0], labels[:0], images, labels, SETS[name].classes, SETS[name].preparation
    )


def _few_file(name: str) -> Path:
    return ASSETS / f"{name}-samples.npz"
