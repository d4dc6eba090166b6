"""`python -m nin evaluate`: what it prints, and what it refuses."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nin import checkpoints
from nin.__main__ import main
from nin.commands import progress
from nin.results import answers
from nin.runs.folder import WEIGHTS
from tests.support.digits import DIGITS


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_clothes_are_not_evaluated_on_digits(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "fashion-mnist", "--dataset", "digits"]) == 2
    printed = capsys.readouterr()
    assert "the weights learnt T-shirt, trouser, pullover …; evaluate" in printed.err
    assert not printed.out


def test_the_command_prints_error_mistakes_and_the_whole_confusion(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint = checkpoints.read(trained / WEIGHTS)
    *_, last = answers(checkpoint.network, checkpoint.weights, DIGITS)
    expected = last.confusion
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
