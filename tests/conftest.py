"""Golden files: expected output that is long to write and easy to read."""

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--overwrite",
        action="store_true",
        help="write the golden files from today's output; read the difference before a commit",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], str]:
    """A function that takes a file's name and today's output, and returns the expected one."""

    def expected(name: str, output: str) -> str:
        path = GOLDEN / name
        if request.config.getoption("--overwrite"):
            path.write_text(output, encoding="utf-8")
        return path.read_text(encoding="utf-8")

    return expected
