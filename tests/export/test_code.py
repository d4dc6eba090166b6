"""What one takes away computes what the app shows: PyTorch code, ONNX and CSV against the model."""

import csv
import io
import re
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from hypothesis import example, given
from hypothesis.strategies import SearchStrategy
from onnx import numpy_helper
from torch import nn

from nin import checkpoints
from nin.analysis import trace
from nin.codec import loads
from nin.export.code import to_csv, to_pytorch
from nin.export.onnx_model import to_onnx
from nin.model import build
from nin.ops import lower
from nin.presets import PRESETS, find
from nin.spec import Network, SpecError
from nin.weights import initial_weights
from tests.support.strategies import networks, one_in

pytestmark = pytest.mark.usefixtures("one_thread")
LINE = 100
COMPUTED = ("tiny", "mnist", "cifar10", "d2l")  # the other presets differ from these in sizes only
FAULTY = loads("1x28x10 n96k11s4-96-96 m3s2 n256k5 m3s2 n10k3")
TOO_LARGE = loads("3x224x1000 n512k3p1-512 n1000k3p1-1000")
WIDE = loads(
    "3x32x100 n1000000k11s10p5-1000000-1000000-1000000-1000000-1000000-1000000-1000000-1000000 "
    "a3s2p1c n100000k11s10p5-100000-100000 n96k11s10p5-96-1000 n384k13s10p6-384-1024 fc64-32"
)
# Every kind of last window that hangs over: none, over the map, over its padding, clamped.
POOLS = loads("2x17x7 n4k1 a3s2p1c a2s2c m5s2p2c n4k3p2 a4s3p2 m3s5p1c n5k1-6 d0.5 a2s1p1 fc8")

# The order of their names is not that of the network: block10 comes before block2.
TEN_BLOCKS = loads("1x5x6 " + "n3k1-4 " * 10 + "fc9-8")


def fitting() -> SearchStrategy[Network]:
    return networks().filter(lambda network: trace(network).fault is None)


def alive(network: Network) -> nn.Sequential:
    """A model in which no ReLU hides a difference: all of its values are positive."""
    torch.manual_seed(0)
    model = build(network).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            fan_in = prod(parameter.shape[1:])
            parameter.copy_((0.5 + torch.rand_like(parameter)) / fan_in)
    return model


def images(network: Network, count: int = 2) -> torch.Tensor:
    return torch.rand(count, network.in_channels, network.image_size, network.image_size)


def outputs(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    with torch.inference_mode():
        logits: torch.Tensor = model.eval()(x)
        return logits


def run_code(code: str) -> tuple[dict[str, Any], list[str]]:
    """The file run as a program: its names and the lines that it prints."""
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()) as printed:
        path = Path(folder) / "net.py"
        path.write_text(code, encoding="utf-8")
        names = runpy.run_path(str(path), run_name="__main__")
    return names, printed.getvalue().splitlines()


def load_as_a_user(names: dict[str, Any], network: Network, model: nn.Sequential) -> nn.Module:
    """The file's network with the weights of a run whose model this is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weights.safetensors"
        checkpoints.save(path, network, model, {})
        names["load_weights"](names["net"], path)
    net: nn.Module = names["net"]
    return net


def commented_shapes(code: str) -> list[str]:
    stages = code[code.index("net = nn.Sequential(") : code.rindex("init_weights(net)")]
    return re.findall(r"# (\S+)$", stages, flags=re.MULTILINE)


def assert_the_code_is_the_model(network: Network) -> None:
    code, model = to_pytorch(network), alive(network)
    names, printed = run_code(code)
    net, x = load_as_a_user(names, network, model), images(network)
    torch.testing.assert_close(outputs(net, x), outputs(model, x), rtol=1e-5, atol=1e-5)
    shapes = [line.partition("output shape: 1 ")[2].replace(" ", "×") for line in printed]
    assert shapes == commented_shapes(code)


@pytest.mark.parametrize("name", COMPUTED)
def test_the_pytorch_code_of_a_preset_computes_what_its_model_does(name: str) -> None:
    assert_the_code_is_the_model(find(name))


@given(fitting())
@example(POOLS)
@example(TEN_BLOCKS)
@one_in(5)
def test_the_pytorch_code_of_any_network_computes_what_its_model_does(network: Network) -> None:
    assert_the_code_is_the_model(network)


def test_the_pytorch_code_of_d2l_says_the_shapes_that_the_book_says() -> None:
    assert commented_shapes(to_pytorch(find("d2l"))) == [
        "96×54×54",
        "96×26×26",
        "256×26×26",
        "256×12×12",
        "384×12×12",
        "384×5×5",
        "384×5×5",
        "10×5×5",
        "10×1×1",
        "10",
    ]


@pytest.mark.slow
def test_the_pytorch_code_runs_alone(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(to_pytorch(find("tiny")), encoding="utf-8")
    command = [sys.executable, "-W", "error", path.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == "Sequential output shape: 1 16 28 28"
    assert done.stdout.splitlines()[-1] == "Flatten output shape: 1 10"


def test_the_pytorch_code_names_the_network_in_a_text_that_can_be_read_back() -> None:
    long = [loads(f"1x28x10 {'d0.5 ' * count}n10k3-64-10") for count in range(20)]
    for network in (find("imagenet"), WIDE, *long):
        header = to_pytorch(network).partition("\n\n")[0]
        text = header.partition("NiN Explorer: ")[2].replace("\n#", " ")
        assert loads(text) == network
    assert "Dive into Deep Learning" in to_pytorch(find("d2l")).splitlines()[0]


@pytest.mark.parametrize("network", [*map(find, PRESETS), POOLS, WIDE])
def test_the_pytorch_code_is_formatted(network: Network) -> None:
    code = to_pytorch(network)
    command = ["ruff", "format", "--isolated", "--line-length", str(LINE), "-"]
    done = subprocess.run(
        [sys.executable, "-m", *command], input=code.encode(), capture_output=True, check=True
    )
    assert done.stdout.decode() == code
    assert max(map(len, code.splitlines())) <= LINE


def test_the_same_seed_gives_the_pytorch_code_the_same_weights_each_time() -> None:
    code = to_pytorch(find("tiny"))
    states = []
    for _ in range(2):
        torch.manual_seed(3)
        states.append(run_code(code)[0]["net"].state_dict())
    assert all(torch.equal(states[0][key], states[1][key]) for key in states[0])


@pytest.mark.parametrize("export", [to_pytorch, to_csv, to_onnx])
def test_a_network_with_a_fault_cannot_be_exported_and_the_fault_says_why(
    export: Callable[[Network], object],
) -> None:
    fault = trace(FAULTY).fault
    assert fault is not None
    with pytest.raises(SpecError, match=f"^{re.escape(fault.message)}$"):
        export(FAULTY)


def test_a_network_too_large_to_build_here_can_be_taken_away_as_text_only() -> None:
    assert "block2=nin_block(" in to_pytorch(TOO_LARGE)
    assert to_csv(TOO_LARGE)
    with pytest.raises(SpecError, match="over the limit"):
        to_onnx(TOO_LARGE)


@given(fitting())
@example(find("d2l"))
@one_in(3)
def test_the_csv_has_a_line_for_each_op_and_its_totals_add_up(network: Network) -> None:
    *lines, total = csv.DictReader(io.StringIO(to_csv(network)))
    assert [line["name"] for line in lines] == list(lower(network))
    assert total["name"] == "total"
    for column in ("params", "macs", "activation_bytes"):
        assert int(total[column]) == sum(int(line[column]) for line in lines)
    assert int(total["params"]) == sum(p.numel() for p in build(network).parameters())


def test_a_line_of_the_csv_says_all_that_the_table_says() -> None:
    lines = list(csv.DictReader(io.StringIO(to_csv(find("mnist")))))
    assert lines[0] == {
        "name": "block1_conv",
        "operation": "Conv2d",
        "output_shape": "96x28x28",
        "kernel_size": "5",
        "stride": "1",
        "padding": "2",
        "ceil_mode": "",
        "params": "2496",
        "macs": "1881600",
        "activation_bytes": "301056",
        "receptive_field": "5",
        "jump": "1",
    }
    pool = next(line for line in lines if line["name"] == "pool1")
    assert (pool["operation"], pool["ceil_mode"], pool["padding"]) == ("MaxPool2d", "True", "0")


def run_onnx(data: bytes, *batches: torch.Tensor) -> list[torch.Tensor]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    return [
        torch.from_numpy(session.run(["logits"], {"images": batch.numpy()})[0]) for batch in batches
    ]


def assert_onnx_is_the_model(network: Network) -> None:
    model, x = alive(network), images(network, count=3)
    weights = {name: value.numpy() for name, value in model.state_dict().items()}
    computed, expected = run_onnx(to_onnx(network, weights), x, x[:1]), outputs(model, x)
    torch.testing.assert_close(computed, [expected, expected[:1]], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", COMPUTED)
def test_the_onnx_file_of_a_preset_computes_what_its_model_does(name: str) -> None:
    assert_onnx_is_the_model(find(name))


@given(fitting())
@example(POOLS)
@one_in(3)
def test_the_onnx_file_of_any_network_computes_what_its_model_does(network: Network) -> None:
    assert_onnx_is_the_model(network)


@pytest.mark.parametrize("kind", ["m", "a"])
@pytest.mark.parametrize("ceil", ["", "c"])
def test_every_pool_in_the_onnx_file_pools_as_pytorch_does_at_every_border(
    kind: str, ceil: str
) -> None:
    for kernel_size in (1, 2, 3, 5):
        for padding in range(kernel_size // 2 + 1):
            for stride in (2, 3, 6):
                for side in (5, 6, 7, 8):
                    pool = f"{kind}{kernel_size}s{stride}p{padding}{ceil}"
                    assert_onnx_is_the_model(loads(f"1x{side}x3 n1k1 {pool} fc"))


@given(fitting())
@example(POOLS)
@one_in(6)
def test_the_onnx_file_has_the_shapes_of_the_table_and_the_names_of_the_model(
    network: Network,
) -> None:
    graph = onnx.load_model_from_string(to_onnx(network)).graph
    shapes = {
        value.name: [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]
        for value in (*graph.input, *graph.value_info, *graph.output)
    }
    rows = trace(network).rows
    assert shapes["images"] == ["N", *rows[0].in_shape]
    for row in rows[:-1]:
        assert shapes[row.name] == ["N", *row.out_shape]
    assert shapes["logits"] == ["N", network.num_classes]
    assert {name for node in graph.node for name in node.output} <= set(shapes)
    nodes = [node.name for node in graph.node]
    assert [name for name in nodes if name in lower(network)] == list(lower(network))
    assert all(name.endswith(("_flatten", "_pad")) for name in set(nodes) - set(lower(network)))
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for name, values in initial_weights(network, 0).items():
        assert np.array_equal(stored[name], values)


def test_the_onnx_file_carries_the_network_as_text() -> None:
    for name in ("tiny", "mnist"):
        model = onnx.load_model_from_string(to_onnx(find(name)))
        properties = {entry.key: entry.value for entry in model.metadata_props}
        assert properties == {"network": PRESETS[name].text}
        assert model.graph.name == PRESETS[name].title


@pytest.mark.parametrize("name", ["d2l", "mnist", "tiny"])
def test_the_pytorch_code_draws_its_weights_by_the_rule_of_a_runs_start(name: str) -> None:
    torch.manual_seed(0)
    drawn = run_code(to_pytorch(find(name)))[0]["net"].parameters()
    ours = initial_weights(find(name), 0)
    first = next(iter(ours))
    for (key, values), other in zip(ours.items(), drawn, strict=True):
        theirs = other.detach().numpy()
        if values.ndim == 1:
            assert np.array_equal(theirs, values)
            continue
        spread = 5 / values.size**0.5  # of so many random numbers' spread
        assert theirs.std() == pytest.approx(values.std(), rel=spread)
        if key != first:
            assert np.abs(theirs.sum(tuple(range(1, theirs.ndim)))).max() < 1e-3
