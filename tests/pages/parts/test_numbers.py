"""Numbers as the pages write them; tests/js holds the browser's to the same table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pages.ui.parts import numbers
from tests.support import paths

TABLE: dict[str, list[tuple[float | str, str]]] = json.loads(
    Path(paths.ROOT, "tests", "support", "numbers.json").read_text(encoding="utf-8")
)
WRITERS: dict[str, Callable[[float], str]] = {
    "three_digits": numbers.three_digits,
    "two_decimals": numbers.two_decimals,
    "percent": numbers.percent,
    "short_count": lambda value: numbers.short_count(int(value)),
    "byte_size": lambda value: numbers.byte_size(int(value)),
}


@pytest.mark.parametrize(
    ("name", "value", "text"), [(name, *case) for name in TABLE for case in TABLE[name]]
)
def test_a_number_is_written_as_the_table_says(name: str, value: float | str, text: str) -> None:
    assert WRITERS[name](float(value)) == text


@pytest.mark.parametrize(
    ("share", "limit", "text"),
    [(0.597, 0.6, "59%"), (0.59999, 0.6, "59%"), (0.6, 0.6, "60%"), (0.61, 0.6, "61%"),
     (0.2, 0.6, "20%"), (0.9999, 1.0, "99%")],
)  # fmt: skip
def test_a_share_below_a_limit_never_looks_like_it(share: float, limit: float, text: str) -> None:
    assert numbers.percent(share, below=limit) == text
