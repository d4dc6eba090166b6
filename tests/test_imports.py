"""Describing, counting and drawing a network must not wait for PyTorch."""

import subprocess
import sys

from tests.support.paths import ROOT

# What describes, counts, draws, orders and lists: everything that a page shows without weights.
WITHOUT_TORCH = [
    *(f"nin.analysis.{part}" for part in ("tracing", "explain", "receptive_field", "dense_bill")),
    *(f"nin.export.{part}" for part in ("table", "diagram", "code")),
    *(f"nin.images.{part}" for part in ("digit", "uploads")),
    *("nin.codec", "nin.presets", "nin.edit", "nin.bundled", "nin.checkpoint_header"),
    *("nin.interpret.xray_steps", "nin.interpret.logit_ledger"),
    *("nin.data", "nin.train", "nin.runs", "nin.runs.summaries", "nin.runs.variants"),
]


def loaded_by(modules: list[str]) -> set[str]:
    """What a fresh Python has loaded after importing these modules."""
    code = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return set(done.stdout.split())


def test_describing_counting_and_drawing_leave_torch_out() -> None:
    loaded = loaded_by(WITHOUT_TORCH)
    assert loaded >= set(WITHOUT_TORCH)
    assert loaded.isdisjoint(["torch", "torchvision", "onnx", "streamlit"])


def test_starting_runs_leaves_torch_and_ray_out() -> None:
    loaded = loaded_by(["nin.runs.control", "nin.runs.worker", "nin.runs.cluster", "nin.__main__"])
    assert loaded.isdisjoint(["torch", "ray", "streamlit"])


def test_the_model_brings_torch_in_so_the_test_above_can_fail() -> None:
    assert "torch" in loaded_by(["nin.model"])


def test_the_pad_is_on_the_page_before_torch_is_loaded() -> None:
    parts = ("sources", "gallery", "own", "settings")
    loaded = loaded_by(
        ["pages.ui.subject.network_choice", *(f"pages.ui.draw.{part}" for part in parts)]
    )
    assert "streamlit" in loaded
    assert "torch" not in loaded


def test_the_pages_on_the_inside_say_what_they_wait_for_before_torch_is_loaded() -> None:
    ui = ROOT / "pages" / "ui"
    paths = [*ui.glob("feature_maps/[a-z]*.py"), *ui.glob("class_maps/[a-z]*.py")]
    loaded = loaded_by([f"pages.ui.{path.parent.name}.{path.stem}" for path in paths])
    assert {"pages.ui.feature_maps.xray", "pages.ui.class_maps.shifts"} <= loaded
    assert "torch" not in loaded
