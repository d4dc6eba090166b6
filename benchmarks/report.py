"""What a benchmark tells: figures with their budgets, when they were taken, where and with what."""

from __future__ import annotations

import json
import os
import platform
import re
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.support.browsers import on_path


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what was measured, how it came out, and what it should be."""

    what: str
    measured: str
    budget: str
    ok: bool
    details: dict[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one benchmark.

    Attributes:
        date: Of the day when they were taken, UTC.
        setup: Machine and versions, in one line.
    """

    date: str
    setup: str
    figures: tuple[Figure, ...]


Rows = Mapping[str, Row]
"""By the name that `python -m benchmarks` takes, in the order of the table."""


def taken_now(figures: Sequence[Figure]) -> Row:
    """Figures of this moment on this machine."""
    return Row(f"{datetime.now(UTC):%Y-%m-%d}", setup(), tuple(figures))


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile, minimum, maximum and count of a series."""
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered) + 0.5) - 1)]
    figures = {
        "median": statistics.median(ordered),
        "p95": p95,
        "min": ordered[0],
        "max": ordered[-1],
    }
    return {name: round(value, 4) for name, value in figures.items()} | {"n": len(ordered)}


def setup() -> str:
    """Processor, cores, memory, system and versions in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "torch"))
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}, {packages}, {_browser()}"
    )


def as_text(rows: Rows) -> str:
    """A Markdown table, and below it each setup with the day that it was used."""
    head = ("What", "Measured", "Budget", "", "Day")
    lines = [
        (f.what, f.measured, f.budget, "met" if f.ok else "**missed**", row.date)
        for row in rows.values()
        for f in row.figures
    ]
    table = [f"| {' | '.join(line)} |" for line in (head, *lines)]
    table.insert(1, "|---" * len(head) + "|")
    setups = dict.fromkeys(f"{row.date}: {row.setup}." for row in rows.values())
    return "\n".join([*table, "", *(f"- {line}" for line in setups)])


def to_json(rows: Rows) -> str:
    """The same for programs, with every detail; `from_json` reads it back."""
    plain = {name: asdict(row) for name, row in rows.items()}
    return json.dumps(plain, indent=1, ensure_ascii=False) + "\n"


def from_json(text: str) -> dict[str, Row]:
    """The rows that `to_json` wrote."""
    return {
        name: Row(row["date"], row["setup"], tuple(Figure(**figure) for figure in row["figures"]))
        for name, row in json.loads(text).items()
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _browser() -> str:
    browser = on_path("chromium")
    if browser is None:
        return "no browser"
    command = [browser, "--version"]
    line = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    version_only = re.match(r"\D+[\d.]+", line)
    return version_only.group() if version_only else line.strip()
