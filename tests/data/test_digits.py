"""The bundled digits: which images they are, and how their file is made and read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nin.data import DataError, Dataset, digits, load
from nin.data.make_digits import spread, write
from nin.images.preparation import Preparation

RANDOM = np.random.default_rng(7)


def made_up_mnist() -> Dataset:
    """Of each digit 500 images to learn from and 150 to test on, in a random order."""
    train, test = (RANDOM.permutation(np.repeat(np.arange(10), count)) for count in (500, 150))
    images = RANDOM.integers(0, 256, (len(train) + len(test), 1, 28, 28), np.uint8)
    learnt, tested = images[: len(train)], images[len(train) :]
    classes = tuple("0123456789")
    return Dataset("mnist", learnt, train, tested, test, classes, Preparation.INK)


def test_they_are_balanced_and_split_as_mnist_splits_them() -> None:
    dataset = load("digits")
    with np.load(digits.FILE, allow_pickle=False) as stored:
        indices = stored["train_indices"], stored["test_indices"]
    for images, labels, chosen, count, of in (
        (dataset.train_images, dataset.train_labels, indices[0], 400, 60_000),
        (dataset.test_images, dataset.test_labels, indices[1], 100, 10_000),
    ):
        assert images.shape == (10 * count, 1, 28, 28)
        assert images.dtype == np.uint8
        assert labels.dtype == np.int64
        assert np.bincount(labels).tolist() == [count] * 10
        assert (len(chosen), np.unique(chosen).tolist()) == (len(labels), chosen.tolist())
        assert 0 <= chosen[0] < chosen[-1] < of
    # What everybody knows of MNIST: how its two lists of labels begin.
    assert dataset.train_labels[:6].tolist() == [5, 0, 4, 1, 9, 2]
    assert dataset.test_labels[:6].tolist() == [7, 2, 1, 0, 4, 9]


def test_none_of_the_test_images_is_learnt() -> None:
    dataset = load("digits")
    learnt = {image.tobytes() for image in dataset.train_images}
    assert len(learnt) == 4_000
    assert learnt.isdisjoint(image.tobytes() for image in dataset.test_images)


def test_every_digit_is_among_the_training_images_that_are_held_out() -> None:
    held_out = load("digits:validation")
    assert (len(held_out.train_labels), len(held_out.test_labels)) == (3_334, 666)
    assert np.bincount(held_out.test_labels).min() > 50


def test_the_file_holds_the_images_at_its_indices_and_is_the_same_each_time(tmp_path: Path) -> None:
    mnist, file, again = made_up_mnist(), tmp_path / "digits.npz", tmp_path / "again.npz"
    write(mnist, file)
    write(mnist, again)
    assert file.read_bytes() == again.read_bytes()
    train_images, train_labels, test_images, test_labels = digits.read(file)
    with np.load(file, allow_pickle=False) as stored:
        train, test = stored["train_indices"], stored["test_indices"]
    assert np.array_equal(train_images, mnist.train_images[train])
    assert np.array_equal(train_labels, mnist.train_labels[train])
    assert np.array_equal(test_images, mnist.test_images[test])
    assert np.array_equal(test_labels, mnist.test_labels[test])


def test_the_choice_is_spread_over_all_images_of_a_digit() -> None:
    labels = np.arange(1_000) % 10
    assert spread(labels, 2)[:10].tolist() == list(range(10))
    assert spread(labels, 2)[10:].tolist() == list(range(500, 510))


def test_a_file_that_is_cut_or_holds_something_else_is_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, file = digits.FILE.read_bytes(), tmp_path / "digits.npz"
    monkeypatch.setattr(digits, "FILE", file)
    np.savez(tmp_path / "other.npz", images=np.zeros(3))
    np.save(tmp_path / "array.npy", np.zeros(3))
    np.savez(tmp_path / "few.npz", train_images=np.zeros((3, 28, 28)), train_labels=[1, 2, 3])
    contents = (
        *(whole[:end] for end in (0, 1, 1_000, len(whole) // 2, len(whole) - 1)),
        whole[:5_000] + bytes(5_000) + whole[10_000:],
        *((tmp_path / name).read_bytes() for name in ("other.npz", "array.npy", "few.npz")),
    )
    words = r"^digits: its files are damaged or incomplete; install NiN Explorer again$"
    for content in contents:
        file.write_bytes(content)
        with pytest.raises(DataError, match=words):
            load("digits")
    file.unlink()
    with pytest.raises(DataError, match=words):
        load("digits")
