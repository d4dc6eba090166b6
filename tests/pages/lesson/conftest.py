"""A folder for lessons of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A teacher's folder of lessons."""
    folder = tmp_path / "lessons"
    folder.mkdir()
    monkeypatch.setenv("NIN_LESSONS", str(folder))
    return folder
