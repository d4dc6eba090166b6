"""The README's figures are those that the benchmarks wrote, and no others."""

from __future__ import annotations

import pytest

from benchmarks import readme, report
from benchmarks.report import Figure, Row

MET = Figure("a", "1 ms", "≤ 2 ms", True, {"median": 1.0})
MISSED = Figure("b", "3 ms", "≤ 2 ms", False, {})
OLD = {
    "one": Row("2026-01-01", "a machine", (MET, MISSED)),
    "two": Row("2026-01-01", "a machine", (MET,)),
    "gone": Row("2026-01-01", "a machine", (MET,)),
}
NEW = {"two": Row("2026-02-02", "another", (MISSED,))}


def test_the_readme_shows_the_results_that_are_kept() -> None:
    text = readme.README.read_text(encoding="utf-8")
    rows = report.from_json(readme.RESULTS.read_text(encoding="utf-8"))
    assert len(rows) > 5
    assert readme.with_table(text, rows) == text


def test_a_row_that_misses_its_budget_says_so_and_each_has_its_day_and_setup() -> None:
    lines = report.as_text(OLD | NEW).splitlines()
    assert "| a | 1 ms | ≤ 2 ms | met | 2026-01-01 |" in lines
    assert "| b | 3 ms | ≤ 2 ms | **missed** | 2026-02-02 |" in lines
    assert lines[-2:] == ["- 2026-01-01: a machine.", "- 2026-02-02: another."]


def test_rows_not_measured_again_stay_and_those_that_are_no_more_go() -> None:
    rows = readme.merged(OLD, NEW, ["two", "one", "three"])
    assert rows == {"two": NEW["two"], "one": OLD["one"]}
    assert list(rows) == ["two", "one"]


def test_results_come_back_as_they_were_kept() -> None:
    assert report.from_json(report.to_json(OLD)) == OLD


def test_only_what_is_between_the_markers_changes() -> None:
    text = f"before\n{readme.BEGIN}old\n{readme.END} after"
    changed = readme.with_table(text, OLD)
    assert changed.startswith(f"before\n{readme.BEGIN}\n| What |")
    assert changed.endswith(f"{readme.END} after")
    assert readme.with_table(changed, OLD) == changed
    with pytest.raises(ValueError, match="markers"):
        readme.with_table("no markers", OLD)


def test_this_machine_and_its_versions_are_named() -> None:
    row = report.taken_now([MET])
    assert all(word in row.setup for word in ("cores", "GiB", "Python", "streamlit", "torch"))
    assert len(row.date.split("-")) == 3
