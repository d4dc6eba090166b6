"""One's own drawings, taken away and brought back."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nin import checkpoints, data
from nin.__main__ import main
from nin.data import DataError, Dataset, with_drawings
from nin.data.own_digits import OwnDigits, OwnDigitsError, from_npz, gathered, to_npz, to_zip
from nin.images.preparation import Preparation
from nin.limits import MAX_OWN_DIGITS
from nin.presets import PRESETS
from nin.runs import folder, worker
from nin.runs.folder import WEIGHTS
from nin.train import Failed, Finished, Started, TrainConfig
from tests.support.digits import DIGITS

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


def test_a_member_that_is_no_array_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("images.npy", "labels.npy"):
            archive.writestr(name, b"no array")
    with pytest.raises(OwnDigitsError, match="no archive of drawings, or damaged"):
        from_npz(file.getvalue())


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


# Learning from them


def test_drawings_become_a_tenth_of_what_is_learnt_from_but_none_is_there_over_50_times() -> None:
    mixed = with_drawings(DIGITS, OWN)
    added = len(mixed.train_labels) - len(DIGITS.train_labels)
    assert added == 12 * (4000 // 120)
    assert np.array_equal(mixed.train_images[:4000], DIGITS.train_images)
    assert np.bincount(mixed.train_labels[4000:]).tolist()[3] == 5 * 33
    assert np.array_equal(mixed.train_images[-1, 0], OWN.images[-1])
    one = OwnDigits(OWN.images[:1], OWN.labels[:1])
    assert len(with_drawings(DIGITS, one).train_labels) == 4050
    assert mixed.test_images is DIGITS.test_images


@pytest.mark.parametrize("classes", [("cat", "dog"), tuple("0123456789")])
def test_only_digits_of_the_same_size_take_drawings_in(classes: tuple[str, ...]) -> None:
    images, labels = np.zeros((4, 3, 32, 32), np.uint8), np.zeros(4, np.int64)
    pets = Dataset("pets", images, labels, images, labels, classes, Preparation.WHOLE)
    with pytest.raises(
        DataError, match=r"drawings: pets has no digits of 28 × 28; mix them into digits or mnist$"
    ):
        with_drawings(pets, OWN)


def spiral() -> OwnDigits:
    """What nobody would take for a 7, and its writer does."""
    turns = np.linspace(0, 5 * np.pi, 400)
    rows, columns = (14 + turns * wave(turns) / 1.8 for wave in (np.sin, np.cos))
    image = np.zeros((28, 28), np.uint8)
    image[rows.astype(int), columns.astype(int)] = 255
    return OwnDigits(image[None], np.array([7]))


def test_a_run_learns_what_its_writer_calls_a_seven(tmp_path: Path) -> None:
    how = TrainConfig(epochs=3, device="cpu", precision="float32", threads=1, drawings=1)
    folder.create(tmp_path / "run", PRESETS["tiny"].network, how, to_npz(spiral()))
    first, *_, last = worker.record(tmp_path / "run")
    assert isinstance(first, Started)
    assert first.train_size == 4050
    assert isinstance(last, Finished)
    model = checkpoints.load(tmp_path / "run" / WEIGHTS)[1]
    with torch.inference_mode():
        logits = model(torch.from_numpy(spiral().images)[:, None].float() / 255)
    assert int(logits.argmax()) == 7


@pytest.mark.parametrize(
    ("drawings", "words"),
    [(None, "drawings.npz cannot be read"), (b"junk", "no archive"), (bytes(2**20 + 1), "over 1,")],
)
def test_a_run_without_its_drawings_fails_in_words(
    tmp_path: Path, drawings: bytes | None, words: str
) -> None:
    folder.create(tmp_path / "run", PRESETS["tiny"].network, TrainConfig(drawings=1), drawings)
    (last,) = worker.record(tmp_path / "run")
    assert isinstance(last, Failed)
    assert words in last.reason


def test_the_command_takes_the_archive_of_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "own.npz").write_bytes(to_npz(OWN))
    out, drawings = tmp_path / "run", str(tmp_path / "own.npz")
    command = ["train", "1x28x10 n4k5s4p2-10", "--epochs", "1", "--threads", "1", "--device", "cpu"]
    assert main([*command, "--out", str(out), "--drawings", drawings]) == 0
    assert "4,396 images of digits to learn from" in capsys.readouterr().err
    assert folder.configuration(out).drawings == 12
    for bad in (str(tmp_path / "gone.npz"), __file__):
        assert main([*command, "--out", str(tmp_path / "other"), "--drawings", bad]) == 2
        assert capsys.readouterr().err.startswith("nin: drawings: ")
