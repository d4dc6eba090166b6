"""An experiment as a folder: its plan, the run of each variant and seed, and what was measured.

    runs/.experiments/0003-5fe01c77/plan.json  drawings.npz  runs.json  summary.json  log.txt
                                    stop  starting  lock  fault.txt

The runs themselves lie beside those of the pages and are as they are: an experiment names them.
"""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec

from nin.experiments.plan import Plan, PlanError, plan_from_json, plan_to_json
from nin.files import atomic, locks
from nin.runs import queue

EXPERIMENTS = ".experiments"  # a folder that no list of runs looks into
PLAN, RUNS, SUMMARY = "plan.json", "runs.json", "summary.json"
DRAWINGS = "drawings.npz"  # only where its runs learn some as well
LOG = "log.txt"  # what the process printed that carries it out
LOCK, STARTING = "lock", "starting"  # held by that process; there until it is
STOP, FAULT = "stop", "fault.txt"  # the order to stop; why it could not go on


@dataclass(frozen=True, slots=True)
class Entry:
    """A run of an experiment.

    Attributes:
        variant: Its index in the plan.
        run: The name of its folder.
        measures: What it came to; None before it is over, empty where it came to nothing.
        reason: Why it came to nothing.
        curve: How far each evaluation was, in epochs, and its test accuracy.
        torch: The version of PyTorch that trained it; empty where that was not noted.
    """

    variant: int
    seed: int
    run: str
    measures: dict[str, float] | None = None
    reason: str = ""
    curve: tuple[tuple[float, float], ...] = ()
    torch: str = ""


def create(plan: Plan, root: Path, drawings: bytes | None) -> Path:
    """The experiment's folder, under a number of its own, with all files in it or not at all.

    Raises:
        PlanError: it cannot be made.
    """
    place = root / EXPERIMENTS
    draft = place / f".new-{secrets.token_hex(4)}"
    try:
        draft.mkdir(parents=True)
        (draft / PLAN).write_text(plan_to_json(plan), encoding="utf-8")
        if drawings is not None:
            (draft / DRAWINGS).write_bytes(drawings)
        with locks.holding(place / ".lock"):
            numbers = [
                int(name) for one in place.glob("[0-9]*") if (name := one.name[:4]).isdigit()
            ]
            number = 1 + max(numbers, default=0)
            return draft.rename(place / f"{number:04}-{secrets.token_hex(4)}")
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise PlanError(f"experiment: its folder cannot be made ({error.strerror})") from None


def every(root: Path) -> list[Path]:
    """All experiments, the newest first."""
    files = (root / EXPERIMENTS).glob(f"[0-9]*/{PLAN}")
    return sorted((f.parent for f in files if queue.is_numbered(f.parent.name)), reverse=True)


def find(root: Path, name: str) -> Path:
    """The experiment of this name, which may be a stranger's.

    Raises:
        PlanError: there is none.
    """
    names = {one.name: one for one in every(root)}
    if name not in names:
        others = ", ".join(sorted(names)) or "none yet"
        raise PlanError(f"experiment: there is none called {name[:40]!r}; there are {others}")
    return names[name]


def plan(experiment: Path) -> Plan:
    """What it is to be.

    Raises:
        PlanError: its folder is damaged.
    """
    return plan_from_json(_read(experiment / PLAN))


def drawings(experiment: Path) -> bytes | None:
    """Those that its runs learn as well, as one's own set is packed; None where there are none.

    Raises:
        PlanError: its folder is damaged.
    """
    file = experiment / DRAWINGS
    return _read(file) if file.exists() else None


def entries(experiment: Path) -> tuple[Entry, ...]:
    """The runs that were started, in that order.

    Raises:
        PlanError: its folder is damaged.
    """
    if not (experiment / RUNS).exists():
        return ()
    left = set(plan(experiment).runs())
    try:
        noted = msgspec.json.decode(_read(experiment / RUNS), type=tuple[Entry, ...])
        for entry in noted:
            if (entry.variant, entry.seed) not in left or not queue.is_numbered(entry.run):
                raise ValueError(f"{entry.run[:40]!r} is no run of it")
            left.remove((entry.variant, entry.seed))
    except (ValueError, RecursionError) as error:
        raise PlanError(f"experiment {experiment.name}: {RUNS} is damaged ({error})") from None
    return noted


def keep(experiment: Path, started: tuple[Entry, ...]) -> None:
    """Note which runs were started, and what they came to.

    Raises:
        PlanError: it cannot be written.
    """
    write(experiment / RUNS, msgspec.json.format(msgspec.json.encode(started), indent=1))


def write(path: Path, content: bytes) -> None:
    """One of its files, whole or not at all.

    Raises:
        PlanError: it cannot be written.
    """
    try:
        atomic.write(path, content)
    except OSError as error:
        where = f"experiment {path.parent.name}"
        raise PlanError(f"{where}: {path.name} cannot be written ({error.strerror})") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        where = f"experiment {path.parent.name}"
        raise PlanError(f"{where}: {path.name} cannot be read ({error.strerror})") from None
