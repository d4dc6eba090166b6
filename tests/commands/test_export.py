"""What `python -m nin export` writes: the weights that are meant, or a word that there are none."""

import os
import pty
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from numpy.typing import NDArray

from nin import checkpoints
from nin.__main__ import main
from nin.codec import loads
from nin.export.code import to_csv, to_pytorch
from nin.export.diagram import to_svg
from nin.forward import activations
from nin.presets import PRESETS, find
from nin.spec import Network
from nin.weights import initial_weights
from tests.support.digits import DIGITS

pytestmark = pytest.mark.usefixtures("one_thread")
FAULTY = "1x28x10 n96k11s4-96-96 m3s2 n256k5 m3s2 n10k3"
# Ten blocks, so that names in alphabetical order are not in the network's, and a dense head.
DENSE = loads("1x12x7 " + "n4k1-6 " * 10 + "n5k3 m2s2 fc9-8")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run's folder with weights that no network starts from."""
    folder = tmp_path / "2026 a run"
    folder.mkdir()
    checkpoints.write(folder / "weights.safetensors", DENSE, initial_weights(DENSE, 7), {})
    return folder


def logits_of(weights: Path | str, images: NDArray[np.float32]) -> NDArray[np.float32]:
    trained = checkpoints.read(weights)
    *_, logits = activations(trained.network, trained.weights, images).values()
    return logits


def logits_in_onnxruntime(file: Path, images: NDArray[np.float32]) -> NDArray[np.float32]:
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    return np.asarray(session.run(["logits"], {"images": images})[0])


def export(source: str | Path, form: str, file: Path) -> Path:
    assert main(["export", str(source), "--to", form, "--out", str(file)]) == 0
    return file


def test_a_name_that_has_bundled_weights_means_these_also_elsewhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    images = np.divide(DIGITS.test_images[:200], 255, dtype=np.float32)
    logits = logits_in_onnxruntime(export("mnist", "onnx", tmp_path / "a.onnx"), images)
    assert np.array_equal(logits.argmax(1), logits_of("mnist", images).argmax(1))
    assert np.mean(logits.argmax(1) == DIGITS.test_labels[:200]) >= 0.99
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["", "weights.safetensors"])
def test_a_runs_folder_or_file_is_exported_with_its_weights(
    name: str, run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    images = np.random.default_rng(0).random((3, 1, 12, 12), np.float32)
    expected = logits_of(run / "weights.safetensors", images)
    file = export(run / name, "onnx", tmp_path / "a.onnx")
    np.testing.assert_allclose(logits_in_onnxruntime(file, images), expected, rtol=1e-4, atol=1e-6)
    assert to_csv(DENSE) == export(run / name, "csv", tmp_path / "a.csv").read_text()
    assert to_svg(DENSE) == export(run / name, "svg", tmp_path / "a.svg").read_text()
    assert capsys.readouterr() == ("", "")


def test_the_code_of_a_run_loads_its_weights_and_says_from_where(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    images = np.random.default_rng(0).random((3, 1, 12, 12), np.float32)
    net = runpy.run_path(str(export(run, "pytorch", tmp_path / "net.py")))["net"].eval()
    with torch.inference_mode():
        logits = net(torch.from_numpy(images)).numpy()
    weights = run / "weights.safetensors"
    np.testing.assert_allclose(logits, logits_of(weights, images), rtol=1e-4, atol=1e-6)
    _, err = capsys.readouterr()
    assert err == f"nin: the code loads {weights}; take that file along and change the path\n"


def test_the_code_of_a_bundled_name_tells_digits_apart(tmp_path: Path) -> None:
    net = runpy.run_path(str(export("mnist", "pytorch", tmp_path / "net.py")))["net"].eval()
    with torch.inference_mode():
        answers = net(torch.from_numpy(DIGITS.test_images[:200] / np.float32(255))).argmax(1)
    assert np.mean(answers.numpy() == DIGITS.test_labels[:200]) >= 0.99


@pytest.mark.parametrize("form", ["onnx", "pytorch"])
def test_what_could_be_taken_for_trained_says_in_one_line_that_it_is_not(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export("svhn", form, tmp_path / "a")
    assert capsys.readouterr() == (
        "",
        "nin: untrained weights; for trained ones name fashion-mnist or mnist or tiny or "
        "tiny-dense, a run's folder or a file\n",
    )


def test_a_folder_of_a_presets_name_does_not_stand_in_for_the_preset(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run.rename("tiny")
    assert export("tiny", "csv", tmp_path / "a").read_text() == to_csv(find("tiny"))
    assert export("./tiny", "csv", tmp_path / "a").read_text() == to_csv(DENSE)


@pytest.mark.parametrize(
    ("form", "to_text"), [("pytorch", to_pytorch), ("csv", to_csv), ("svg", to_svg)]
)
def test_a_text_is_exported_to_the_terminal_or_to_a_file(
    form: str,
    to_text: Callable[[Network], str],
    capsysbinary: pytest.CaptureFixture[bytes],
    tmp_path: Path,
) -> None:
    expected = to_text(find("svhn")).encode()
    assert main(["export", "svhn", "--to", form]) == 0
    assert capsysbinary.readouterr().out == expected
    file = tmp_path / "file"
    assert main(["export", PRESETS["svhn"].text, "--to", form, "--out", str(file)]) == 0
    assert file.read_bytes() == expected
    assert capsysbinary.readouterr().out == b""


def test_onnx_is_exported_to_a_pipe_or_to_a_file(
    capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    file = tmp_path / "tiny.onnx"
    assert main(["export", "tiny", "--to", "onnx", "--out", str(file)]) == 0
    assert capsysbinary.readouterr().out == b""
    assert main(["export", "tiny", "--to", "onnx"]) == 0
    for data in (file.read_bytes(), capsysbinary.readouterr().out):
        assert onnx.load_model_from_string(data).metadata_props[0].value == PRESETS["tiny"].text


def test_the_drawing_of_a_network_with_a_fault_is_written_with_status_1(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert main(["export", FAULTY, "--to", "svg"]) == 1
    assert b"block2_conv" in capsysbinary.readouterr().out


@pytest.mark.slow
def test_onnx_is_not_poured_into_a_terminal() -> None:
    terminal, end = pty.openpty()
    command = [sys.executable, "-m", "nin", "export", "tiny", "--to", "onnx"]
    # Nobody reads this terminal: a program that does write to it would wait for ever.
    done = subprocess.run(
        command, stdout=end, stderr=subprocess.PIPE, text=True, check=False, timeout=60
    )
    os.close(end)
    os.close(terminal)
    assert done.returncode == 2
    assert done.stderr == (
        "nin: ONNX is binary and this is a terminal; name a file with --out FILE\n"
    )
