"""The commands where PyTorch is not installed: what looks works, what trains says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.support import without_pytorch
from tests.support.drawings import Canvas, draw, written
from tests.support.paths import ROOT


def test_what_looks_works(tmp_path: Path) -> None:
    Image.fromarray(draw(written(3, 0), Canvas())).save(tmp_path / "3.png")
    done = without_pytorch.run("nin", "classify", str(tmp_path / "3.png"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "3.png  3  " in done.stdout
    for command in (
        ["export", "mnist", "--to", "onnx", "--out", str(tmp_path / "a.onnx")],
        ["pack", str(ROOT / "assets" / "mnist.safetensors"), "--out", str(tmp_path / "b")],
        ["evaluate", "tiny", "--dataset", "digits"],
    ):
        done = without_pytorch.run("nin", *command)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("command", "what"),
    [
        (["train", "tiny", "--out", "RUNS/new"], "training"),
        (["compare", "tiny", "--runs", "RUNS"], "training"),
    ],
)
def test_what_trains_says_in_one_line_what_to_install(
    tmp_path: Path, command: list[str], what: str
) -> None:
    done = without_pytorch.run("nin", *(word.replace("RUNS", str(tmp_path)) for word in command))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"nin: {what} needs PyTorch, which is not installed: pip install torch torchvision\n"
    )
    assert not list(tmp_path.iterdir())
