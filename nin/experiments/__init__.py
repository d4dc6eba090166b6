"""Experiments: variants × seeds, trained alike, and what the seeds decide.

`axes` says what can be varied and `questions` what is asked most; `plan` says what an experiment
is, `folder` what lies in its folder, and `reading` reads it once. `control` is what a page or a
command asks, `worker` the process that carries an experiment out on the queue of all runs,
`estimate` how long that takes, `measures` and `measuring` what a run came to. `verdict` is the
statistics and `summary` what came of it all.
"""

from nin.experiments.axes import Axes, variants_of
from nin.experiments.control import (
    Progress,
    delete,
    go_on,
    progress,
    start,
    stop,
    summary,
    take_up,
)
from nin.experiments.folder import every, find
from nin.experiments.plan import Plan, PlanError, Variant
from nin.experiments.questions import QUESTIONS

__all__ = [
    "QUESTIONS",
    "Axes",
    "Plan",
    "PlanError",
    "Progress",
    "Variant",
    "delete",
    "every",
    "find",
    "go_on",
    "progress",
    "start",
    "stop",
    "summary",
    "take_up",
    "variants_of",
]
