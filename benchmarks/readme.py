"""The README's table is what `results.json` holds, and that is what the benchmarks wrote there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from benchmarks import report
from benchmarks.report import Row, Rows

RESULTS = Path(__file__).with_name("results.json")
README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- python -m benchmarks --readme -->\n", "<!-- end of the table -->"


def keep(measured: Rows, names: Iterable[str]) -> None:
    """Put rows into the results and the table; those not measured now stay as they were.

    Args:
        measured: The new rows.
        names: Of all rows that there are, in the table's order.
    """
    rows = merged(report.from_json(RESULTS.read_text(encoding="utf-8")), measured, names)
    RESULTS.write_text(report.to_json(rows), encoding="utf-8")
    README.write_text(with_table(README.read_text(encoding="utf-8"), rows), encoding="utf-8")


def merged(old: Rows, new: Rows, names: Iterable[str]) -> dict[str, Row]:
    """Each row as it was last measured; of names that are gone, nothing."""
    rows = {**old, **new}
    return {name: rows[name] for name in names if name in rows}


def with_table(text: str, rows: Rows) -> str:
    """The text with the table between the two markers.

    Raises:
        ValueError: a marker is missing.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the markers {BEGIN.strip()} and {END} must both be in the text")
    return f"{before}{begin}\n{report.as_text(rows)}\n\n{end}{after}"
