"""Waiting for what another process does, with a deadline in place of a guess."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event

from nin import experiments, runs
from nin.experiments import folder
from nin.files import locks
from nin.runs import queue
from nin.runs.folder import LOG
from nin.runs.spawn import IDLE, LOCK, WARM


def wait_for(condition: Callable[[], object], what: str, seconds: float = 120) -> None:
    """Return as soon as the condition holds; fail with `what` if it never does."""
    deadline, never = time.monotonic() + seconds, Event()
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        never.wait(0.01)


def end_all(root: Path) -> None:
    """Stop what has a process in a folder of runs, let warm processes go, and wait for all."""
    for experiment in experiments.every(root):
        folder.write(experiment / folder.STOP, b"")
    wait_for(lambda: not any(map(_is_carried_out, experiments.every(root))), "experiments to end")
    started = [run for run in runs.runs(root) if (run / LOG).exists()]
    for run in started:
        runs.stop(run)
    for idle in (root / WARM).glob(f"*/{IDLE}"):
        with suppress(FileNotFoundError):
            os.utime(idle, (0, 0))  # its lease is over: it leaves
    wait_for(lambda: not any(map(queue.is_alive, started)), "the runs to end")
    wait_for(lambda: not any(map(locks.is_held, (root / WARM).glob(f"*/{LOCK}"))), "warm ones")


def _is_carried_out(experiment: Path) -> bool:
    return locks.is_held(experiment / folder.LOCK)
