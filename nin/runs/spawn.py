"""Starting the processes of runs: cold ones, and warm ones that have PyTorch loaded already.

A warm process has a folder, `.warm/TOKEN` under the runs' root, with a file `idle` until a run
claims it by renaming that file, which only one can. Then the run's name is written into the file
`order`. The process leaves when no page has asked for it for a minute.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import sys
import threading
from pathlib import Path

from nin.files import atomic, locks
from nin.runs.folder import LOG

WARM, IDLE, TAKEN, ORDER, LOCK = ".warm", "idle", "taken", "order", "lock"
TRIAL = "trial"  # in a warm process's folder: see `nin.runs.speed`

# How often the threads of libgomp, which computes for PyTorch on Linux, poll before they sleep. By
# default they do so for so long that two programs on two cores train forty times slower than one.
SPIN = "2000"

_PACKAGE = Path(__file__).resolve().parents[1]


def start(run: Path, *, on_cluster: bool) -> None:
    """Give the run to a warm process, or to a new one, or a cluster's run to its stand-in.

    Raises:
        OSError: no process can be started.
    """
    run = run.resolve()
    if on_cluster:
        process("nin.runs.cluster", [str(run)], run / LOG)
    elif not _hand_over(run):
        process("nin.runs.worker", [str(run)], run / LOG)


def evaluator(order: Path) -> None:
    """Start the process that carries out an order to evaluate.

    Raises:
        OSError: no process can be started.
    """
    order = order.resolve()
    process("nin.runs.evaluator", [str(order)], order / LOG)


def warm(root: Path) -> None:
    """Start a warm process for this root, or have the one that waits there wait on.

    Raises:
        OSError: none can be started.
    """
    for place in waiting(root):
        with contextlib.suppress(FileNotFoundError):  # taken just now
            os.utime(place / IDLE)
            return
    place = root.resolve() / WARM / secrets.token_hex(4)
    place.mkdir(parents=True)
    (place / IDLE).touch()
    process("nin.runs.worker", ["--warm", str(place)], place / LOG)


def log_into(run: Path) -> None:
    """From here on, what this process prints belongs to the run."""
    with (run / LOG).open("ab") as log:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            os.dup2(log.fileno(), stream.fileno())


def is_promised(run: Path) -> bool:
    """Whether a living warm process has the order to train this run, even if it still loads."""
    for order in (run.parent / WARM).glob(f"*/{ORDER}"):
        with contextlib.suppress(OSError):  # it has left just now
            is_ordered = order.read_text(encoding="utf-8") == run.name
            if is_ordered and locks.is_alive(order.with_name(LOCK), order):
                return True
    return False


def _hand_over(run: Path) -> bool:
    for place in waiting(run.parent):
        with contextlib.suppress(OSError):  # another run was faster
            (place / IDLE).rename(place / TAKEN)
            atomic.write(place / ORDER, run.name.encode())
            return True
    return False


def waiting(root: Path) -> list[Path]:
    """The folders of this root's warm processes that no run has claimed."""
    return [
        idle.parent
        for idle in (root / WARM).glob(f"*/{IDLE}")
        if locks.is_alive(idle.with_name(LOCK), idle)
    ]


def process(module: str, arguments: list[str], log: Path) -> None:
    """Start `python -m MODULE`, apart from this process's terminal and its end.

    Raises:
        OSError: it cannot be started.
    """
    path = os.pathsep.join(filter(None, [str(_PACKAGE.parent), os.environ.get("PYTHONPATH")]))
    with log.open("ab") as sink:
        child = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            env={"GOMP_SPINCOUNT": SPIN, **os.environ, "PYTHONPATH": path},
            start_new_session=True,
        )
    # A child that is not waited for stays in the system's table of processes after its end.
    threading.Thread(target=child.wait, daemon=True).start()
