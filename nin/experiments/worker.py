"""The process of an experiment: starts its runs, waits for them and measures them.

python -m nin.experiments.worker EXPERIMENT
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

from nin import runs
from nin.checkpoint_header import CheckpointError
from nin.data import DataError
from nin.experiments import control, folder
from nin.experiments.folder import FAULT, LOCK, STARTING, STOP, SUMMARY, Entry
from nin.experiments.measures import curve
from nin.experiments.measuring import measure
from nin.experiments.plan import PlanError
from nin.experiments.summary import plain
from nin.files import locks
from nin.runs import RunError
from nin.runs.worker import lower_priority
from nin.train.pytorch import NoPyTorchError

_POLL_SECONDS = 0.2
_AT_ONCE = 2  # runs that are started: side by side on a processor, else one after the other


def main(arguments: list[str]) -> int:
    """The process: 0 if it came to its end, whatever that was."""
    match arguments:
        case [place]:
            experiment = Path(place)
        case _:
            print("usage: python -m nin.experiments.worker EXPERIMENT", file=sys.stderr)
            return 2
    lower_priority()
    with locks.trying(experiment / LOCK) as is_alone:
        (experiment / STARTING).unlink(missing_ok=True)
        if is_alone:
            carry_out(experiment)
    return 0


def carry_out(experiment: Path) -> None:
    """Until all is done, or it is told to stop; what makes it impossible is written down."""
    try:
        while not (experiment / STOP).exists():
            if advance(experiment):
                return
            runs.keep_warm(experiment.parents[1])
            time.sleep(_POLL_SECONDS)
    except (PlanError, RunError, NoPyTorchError) as error:
        folder.write(experiment / FAULT, str(error).encode())
    control.stop_runs(experiment)


def advance(experiment: Path) -> bool:
    """Where no run of it trains: measure those that are over, and start the next two.

    So no measurement takes time from a run, of which others would have more.

    Returns:
        Whether all is done.

    Raises:
        PlanError: its folder is damaged, or cannot be written.
        RunError: a run cannot be started.
    """
    started = folder.entries(experiment)
    unmeasured = [entry for entry in started if entry.measures is None]
    if not all(control.status_of(experiment, entry).is_over for entry in unmeasured):
        return False
    if unmeasured:
        started = tuple(
            _measured(experiment, entry) if entry.measures is None else entry for entry in started
        )
        folder.keep(experiment, started)
        outcome = json.dumps(plain(control.summary(experiment)), indent=2, ensure_ascii=False)
        folder.write(experiment / SUMMARY, f"{outcome}\n".encode())
    plan, done = folder.plan(experiment), {(entry.variant, entry.seed) for entry in started}
    left = [run for run in plan.runs() if run not in done]
    for variant, seed in left[:_AT_ONCE]:
        network, drawings = plan.variants[variant].network, folder.drawings(experiment)
        config, root = plan.run_config(variant, seed), experiment.parents[1]
        words = control.words_of(experiment, variant, seed)
        run = runs.start(network, config, root, drawings, experiment=words)
        started = (*started, Entry(variant, seed, run.name))
        folder.keep(experiment, started)  # one that was killed before this is found by its words
    return not left


def _measured(experiment: Path, entry: Entry) -> Entry:
    """Of a run that did not come to its end nothing counts: it had less time than the others."""
    status, run = control.status_of(experiment, entry), experiment.parents[1] / entry.run
    if status.state != "finished":
        return replace(entry, measures={}, reason=status.detail or status.state)
    try:
        return replace(entry, measures=measure(run), curve=curve(run))
    except (RunError, DataError, CheckpointError, ValueError) as error:
        return replace(entry, measures={}, reason=f"not measured: {error}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
