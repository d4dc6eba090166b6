"""What a benchmark prints: figures with their budget, and where and with what they were made."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured row: what was measured, how it came out, and what it should be."""

    what: str
    measured: str
    budget: str
    ok: bool
    details: dict[str, float]


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


def machine() -> str:
    """Processor, cores, system, versions and date in one line."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "torch"))
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, {packages}, {datetime.now(UTC):%Y-%m-%d}"
    )


def as_text(figures: Sequence[Figure]) -> str:
    """A Markdown table, ready for the README."""
    rows = [("What", "Measured", "Budget", "")]
    rows += [(f.what, f.measured, f.budget, "met" if f.ok else "**missed**") for f in figures]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|---|---|---|---|", *lines[1:], "", machine()])


def as_json(figures: Sequence[Figure]) -> dict[str, object]:
    """The same for programs, with every detail."""
    return {"machine": machine(), "figures": [asdict(figure) for figure in figures]}


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
