"""What looks must not wait for PyTorch: nothing that it imports loads it in the end."""

import subprocess
import sys

from tests.support.paths import ROOT

# What trains, and what shows a notebook PyTorch's modules.
TRAINING = ("devices", "loop", "measure", "memory", "moved", "optim", "resident")
WITH_TORCH = {
    "nin.maps",
    "nin.model",
    *(f"nin.train.{part}" for part in TRAINING),
}


def modules_of(*folders: str) -> list[str]:
    """All modules below these folders, by their names."""
    files = (file for folder in folders for file in (ROOT / folder).rglob("*.py"))
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]
    return sorted(name.removesuffix(".__init__") for name in names)


def loaded_by(modules: list[str]) -> set[str]:
    """What a fresh Python has loaded after importing these modules."""
    code = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return set(done.stdout.split())


def test_the_library_leaves_torch_out_but_for_what_trains() -> None:
    modules = [name for name in modules_of("nin") if name not in WITH_TORCH]
    loaded = loaded_by(modules)
    assert loaded >= {"nin.forward", "nin.interpret.gradcam", "nin.runs.worker", "nin.__main__"}
    assert loaded.isdisjoint(["torch", "torchvision", "ray", "streamlit"])


def test_each_module_that_trains_brings_torch_in_so_the_test_above_can_fail() -> None:
    for name in WITH_TORCH:
        assert "\nimport torch\n" in (ROOT / f"{name.replace('.', '/')}.py").read_text("utf-8")
    assert "torch" in loaded_by(["nin.model"])


def test_all_parts_of_the_pages_leave_torch_out() -> None:
    loaded = loaded_by(modules_of("pages/ui"))
    assert {"pages.ui.feature_maps.xray", "pages.ui.start.sources"} <= loaded
    assert "torch" not in loaded


def test_what_a_page_may_never_need_is_not_loaded_with_it() -> None:
    loaded = loaded_by(modules_of("pages/ui"))
    assert loaded.isdisjoint(["onnx", "scipy", "scipy.stats", "plotly.express"])
