"""Drawings of one's own with what they are: a small set to take away, or to train with.

As `.npz` it holds `images`, uint8 (N, 28, 28), and `labels`, int64 (N,). As `.zip` it holds a
folder for each digit with a PNG for each drawing, as `--dataset folder:PATH` reads them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nin.limits import MAX_OWN_DIGITS

SIDE, CLASSES = 28, 10
# Names and sizes of what a .npz holds are read before any of it is unpacked.
_MEMBERS = {"images.npy", "labels.npy"}
_MAX_HEADER = 1_024  # bytes of an array's description
_MAX_MEMBER = MAX_OWN_DIGITS * SIDE * SIDE + _MAX_HEADER


class OwnDigitsError(ValueError):
    """A file that is no set of drawings, in words that say why."""


@dataclass(frozen=True, slots=True, eq=False)
class OwnDigits:
    """Drawings as a network reads them, and the digit that each is.

    Attributes:
        images: uint8 (N, 28, 28), ink as high values, at least one.
        labels: int64 (N,), from 0 to 9.

    Raises:
        OwnDigitsError: shapes, kinds or numbers are others.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]

    def __post_init__(self) -> None:
        count = len(self.images) if self.images.ndim else 0
        described = _described(self.images), _described(self.labels)
        if described != (f"uint8 {(count, SIDE, SIDE)}", f"int64 {(count,)}"):
            raise OwnDigitsError(
                f"drawings: images are {described[0]} and labels {described[1]}; "
                f"uint8 (N, {SIDE}, {SIDE}) and int64 (N,) are needed"
            )
        if not 1 <= count <= MAX_OWN_DIGITS:
            raise OwnDigitsError(f"drawings: there are {count:,}; 1 to {MAX_OWN_DIGITS} are needed")
        if self.labels.min() < 0 or self.labels.max() >= CLASSES:
            raise OwnDigitsError(f"drawings: a label is not from 0 to {CLASSES - 1}")


def _described(array: NDArray[Any]) -> str:
    return f"{array.dtype} {array.shape}"


def gathered(drawings: Sequence[tuple[int, bytes]]) -> OwnDigits:
    """The set of these (label, 784 grey levels).

    Raises:
        OwnDigitsError: there are none or too many.
    """
    pixels = np.frombuffer(b"".join(levels for _, levels in drawings), np.uint8)
    labels = np.array([label for label, _ in drawings], np.int64)
    return OwnDigits(pixels.reshape(-1, SIDE, SIDE), labels)


def to_npz(own: OwnDigits) -> bytes:
    """The set as a NumPy archive."""
    file = io.BytesIO()
    np.savez_compressed(file, images=own.images, labels=own.labels)
    return file.getvalue()


def from_npz(data: bytes) -> OwnDigits:
    """The set that `to_npz` wrote.

    Raises:
        OwnDigitsError: it is no such archive, damaged, or too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = {member.filename: member.file_size for member in archive.infolist()}
        if set(sizes) != _MEMBERS or max(sizes.values()) > _MAX_MEMBER:
            raise OwnDigitsError("drawings: the archive holds something else than drawings")
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            images, labels = arrays["images"], arrays["labels"]
            if not (isinstance(images, np.ndarray) and isinstance(labels, np.ndarray)):
                raise ValueError("a member that is no array is read as its bytes")
    except OwnDigitsError:
        raise
    except Exception:  # NumPy and zipfile raise almost anything on broken bytes
        raise OwnDigitsError("drawings: the file is no archive of drawings, or damaged") from None
    return OwnDigits(images, labels)


def to_zip(own: OwnDigits) -> bytes:
    """The set as PNGs in a folder for each digit."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number, (image, label) in enumerate(zip(own.images, own.labels, strict=True), 1):
            png = io.BytesIO()
            Image.fromarray(image).save(png, "PNG")
            archive.writestr(f"{label}/{number:03}.png", png.getvalue())
    return file.getvalue()
