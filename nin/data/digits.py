"""The bundled digits: 4,000 of MNIST's training images and 1,000 of its test images.

MNIST is by LeCun, Cortes and Burges, CC BY-SA 3.0. `nin.data.make_digits` wrote the file.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nin.bundled import ASSETS
from nin.data.known_set import Arrays, KnownSet
from nin.images.preparation import Preparation

FILE = ASSETS / "digits.npz"
PARTS = {"train": 400, "test": 100}  # how many images of each digit a part has


def read(file: Path) -> Arrays:
    """The arrays in a file that `make_digits` wrote, in MNIST's order.

    Raises:
        ValueError: It cannot be read, or holds anything else.
    """
    arrays = []
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
            for part, count in PARTS.items():
                images, labels = stored[f"{part}_images"], stored[f"{part}_labels"]
                if images.shape != (10 * count, 28, 28) or (np.bincount(labels) != count).any():
                    raise ValueError(f"{part}: images {images.shape}, labels {labels.shape}")
                arrays += [images[:, None], labels.astype(np.int64)]
    except Exception as error:  # NumPy and zipfile raise almost anything on broken bytes
        raise ValueError(f"{file.name}: is no archive of the bundled digits") from error
    train_images, train_labels, test_images, test_labels = arrays
    return train_images, train_labels, test_images, test_labels


DIGITS = KnownSet(
    name="digits",
    title="MNIST (5,000 digits)",
    label="MNIST, 5,000 digits (bundled)",
    classes=tuple("0123456789"),
    shape=(1, 28, 28),
    train_size=4_000,
    test_size=1_000,
    preparation=Preparation.INK,
    read=lambda root: read(FILE),
)
