"""What is known of a data set without reading it, and how to read and fetch it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nin.files.download import Progress
from nin.images.preparation import Preparation

# Training images and labels, test images and labels: uint8 (N, C, H, W) and int64 (N,).
Arrays = tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Download:
    """Where a set's files come from, and where they lie.

    Attributes:
        folder: Their place under the root, as torchvision has it.
        megabytes: What is transferred.
        fetch: Puts them under an empty root. Raises `DownloadError`, `OSError`.
    """

    folder: str
    megabytes: int
    fetch: Callable[[Path, Progress], None]


@dataclass(frozen=True, slots=True)
class KnownSet:
    """A data set that has a name of its own.

    Attributes:
        name: What the command line and a run's configuration call it.
        title: What a sentence calls it.
        label: What a form calls it, beside the other sets.
        classes: Their names, in the order of the labels.
        shape: (C, H, W) of its images.
        train_size: How many images there are to learn from.
        test_size: How many there are to test on.
        preparation: How other images are made like its own.
        read: The arrays under a root. Raises `OSError`, `ValueError` if a file is not whole.
        download: None for a set that comes with NiN Explorer.
    """

    name: str
    title: str
    label: str
    classes: tuple[str, ...]
    shape: tuple[int, int, int]
    train_size: int
    test_size: int
    preparation: Preparation
    read: Callable[[Path], Arrays]
    download: Download | None = None
