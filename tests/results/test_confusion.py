"""Error and confusion of a trained network, against scikit-learn and PyTorch."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.metrics import confusion_matrix  # type: ignore[import-untyped]  # ships no types

from nin import checkpoints
from nin.codec import loads
from nin.results import Confusion, EvaluationError, answers
from nin.runs import folder
from nin.runs.folder import WEIGHTS
from nin.train import EpochEnd
from nin.weights import initial_weights
from tests.support.digits import DIGITS, FEW, SMALL

CLASSES = ("cat", "dog", "cow")


def test_the_confusion_is_scikit_learns_and_grows_to_the_whole_test_set(trained: Path) -> None:
    network, model, _ = checkpoints.load(trained / WEIGHTS)
    parts = list(answers(network, checkpoints.read(trained / WEIGHTS).weights, DIGITS))
    assert [part.images for part in parts] == list(range(100, 1001, 100))
    with torch.inference_mode():
        theirs = model(torch.from_numpy(DIGITS.test_images).float() / 255)
    confusion = parts[-1].confusion
    assert np.array_equal(confusion.counts, confusion_matrix(DIGITS.test_labels, theirs.argmax(1)))
    assert confusion.wrong == int((theirs.argmax(1).numpy() != DIGITS.test_labels).sum()) > 0
    assert confusion.error == confusion.wrong / 1000
    shares = theirs.softmax(1).amax(1).numpy()
    assert np.allclose(parts[-1].confidences, shares, atol=1e-5)


def test_it_is_the_accuracy_that_the_run_wrote_down(trained: Path) -> None:
    checkpoint = checkpoints.read(trained / WEIGHTS)
    *_, last = answers(checkpoint.network, checkpoint.weights, DIGITS)
    ends = [event for event in folder.events(trained) if isinstance(event, EpochEnd)]
    assert 1 - last.confusion.error == pytest.approx(ends[-1].test_accuracy, abs=1e-6)


def test_the_commonest_mistakes_come_first_and_right_answers_are_none() -> None:
    counts = np.array([[50, 2, 0], [7, 40, 0], [1, 0, 9]])
    confusion = Confusion(CLASSES, counts)
    assert (confusion.images, confusion.wrong, confusion.error) == (109, 10, 10 / 109)
    assert confusion.most_frequent(2) == [("dog", "cat", 7), ("cat", "dog", 2)]
    assert len(confusion.most_frequent(99)) == 3
    assert Confusion(CLASSES, np.diag([3, 4, 5])).most_frequent(5) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1x28x9 n4k5s4p2-9", "few: has 10 classes, the network 9; evaluate it on what it was"),
        ("3x28x10 n4k5s4p2-10", None),  # grey images are given to all three channels
        ("2x28x10 n4k5s4p2-10", "colour: its images have 3 channels, the network reads 2;"),
    ],
)
def test_a_network_that_does_not_belong_to_the_data_is_told_so(
    text: str, words: str | None
) -> None:
    network = loads(text)
    dataset = FEW
    if network.in_channels == 2:
        colour = np.repeat(FEW.test_images, 3, 1)
        dataset = replace(FEW, name="colour", train_images=colour, test_images=colour)
    parts = answers(network, initial_weights(network, 0), dataset)
    if words is None:
        assert [part.images for part in parts] == [len(FEW.test_labels)]
        return
    with pytest.raises(EvaluationError, match=words):
        next(parts)


def test_who_always_says_the_largest_class_is_seen_through() -> None:
    counts = np.array([[100, 0], [10, 0]])
    confusion = Confusion(("a", "b"), counts)
    assert confusion.error == pytest.approx(10 / 110)
    name, share = confusion.largest_class
    assert (name, share) == ("a", 100 / 110)
    assert confusion.accuracies == (1.0, 0.0)
    assert Confusion(("a", "b"), np.array([[3, 1], [0, 0]])).accuracies == (0.75, None)


@pytest.mark.parametrize(
    ("learnt", "refused"),
    [
        (None, False),
        (tuple("0123456789"), False),
        (tuple("9876543210"), True),
        (("T-shirt", "trouser", *"23456789"), True),
    ],
)
def test_weights_and_data_are_compared_by_the_names_of_their_classes(
    learnt: tuple[str, ...] | None, refused: bool
) -> None:
    parts = answers(SMALL, initial_weights(SMALL, 0), FEW, learnt)
    if not refused:
        assert next(parts).images > 0
        return
    words = r"few: its classes are 0, 1, 2 …, the weights learnt .*; evaluate them on what they"
    with pytest.raises(EvaluationError, match=words):
        next(parts)
