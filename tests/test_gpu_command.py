"""`make gpu`: what only a GPU can show, tried on the processor; what is not shown is no success."""

import json
import subprocess
import sys

import pytest

from tests.support.paths import ROOT

RUN_WITHOUT = """
import runpy, sys
sys.modules[sys.argv.pop(1)] = None  # as if it were not installed
runpy.run_module("benchmarks.gpu", run_name="__main__")
"""


def python(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_a_processor_shows_its_claims_and_lists_what_it_cannot_show() -> None:
    names = ("pools", "weights", "memory", "failing-driver", "mnist-98")
    process = python("-m", "benchmarks.gpu", "--quick", "--device", "cpu", *names)
    report = json.loads(process.stdout)
    assert (report["device"], report["quick"]) == ("CPU", True)
    claims = {claim.pop("name"): claim for claim in report["claims"]}
    assert set(claims) == {"pools", "weights", "memory", "failing-driver"}
    assert claims["pools"]["passed"]
    assert claims["weights"]["figures"]["largest_logit_difference"] < 1e-4
    for name in ("memory", "failing-driver"):
        assert claims[name].keys() == {"sentence", "not shown here"}
    assert [row["not shown here"] for row in report["rows"]] == ["left out by --quick"]
    assert process.returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("package", ["torch", "numpy", "safetensors"])
def test_a_package_that_is_missing_is_named_in_one_line(package: str) -> None:
    process = python("-c", RUN_WITHOUT, package, "pools")
    assert process.returncode == 2
    assert process.stderr.startswith(f"gpu: the package {package} is missing in {sys.executable}")
    assert (process.stderr.count("\n"), process.stdout) == (1, "")


@pytest.mark.slow
def test_it_needs_no_page_and_no_browser() -> None:
    code = "import benchmarks.gpu.checks, nin.train.loop, sys; print(*sys.modules)"
    loaded = set(python("-c", code).stdout.split())
    assert "torch" in loaded
    assert loaded.isdisjoint(["streamlit", "plotly", "playwright", "onnx", "torchvision"])


@pytest.mark.slow
def test_a_device_that_is_not_there_is_refused_in_words() -> None:
    process = python("-m", "benchmarks.gpu", "--device", "cuda:9")
    assert process.returncode == 2
    assert process.stderr == "gpu: device: there is no cuda:9 here; take auto or cpu\n"
