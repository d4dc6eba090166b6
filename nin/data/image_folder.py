"""One's own images as a data set: one folder for each class, PNG, JPEG or WebP."""

from __future__ import annotations

import math
import statistics
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from nin.data.names import DataError, is_text
from nin.limits import MAX_FILE_PIXELS, MAX_FOLDER_BYTES, MAX_FOLDER_IMAGES

_ENDINGS = {".png", ".jpg", ".jpeg", ".webp"}
_FORMATS = ("PNG", "JPEG", "WEBP")
_LARGEST_SIDE = 224  # pixels; no preset takes more
_FEWEST = 5  # images of a class: four to learn from and one to test on


def read(path: Path) -> tuple[NDArray[np.uint8], NDArray[np.int64], tuple[str, ...]]:
    """Images (N, C, S, S), labels and class names, in the order of the folders' and files' names.

    Each image is cut to its middle square and brought to one size, the median of the shorter
    sides but at most 224 pixels, less where memory would not hold them. They are grey (C 1)
    where all files are, else RGB.

    Raises:
        DataError: there are fewer than two classes or five images in one, too many, or a file
            is broken.
    """
    folders = _class_folders(path)
    files = [(file, label) for label, folder in enumerate(folders) for file in _files(folder)]
    if len(files) > MAX_FOLDER_IMAGES:
        raise DataError(f"{path.name}: {len(files):,} images are over {MAX_FOLDER_IMAGES:,}")
    looks = [_look(file) for file, _ in files]
    channels = 1 if all(grey for _, grey in looks) else 3
    side = _side([short for short, _ in looks], channels)
    images = np.empty((len(files), channels, side, side), np.uint8)
    for index, (file, _) in enumerate(files):
        images[index] = _square(file, channels, side)
    labels = np.array([label for _, label in files], np.int64)
    return images, labels, tuple(folder.name for folder in folders)


def _class_folders(path: Path) -> list[Path]:
    try:
        folders = sorted(
            entry for entry in path.iterdir() if entry.is_dir() and not entry.name.startswith(".")
        )
    except OSError as error:
        raise DataError(f"{path.name}: cannot be opened ({error.strerror})") from None
    if unnamed := [folder.name for folder in folders if not is_text(folder.name)]:
        raise DataError(f"{path.name}: {unnamed[0]!r} is no name that can be shown; rename it")
    if len(folders) < 2:
        raise DataError(
            f"{path.name}: has {len(folders)} folders; it needs one folder of images for each "
            "class, two at least"
        )
    return folders


def _files(folder: Path) -> list[Path]:
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix.lower() in _ENDINGS)
    except OSError as error:
        raise DataError(f"{folder.name}: cannot be opened ({error.strerror})") from None
    if len(files) < _FEWEST:
        raise DataError(
            f"{folder.name}: has {len(files)} PNG, JPEG or WebP images; a class needs {_FEWEST}"
        )
    return files


def _side(shorter_sides: list[int], channels: int) -> int:
    room = math.isqrt(MAX_FOLDER_BYTES // (channels * len(shorter_sides)))
    return max(1, min(_LARGEST_SIDE, round(statistics.median(shorter_sides)), room))


def _look(file: Path) -> tuple[int, bool]:
    """The shorter side in pixels and whether it is grey, from the header alone."""
    with _open(file) as image:
        if image.width * image.height > MAX_FILE_PIXELS:
            raise DataError(
                f"{_name(file)}: {image.width} × {image.height} pixels are over "
                f"{MAX_FILE_PIXELS:,}; scale it down"
            )
        return min(image.size), image.mode in ("1", "L", "LA", "I", "I;16")


def _square(file: Path, channels: int, side: int) -> NDArray[np.uint8]:
    """(C, S, S): the middle of the upright image."""
    with _open(file) as image:
        try:
            image.draft("RGB" if channels == 3 else "L", (side, side))  # JPEG: decode it small
            upright = ImageOps.exif_transpose(image).convert("RGB" if channels == 3 else "L")
        except Exception:  # Pillow's readers raise a dozen kinds on broken content
            raise DataError(_broken(file)) from None
    pixels = np.asarray(ImageOps.fit(upright, (side, side)))
    return pixels.transpose(2, 0, 1) if channels == 3 else pixels[None]


def _open(file: Path) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our limit is lower
            return Image.open(file, formats=_FORMATS)
    except Exception:  # as above
        raise DataError(_broken(file)) from None


def _broken(file: Path) -> str:
    return f"{_name(file)}: is not a readable PNG, JPEG or WebP image; mend or remove it"


def _name(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"
