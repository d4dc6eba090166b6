"""Describing, counting and drawing a network must not wait for PyTorch."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]
(WITHOUT_TORCH,) = [contract for contract in CONTRACTS if "need no PyTorch" in contract["name"]]


def loaded_by(modules: list[str]) -> set[str]:
    """What a fresh Python has loaded after importing these modules."""
    code = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return set(done.stdout.split())


@pytest.mark.slow
def test_describing_counting_and_drawing_leave_torch_out() -> None:
    loaded = loaded_by(WITHOUT_TORCH["source_modules"])
    assert loaded >= set(WITHOUT_TORCH["source_modules"])
    assert loaded.isdisjoint(["torch", "torchvision", "onnx", "streamlit"])


@pytest.mark.slow
def test_starting_runs_leaves_torch_and_ray_out() -> None:
    loaded = loaded_by(["nin.jobs", "nin.worker", "nin.cluster", "nin.__main__"])
    assert loaded.isdisjoint(["torch", "ray", "streamlit"])


@pytest.mark.slow
def test_the_model_brings_torch_in_so_the_test_above_can_fail() -> None:
    assert "torch" in loaded_by(["nin.model"])


@pytest.mark.slow
def test_the_pad_is_on_the_page_before_torch_is_loaded() -> None:
    parts = ("sources", "gallery", "own", "settings")
    loaded = loaded_by(["pages.ui.networks", *(f"pages.ui.draw.{part}" for part in parts)])
    assert "streamlit" in loaded
    assert "torch" not in loaded


@pytest.mark.slow
def test_the_pages_on_the_inside_say_what_they_wait_for_before_torch_is_loaded() -> None:
    parts = [path.stem for path in (ROOT / "pages" / "ui" / "inside").glob("[a-z]*.py")]
    loaded = loaded_by([f"pages.ui.inside.{part}" for part in parts])
    assert {"pages.ui.inside.xray_view", "pages.ui.inside.shifts"} <= loaded
    assert "torch" not in loaded
