"""The process of an experiment: starts its runs, waits for them and measures them.

python -m nin.experiments.worker EXPERIMENT
"""

from __future__ import annotations

import json
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from nin import runs
from nin.experiments import control, folder
from nin.experiments.folder import FAULT, LOCK, STARTING, STOP, SUMMARY, Entry
from nin.experiments.measures import curve
from nin.experiments.measuring import measure, torch_version
from nin.experiments.plan import PlanError
from nin.experiments.summary import plain
from nin.files import locks
from nin.runs import FullError, RunError
from nin.runs.worker import lower_priority
from nin.train.pytorch import NoPyTorchError

_POLL_SECONDS = 0.2
_PATIENCE = 1.0  # seconds in which a page's look at the lock is over
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
    with locks.trying(experiment / LOCK, _PATIENCE) as is_alone:
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
        _fail(experiment, str(error))
    except Exception as error:  # the page shows that it cannot go on, whatever it was
        traceback.print_exc()
        _fail(experiment, f"an unforeseen {type(error).__name__}; its log has the details")
    with suppress(PlanError):  # a folder that is damaged, or gone, names no runs
        control.stop_runs(experiment)


def _fail(experiment: Path, reason: str) -> None:
    with suppress(PlanError):  # it cannot be written either: then its log alone tells
        folder.write(experiment / FAULT, reason.encode())


def advance(experiment: Path) -> bool:
    """Where no run of it trains: measure those that are over, and start the next two.

    So no measurement takes time from some of its runs and not from others. Where there is no room
    for another run the next call tries again.

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
    for variant, seed in left[: 0 if (experiment / STOP).exists() else _AT_ONCE]:
        network, drawings = plan.variants[variant].network, folder.drawings(experiment)
        config, root = plan.run_config(variant, seed), experiment.parents[1]
        words = control.words_of(experiment, variant, seed)
        try:
            run = runs.start(network, config, root, drawings, experiment=words)
        except FullError:
            return False
        started = (*started, Entry(variant, seed, run.name))
        folder.keep(experiment, started)  # one that was killed before this is found by its words
    return not left


def _measured(experiment: Path, entry: Entry) -> Entry:
    """Of a run that did not come to its end nothing counts: it had less time than the others."""
    status, run = control.status_of(experiment, entry), experiment.parents[1] / entry.run
    if status.state != "finished":
        return replace(entry, measures={}, reason=status.detail or status.state)
    try:
        return replace(entry, measures=measure(run), curve=curve(run), torch=torch_version(run))
    except Exception as error:  # of one run, whatever it was; the others go on
        traceback.print_exc()
        return replace(entry, measures={}, reason=f"not measured: {error or type(error).__name__}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
