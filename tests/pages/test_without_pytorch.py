"""Looking needs no PyTorch: every page and view where importing it raises."""

from __future__ import annotations

from pathlib import Path

from pages.ui.shell.frame import PAGES
from tests.support import without_pytorch


def test_every_page_and_view_works_where_importing_pytorch_raises(tmp_path: Path) -> None:
    done = without_pytorch.run("tests.support.pages.walk", str(tmp_path), NIN_RUNS=str(tmp_path))
    assert done.returncode == 0, done.stderr
    pages = {line.partition(" / ")[0] for line in done.stdout.splitlines()}
    assert pages == {name.lower().replace(" ", "_") for _, name, _ in PAGES}


def test_importing_pytorch_would_have_raised() -> None:
    done = without_pytorch.run("nin.model")
    assert "ModuleNotFoundError: import of torch halted" in done.stderr
