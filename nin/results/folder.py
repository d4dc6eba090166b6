"""Results as folders that are found again: by the weights and the test images, not by names.

    KEY/result.json     what programs and people read, and what cannot be computed from the answers
    KEY/answers.npz     `truths` and `chosen`, uint16 (N,), and `confidences`, float32 (N,)

A folder may be a stranger's: nothing is unpickled, and no array is made before its shape in the
header was compared with what lies in the file.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from nin.bundled import ASSETS
from nin.data import Dataset
from nin.files import atomic
from nin.limits import MAX_FOLDER_IMAGES, MAX_RESULT_BYTES
from nin.results.answers import Answers
from nin.results.evaluation import Result, as_json
from nin.results.robustness import SHIFTS, STROKES, Robustness

RESULT, ANSWERS = "result.json", "answers.npz"
SHIPPED = ASSETS / "results"
_TYPES = {"truths": np.uint16, "chosen": np.uint16, "confidences": np.float32}
_MAX_MEMBER = 4 * MAX_FOLDER_IMAGES + 10_000  # bytes of an array with its header


class ResultError(Exception):
    """A result that cannot be read, and what to do, in one sentence."""


class _Changed(msgspec.Struct):
    images: int
    moved: dict[str, float]
    strokes: dict[str, float]


class _Stored(msgspec.Struct):
    """What is read of `result.json`."""

    weights: str
    data: str
    dataset: str
    network: str
    classes: tuple[str, ...]
    images: int
    wrong: int
    robustness: _Changed | None
    date: str
    versions: dict[str, str]


def digest(data: bytes) -> str:
    """The sha256 of a checkpoint's bytes."""
    return hashlib.sha256(data).hexdigest()


def fingerprint(dataset: Dataset) -> str:
    """Tells test images, labels and classes from others, wherever they lie."""
    content = hashlib.sha256(json.dumps([dataset.classes, dataset.test_images.shape]).encode())
    for values in (dataset.test_images, dataset.test_labels.astype("<i8")):
        content.update(np.ascontiguousarray(values).data)
    return content.hexdigest()


def key(weights: str, data: str) -> str:
    """The name of the folder of a result, of the two digests."""
    return hashlib.sha256(f"{weights} {data}".encode()).hexdigest()[:24]


def is_whole(folder: Path) -> bool:
    """Whether a result was written; the answers are written first."""
    return (folder / RESULT).is_file()


def write(folder: Path, result: Result, weights: str, data: str) -> None:
    """Put a result into a folder, which is made if it is not there.

    Args:
        folder: Where.
        result: What.
        weights: The digest of the checkpoint.
        data: The fingerprint of the data set.

    Raises:
        OSError: it cannot be written; `is_whole` then says so.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file, answers = io.BytesIO(), result.answers
    np.savez_compressed(
        file,
        truths=answers.truths.astype(np.uint16),
        chosen=answers.chosen.astype(np.uint16),
        confidences=answers.confidences,
    )
    head = {
        "weights": weights,
        "data": data,
        "dataset": result.dataset,
        "network": result.network,
        "date": result.date,
        "versions": result.versions,
    }
    told = {name: value for name, value in as_json(result).items() if name != "confusion"}
    text = json.dumps(head | told, ensure_ascii=False) + "\n"  # the answers hold the confusion
    atomic.write(folder / ANSWERS, file.getvalue())
    atomic.write(folder / RESULT, text.encode())


def read(folder: Path, weights: str, data: str) -> Result:
    """The result in a folder.

    Args:
        folder: Where.
        weights: The digest of the checkpoint that it has to be of.
        data: The fingerprint of the data set that it has to be of.

    Raises:
        ResultError: it is not there, damaged, or of other weights or images.
    """
    try:
        stored = msgspec.json.decode(_bytes(folder / RESULT), type=_Stored)
        answers = _answers(_bytes(folder / ANSWERS), stored.classes)
        changed = _robustness(stored.robustness) if stored.robustness else None
    except OSError as error:
        raise ResultError(f"the result cannot be read ({error.strerror}); evaluate again") from None
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, NotImplementedError):
        raise ResultError("the result is damaged; evaluate again") from None
    if (stored.weights, stored.data) != (weights, data):
        raise ResultError("the result is of other weights or images; evaluate again")
    if (stored.images, stored.wrong) != (answers.images, answers.confusion.wrong):
        raise ResultError("the result contradicts itself; evaluate again")
    return Result(stored.dataset, stored.network, answers, changed, stored.date, stored.versions)


def shipped(name: str) -> Path:
    """The folder of a result that comes with NiN Explorer, there or not."""
    return SHIPPED / name


def remove_oldest(root: Path, most: int, is_kept: Callable[[Path], bool]) -> None:
    """Leave at most so many folders under the root, the youngest, and those that are to be kept."""
    dated = sorted(_dated(root), reverse=True)
    for _, folder in dated[most:]:
        if not is_kept(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _dated(root: Path) -> Iterator[tuple[int, Path]]:
    for folder in root.iterdir():
        with suppress(OSError):  # removed just now
            if folder.is_dir():
                yield folder.stat().st_mtime_ns, folder


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_RESULT_BYTES + 1)
    if len(data) > MAX_RESULT_BYTES:
        raise ValueError(f"{path.name} is over {MAX_RESULT_BYTES:,} bytes")
    return data


def _answers(data: bytes, classes: tuple[str, ...]) -> Answers:
    """The arrays of an archive; ValueError of any that are not as `write` makes them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        truths, chosen = (_array(archive, name).astype(np.int64) for name in ("truths", "chosen"))
        confidences = _array(archive, "confidences").astype(np.float32)
    largest = max(int(truths.max(initial=0)), int(chosen.max(initial=0)))
    is_share = bool(((confidences >= 0) & (confidences <= 1)).all())  # NaN is none
    sizes = {len(truths), len(chosen), len(confidences)}
    if len(sizes) > 1 or largest >= len(classes) or not is_share:
        raise ValueError("no answers to images of these classes")
    return Answers(classes, truths, chosen, confidences)


def _array(archive: zipfile.ZipFile, name: str) -> NDArray[np.generic]:
    """One array (N,): what its header claims is looked at before anything is made of it."""
    with archive.open(f"{name}.npy") as member:
        data = member.read(_MAX_MEMBER + 1)
    file = io.BytesIO(data)
    if npy.read_magic(file) != (1, 0):
        raise ValueError(f"{name} is no array of ours")
    shape, _, dtype = npy.read_array_header_1_0(file)
    if dtype != _TYPES[name] or shape != ((len(data) - file.tell()) // dtype.itemsize,):
        raise ValueError(f"{name} is {dtype} {shape}")
    return np.frombuffer(data, dtype, offset=file.tell())


def _robustness(stored: _Changed) -> Robustness:
    """The accuracies in the order of our steps; KeyError where one is missing."""
    strokes = tuple(stored.strokes[str(by)] for by in STROKES) if stored.strokes else ()
    return Robustness(stored.images, tuple(stored.moved[str(by)] for by in SHIFTS), strokes)
