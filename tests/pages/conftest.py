"""What several page tests begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.pages.training import Runs


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runs]:
    """A folder for runs that the pages look into."""
    monkeypatch.setenv("NIN_RUNS", str(tmp_path / "runs"))
    # As many as a test starts at most: others would be processes that train, and outlive the test.
    with Runs(tmp_path / "runs", warm=12) as folder:
        yield folder


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of runs, empty."""
    monkeypatch.setenv("NIN_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"
