"""One's own drawings, taken away and brought back."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nin import data
from nin.limits import MAX_OWN_DIGITS
from nin.own_digits import OwnDigits, OwnDigitsError, from_npz, gathered, to_npz, to_zip

RANDOM = np.random.default_rng(0)
LEVELS = RANDOM.integers(0, 256, (12, 784), np.uint8)
LABELS = [3, 3, 3, 3, 3, 7, 7, 7, 7, 7, 7, 0]
OWN = gathered(list(zip(LABELS, map(bytes, LEVELS), strict=True)))


def saved(**arrays: object) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # on purpose
    return file.getvalue()


def test_the_set_is_what_was_gathered() -> None:
    assert OWN.images.shape == (12, 28, 28)
    assert np.array_equal(OWN.images.reshape(12, 784), LEVELS)
    assert OWN.labels.tolist() == LABELS


def test_an_archive_comes_back_as_it_was() -> None:
    back = from_npz(to_npz(OWN))
    assert np.array_equal(back.images, OWN.images)
    assert np.array_equal(back.labels, OWN.labels)
    assert back.labels.dtype == np.int64


def test_the_unpacked_zip_is_a_data_set_of_folders(tmp_path: Path) -> None:
    few = OwnDigits(OWN.images[:11], OWN.labels[:11])
    with zipfile.ZipFile(io.BytesIO(to_zip(few))) as archive:
        archive.extractall(tmp_path)
    read = data.load(f"folder:{tmp_path}")
    assert read.classes == ("3", "7")
    images = np.concatenate([read.train_images, read.test_images])[:, 0]
    labels = np.concatenate([read.train_labels, read.test_labels])
    assert sorted(map(bytes, images)) == sorted(map(bytes, few.images))
    assert np.bincount(labels).tolist() == [5, 6]


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"images": OWN.images}, "holds something else than drawings"),
        ({"images": OWN.images, "labels": OWN.labels, "more": 1}, "holds something else"),
        ({"images": OWN.images, "labels": OWN.labels[:5]}, r"labels int64 \(5,\); uint8"),
        ({"images": OWN.images * 1.0, "labels": OWN.labels}, "images are float64"),
        ({"images": OWN.images, "labels": OWN.labels + 9}, "a label is not from 0 to 9"),
        ({"images": OWN.images, "labels": OWN.labels - 9}, "a label is not from 0 to 9"),
        ({"images": OWN.images[:0], "labels": OWN.labels[:0]}, "there are 0; 1 to 200 are"),
        ({"images": np.uint8(3), "labels": OWN.labels}, r"images are uint8 \(\)"),
        ({"images": np.array([{}]), "labels": OWN.labels}, "no archive of drawings, or damaged"),
        (
            {"images": np.zeros((1_000, 28, 28), np.uint8), "labels": OWN.labels},
            "holds something else",
        ),
    ],
)
def test_any_other_archive_is_refused_before_it_is_unpacked(
    arrays: dict[str, object], words: str
) -> None:
    with pytest.raises(OwnDigitsError, match=words):
        from_npz(saved(**arrays))


@given(st.binary(max_size=200), st.integers(0, 400))
def test_bytes_that_are_no_archive_are_refused(data: bytes, cut: int) -> None:
    for broken in (data, to_npz(OWN)[:-cut] if cut else b""):
        with pytest.raises(OwnDigitsError):
            from_npz(broken)


def test_no_drawings_or_too_many_are_no_set() -> None:
    with pytest.raises(OwnDigitsError, match="there are 0"):
        gathered([])
    with pytest.raises(OwnDigitsError, match="there are 201"):
        gathered([(1, bytes(784))] * (MAX_OWN_DIGITS + 1))
