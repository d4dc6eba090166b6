"""Writes the bundled digits anew: `NIN_DATA=FOLDER python -m nin.data.make_digits`.

Of each digit, images at even distances in MNIST are taken, so that all writers are among them: the
choice needs no random numbers, and the same MNIST always gives the same file.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nin.data import DataError, Dataset, digits, load


def spread(labels: NDArray[np.int64], count: int) -> NDArray[np.int32]:
    """Ascending indices of `count` images of each digit, at even distances among its images."""
    members = [np.flatnonzero(labels == digit) for digit in range(10)]
    chosen = [images[np.arange(count) * len(images) // count] for images in members]
    return np.sort(np.concatenate(chosen)).astype(np.int32)


def write(mnist: Dataset, file: Path = digits.FILE) -> None:
    """A compressed archive of images (N, 28, 28), labels (N,) and indices (N,) in MNIST."""
    train = spread(mnist.train_labels, digits.PARTS["train"])
    test = spread(mnist.test_labels, digits.PARTS["test"])
    np.savez_compressed(
        file,
        train_images=mnist.train_images[train, 0],
        train_labels=mnist.train_labels[train].astype(np.uint8),
        train_indices=train,
        test_images=mnist.test_images[test, 0],
        test_labels=mnist.test_labels[test].astype(np.uint8),
        test_indices=test,
    )


if __name__ == "__main__":
    try:
        write(load("mnist"))
    except DataError as error:
        sys.exit(f"nin: {error}")
    print(f"{digits.FILE.name}: {digits.FILE.stat().st_size:,} bytes")
