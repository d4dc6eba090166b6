"""Results in their folders: found again, read back as they were, and hostile ones."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nin import bundled, checkpoints
from nin.__main__ import main
from nin.limits import MAX_RESULT_BYTES
from nin.results import Result, ResultError, calibration, evaluated, folder
from nin.results.make_bundled import digits_networks
from nin.runs.folder import WEIGHTS
from tests.support.digits import DIGITS, FEW

KEYS = ("weights-digest", "data-digest")


@pytest.fixture(scope="module")
def result(trained: Path) -> Result:
    return evaluated(checkpoints.read(trained / WEIGHTS), FEW)


@pytest.fixture
def place(tmp_path: Path, result: Result) -> Path:
    folder.write(tmp_path / "key", result, *KEYS)
    return tmp_path / "key"


def test_what_is_read_is_what_was_written(place: Path, result: Result) -> None:
    again = folder.read(place, *KEYS)
    for name in ("truths", "chosen", "confidences"):
        assert np.array_equal(getattr(again.answers, name), getattr(result.answers, name))
    assert again.answers.classes == result.answers.classes
    assert again.robustness == result.robustness
    assert (again.dataset, again.network, again.date) == ("few", result.network, result.date)


def archive(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def claiming(shape: tuple[int, ...]) -> bytes:
    """An archive whose header claims more than lies behind it."""
    header = io.BytesIO()
    descr = {"descr": "<u2", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(header, descr)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in ("truths", "chosen", "confidences"):
            made.writestr(f"{name}.npy", header.getvalue())
    return file.getvalue()


U, F = np.uint16, np.float32
OBJECTS = np.array([{}], dtype=object)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 and no more",
        archive(truths=np.zeros(3, U)),
        archive(truths=np.zeros(3, U), chosen=np.zeros(2, U), confidences=np.zeros(3, F)),
        archive(truths=np.full(3, 10, U), chosen=np.zeros(3, U), confidences=np.zeros(3, F)),
        archive(truths=np.zeros(3, U), chosen=np.zeros(3, U), confidences=np.full(3, np.nan, F)),
        archive(truths=np.zeros(3, U), chosen=np.zeros(3, U), confidences=np.full(3, 1.5, F)),
        archive(truths=np.zeros((3, 1), U), chosen=np.zeros(3, U), confidences=np.zeros(3, F)),
        archive(truths=np.zeros(3, np.int64), chosen=np.zeros(3, U), confidences=np.zeros(3, F)),
        archive(truths=OBJECTS, chosen=OBJECTS, confidences=OBJECTS),
        archive(truths=np.zeros(10**6, U), chosen=np.zeros(3, U), confidences=np.zeros(3, F)),
        claiming((10**12,)),
        claiming((10**9, 10**9)),
        claiming(()),
        b"\0" * (MAX_RESULT_BYTES + 1),
    ],
    # The bytes of an archive hold the time: each worker would call the test by another name.
    ids=lambda data: f"{len(data)} bytes",
)
def test_answers_that_are_none_are_one_sentence(place: Path, data: bytes) -> None:
    (place / folder.ANSWERS).write_bytes(data)
    with pytest.raises(ResultError, match=r"^the result is damaged; evaluate again$"):
        folder.read(place, *KEYS)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"weights": "other"}, "of other weights or images"),
        ({"data": "other"}, "of other weights or images"),
        ({"wrong": 0}, "contradicts itself"),
        ({"classes": ["a"]}, "is damaged"),
        ({"classes": 5}, "is damaged"),
        ({"robustness": {"images": 1, "moved": {}, "strokes": {}}}, "is damaged"),
        ({"date": None}, "is damaged"),
    ],
)
def test_a_head_that_is_none_of_ours_is_one_sentence(
    place: Path, change: dict[str, Any], words: str
) -> None:
    head = json.loads((place / folder.RESULT).read_text("utf-8"))
    (place / folder.RESULT).write_text(json.dumps(head | change), "utf-8")
    with pytest.raises(ResultError, match=f"{words}.*; evaluate again$"):
        folder.read(place, *KEYS)


def test_what_is_not_there_is_said_and_half_of_it_is_no_result(tmp_path: Path) -> None:
    assert not folder.is_whole(tmp_path)
    with pytest.raises(ResultError, match=r"cannot be read \(No such file"):
        folder.read(tmp_path, *KEYS)
    (tmp_path / folder.ANSWERS).write_bytes(archive())
    (tmp_path / folder.RESULT).write_text("{" * 9_999, "utf-8")
    with pytest.raises(ResultError, match="is damaged; evaluate again"):
        folder.read(tmp_path, *KEYS)


def test_the_key_follows_from_the_images_wherever_they_lie() -> None:
    assert folder.fingerprint(DIGITS) == folder.fingerprint(replace(DIGITS, name="other"))
    changed = DIGITS.test_images.copy()
    changed[0, 0, 0, 0] ^= 1
    others = [
        replace(DIGITS, test_images=changed),
        replace(DIGITS, test_labels=DIGITS.test_labels[::-1]),
        replace(DIGITS, classes=tuple("abcdefghij")),
    ]
    assert len({folder.fingerprint(each) for each in (DIGITS, *others)}) == 4


def test_the_results_that_come_along_are_of_the_weights_and_digits_that_do() -> None:
    """Where this fails, `make results`."""
    names = digits_networks(DIGITS)
    assert {"mnist", "tiny", "tiny-dense"} <= {*names}
    images = folder.fingerprint(DIGITS)
    keys = set()
    for name in names:
        weights = folder.digest(bundled.shipped(name).read_bytes())
        keys.add(folder.key(weights, images))
        result = folder.read(folder.shipped(folder.key(weights, images)), weights, images)
        assert result.answers.images == 1_000
        assert result.robustness is not None
    assert {path.name for path in folder.SHIPPED.iterdir()} == keys
    assert sum(path.stat().st_size for path in folder.SHIPPED.glob("*/*")) < 150_000


@pytest.mark.slow
def test_the_command_prints_what_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    weights = folder.digest(bundled.shipped("tiny").read_bytes())
    images = folder.fingerprint(DIGITS)
    place = folder.shipped(folder.key(weights, images))
    assert main(["evaluate", "tiny", "--dataset", "digits", "--robustness", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    kept = json.loads((place / folder.RESULT).read_text("utf-8"))
    for name in (
        *("images", "wrong", "error", "interval", "largest_class", "classes", "accuracies"),
        "robustness",
    ):
        assert printed[name] == kept[name], name
    read = folder.read(place, weights, images)
    assert printed["confusion"] == read.answers.confusion.counts.tolist()
    assert printed["calibration"]["error"] == pytest.approx(calibration(read.answers).error)
