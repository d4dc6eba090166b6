"""Error and confusion of a trained network, against scikit-learn and PyTorch."""

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from sklearn.metrics import confusion_matrix  # type: ignore[import-untyped]  # ships no types

from nin import checkpoints
from nin.__main__ import main
from nin.codec import loads
from nin.commands import progress
from nin.model import initial
from nin.runs import folder
from nin.runs.folder import WEIGHTS
from nin.train import EpochEnd
from nin.train.measure import Confusion, EvaluationError, confusions
from nin.train.moved import shifted_accuracy
from tests.support.digits import DIGITS, FEW, SMALL

CLASSES = ("cat", "dog", "cow")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_confusion_is_scikit_learns_and_grows_to_the_whole_test_set(trained: Path) -> None:
    network, model, _ = checkpoints.load(trained / WEIGHTS)
    parts = list(confusions(network, model, DIGITS))
    assert [part.images for part in parts] == list(range(100, 1001, 100))
    with torch.inference_mode():
        answers = model(torch.from_numpy(DIGITS.test_images).float() / 255).argmax(1)
    assert np.array_equal(parts[-1].counts, confusion_matrix(DIGITS.test_labels, answers))
    assert parts[-1].wrong == int((answers.numpy() != DIGITS.test_labels).sum()) > 0
    assert parts[-1].error == parts[-1].wrong / 1000


def test_it_is_the_accuracy_that_the_run_wrote_down(trained: Path) -> None:
    *_, last = confusions(*checkpoints.load(trained / WEIGHTS)[:2], DIGITS)
    ends = [event for event in folder.events(trained) if isinstance(event, EpochEnd)]
    assert 1 - last.error == pytest.approx(ends[-1].test_accuracy, abs=1e-6)


@pytest.mark.parametrize("by", [0, 2, 4, 28])
def test_the_accuracy_on_moved_images_is_that_of_pytorchs_padding(trained: Path, by: int) -> None:
    network, model, _ = checkpoints.load(trained / WEIGHTS)
    images = torch.from_numpy(DIGITS.test_images).float() / 255
    labels = torch.from_numpy(DIGITS.test_labels)
    accuracies = []
    for left, top in ((by, 0), (by, 2 * by), (0, by), (2 * by, by)):
        padded = torch.nn.functional.pad(images, (by, by, by, by))
        moved = padded[:, :, top : top + 28, left : left + 28]
        with torch.inference_mode():
            accuracies.append((model(moved).argmax(1) == labels).float().mean().item())
    expected = sum(accuracies) / 4
    assert shifted_accuracy(network, model, DIGITS, by) == pytest.approx(expected, abs=1e-6)


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
    parts = confusions(network, initial(network, 0).eval(), dataset)
    if words is None:
        assert [part.images for part in parts] == [len(FEW.test_labels)]
        return
    with pytest.raises(EvaluationError, match=words):
        next(parts)


# The command


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
    model = initial(SMALL, 0).eval()
    parts = confusions(SMALL, model, FEW, learnt)
    if not refused:
        assert next(parts).images > 0
        return
    words = r"few: its classes are 0, 1, 2 …, the weights learnt .*; evaluate them on what they"
    with pytest.raises(EvaluationError, match=words):
        next(parts)


def test_clothes_are_not_evaluated_on_digits(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "fashion-mnist", "--dataset", "digits"]) == 2
    printed = capsys.readouterr()
    assert "the weights learnt T-shirt, trouser, pullover …; evaluate" in printed.err
    assert not printed.out


def test_the_command_prints_error_mistakes_and_the_whole_confusion(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    *_, expected = confusions(*checkpoints.load(trained / WEIGHTS)[:2], DIGITS)
    assert main(["evaluate", str(trained), "--dataset", "digits"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""  # no terminal
    first, always, _, _, head, *rows = printed.out.splitlines()
    wrong = expected.wrong
    assert first == f"digits: {wrong} of 1,000 test images wrong, {expected.error:.2%} error"
    assert always == "To say 0 each time would be 90.00% error"
    assert head.split() == [*"0123456789", "right"]
    table = [row.replace("·", "0").split() for row in rows[:10]]
    assert np.array_equal(np.array([row[1:-1] for row in table], int), expected.counts)
    right = expected.counts.diagonal() / 100
    assert [row[-1] for row in table] == [f"{share:.1%}" for share in right]
    true, answer, count = expected.most_frequent(1)[0]
    assert f"  {true} taken for {answer}: {count}" in rows


def test_its_json_holds_the_same(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(trained / WEIGHTS)
    assert main(["evaluate", file, "--dataset", "digits", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    counts = np.array(printed["confusion"])
    assert (printed["checkpoint"], printed["dataset"], printed["images"]) == (file, "digits", 1000)
    assert printed["wrong"] == counts.sum() - counts.trace()
    assert printed["error"] == pytest.approx(printed["wrong"] / 1000)
    assert printed["classes"] == list("0123456789")
    assert printed["accuracies"] == pytest.approx((counts.diagonal() / 100).tolist())
    assert printed["largest_class"] == {"class": "0", "share": 0.1}


def test_progress_moves_in_a_terminal_only_and_leaves_nothing_behind() -> None:
    silent, terminal = io.StringIO(), Terminal()
    for stream in (silent, terminal):
        assert list(progress.counted([250, 1000], int, 1000, stream)) == [250, 1000]
    assert silent.getvalue() == ""
    lines = terminal.getvalue().split("\r\033[K")
    assert lines == ["", "█████░░░░░░░░░░░░░░░  25%  250 of 1,000 images",
                     "████████████████████ 100%  1,000 of 1,000 images", ""]  # fmt: skip


def test_bad_input_is_one_line_and_status_2(
    tmp_path: Path, trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "no").write_bytes(b"\0" * 20)
    for arguments, words in (
        (["gone"], "nin: gone: is no file and no run's folder; the bundled weights: "),
        ([str(tmp_path / "empty")], "has no weights.safetensors yet; train longer"),
        ([str(tmp_path / "no")], "nin: checkpoint: is no safetensors file, or a part of one"),
        ([str(trained), "--dataset", "cats"], "nin: 'cats' is not a data set; known are digits"),
    ):
        assert main(["evaluate", *arguments]) == 2
        printed = capsys.readouterr()
        assert words in printed.err
        assert len(printed.err.splitlines()) == 1
        assert not printed.out


def test_classes_that_do_not_match_are_said_in_one_line(
    tmp_path: Path, trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("cat", "dog"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for number in range(5):
            Image.new("L", (28, 28), number).save(tmp_path / "pets" / name / f"{number}.png")
    arguments = ["evaluate", str(trained), "--dataset", f"folder:{tmp_path / 'pets'}"]
    assert main(arguments) == 2
    assert "pets: has 2 classes, the network 10; evaluate it on" in capsys.readouterr().err
