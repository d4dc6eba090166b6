"""The argument NETWORK: code that is read, files of weights, and pickles, which are not opened."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

from nin import checkpoints
from nin.__main__ import main
from nin.codec import loads
from nin.commands import network
from nin.commands.common import UsageError
from nin.export.code import to_pytorch
from nin.presets import find
from tests.support.paths import ROOT

pytestmark = pytest.mark.usefixtures("one_thread")
CODE = """\
from torch import nn

net = nn.Sequential(
    nn.LazyConv2d(6, 5), nn.ReLU(), nn.LazyConv2d(10, 1), nn.ReLU(),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(),
)
"""
TEXT = "1x12x10 n6k5-10"


@pytest.fixture
def code(tmp_path: Path) -> Path:
    file = tmp_path / "net.py"
    file.write_text(CODE, "utf-8")
    return file


def test_a_file_of_code_is_read_by_every_command_that_takes_a_network(
    code: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["table", str(code), "--input", "1x12", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["network"] == TEXT
    out = tmp_path / "out.py"
    assert main(["export", str(code), "--input=1x12", "--to=pytorch", f"--out={out}"]) == 0
    assert out.read_text("utf-8") == to_pytorch(loads(TEXT))
    code.with_name("own.py").write_text(to_pytorch(find("d2l")), "utf-8")
    assert main(["table", str(code.with_name("own.py"))]) == 0
    assert network.find_all([str(code), "tiny"], network.Images(1, 12)) == [
        loads(TEXT),
        find("tiny"),
    ]


def test_what_code_leaves_open_is_asked_for_and_what_it_says_can_be_replaced(
    code: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["table", str(code)]) == 2
    words = f"nin: {code}: does not say how large its images are; give it, as with --input 1x224\n"
    assert capsys.readouterr().err == words
    code.write_text(CODE + "\nimport torch\nnet(torch.rand(1, 1, 12, 12))\n", "utf-8")
    assert network.find(str(code)) == loads(TEXT)
    assert network.find(str(code), network.Images(3, 16)) == loads("3x16x10 n6k5-10")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no.py"], "no.py: cannot be read (No such file or directory)"),
        (["tiny", "--input", "1x28"], "--input is for PyTorch code; any other network says what"),
        (["net.py", "--input", "28"], "argument --input: '28' is not CHANNELSxSIZE, like 1x224"),
        (["net.py", "--input", "0x28"], "net.py: in_channels must be from 1 to 1,000,000, got 0"),
        (["bytes.py"], "bytes.py: is no text in UTF-8"),
        (["wrong.py", "--input", "1x9"], "wrong.py, line 1: is no Python: invalid syntax"),
        (["large.py"], "large.py: has 120,004 characters; at most 30,000 are read"),
        (["no.safetensors"], "no.safetensors: is no file and no run's folder; the bundled weights"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_what_cannot_be_read_is_one_line_and_status_2(
    arguments: list[str],
    words: str,
    code: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code.with_name("bytes.py").write_bytes(b"\xff\xfe\x00")
    code.with_name("wrong.py").write_text("net = = 1", "utf-8")
    code.with_name("large.py").write_text("x" * 10_000_000, "utf-8")
    monkeypatch.chdir(code.parent)
    try:
        status = main(["table", *arguments])
    except SystemExit as stop:
        status = int(stop.code or 0)
    error = capsys.readouterr().err
    assert status == 2
    assert error.startswith(f"nin: {words}")
    assert error.count("\n") == 1


def test_weights_are_also_their_network(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table", str(ROOT / "assets" / "tiny.safetensors"), "--json"]) == 0
    assert loads(json.loads(capsys.readouterr().out)["network"]) == find("tiny")


@pytest.mark.parametrize("command", [["table"], ["export", "--to", "csv"], ["evaluate"]])
def test_a_pickle_is_refused_with_the_line_that_converts_it(
    command: list[str], code: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pickle = code.with_name("net's own.pth")
    names: dict[str, nn.Sequential] = {}
    exec(CODE, names)  # noqa: S102  # our own
    model = names["net"].eval()
    with torch.inference_mode():
        expected = model(images := torch.rand(2, 1, 12, 12))
    torch.save(model.state_dict(), pickle)

    assert main([*command, str(pickle)]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"nin: {pickle}: is a pickle, which can run code; convert what you ")
    python, *line = shlex.split(error.partition("for NETWORK: ")[2])
    assert python == "python"
    line = [part.replace("NETWORK", TEXT) for part in line]
    subprocess.run([sys.executable, *line], cwd=ROOT, check=True)
    file = pickle.with_suffix(".safetensors")
    assert main(["table", str(file)]) == 0
    _, converted, _ = checkpoints.load(file)
    with torch.inference_mode():
        torch.testing.assert_close(converted(images), expected)


def test_a_networks_name_is_still_a_name() -> None:
    with pytest.raises(UsageError, match="'nothing' is neither a preset"):
        network.find("nothing")
