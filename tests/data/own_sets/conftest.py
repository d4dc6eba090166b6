from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where data sets lie, empty."""
    monkeypatch.setenv("NIN_DATA", str(tmp_path))
    return tmp_path
