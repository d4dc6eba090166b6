"""Packing: half the bytes, the same network and facts, nearly the same numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nin import checkpoints
from nin.__main__ import main
from nin.runs.folder import WEIGHTS
from tests.support.digits import DIGITS
from tests.support.robustness import answers


def test_packed_weights_are_half_as_large_and_answer_alike(trained: Path, tmp_path: Path) -> None:
    packed = tmp_path / "small.safetensors"
    assert main(["pack", str(trained), "--out", str(packed)]) == 0
    assert packed.stat().st_size < 0.6 * (trained / WEIGHTS).stat().st_size
    whole, small = checkpoints.read(trained / WEIGHTS), checkpoints.read(packed)
    assert (small.network, small.facts) == (whole.network, whole.facts)
    for name, values in whole.weights.items():
        assert np.array_equal(small.weights[name], values.astype(np.float16))
    same = answers(whole, DIGITS.test_images[:, 0]) == answers(small, DIGITS.test_images[:, 0])
    assert same.mean() > 0.998


@pytest.mark.parametrize(
    ("weights", "line"),
    [
        ("nowhere", "nin: nowhere: is no file and no run's folder"),
        (__file__, "nin: checkpoint: its header is"),
    ],
)
def test_what_cannot_be_packed_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], weights: str, line: str
) -> None:
    assert main(["pack", weights, "--out", str(tmp_path / "out")]) == 2
    printed = capsys.readouterr().err
    assert printed.startswith(line)
    assert printed.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_said(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", str(trained), "--out", str(tmp_path / "no" / "where")]) == 2
    assert "cannot be written" in capsys.readouterr().err
