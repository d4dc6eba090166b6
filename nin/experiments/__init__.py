"""Experiments: variants × seeds, trained alike, and what the seeds decide.

`plan` says what an experiment is, `folder` what lies in its folder; `control` carries it out on the
queue of all runs, `measures` says what a run came to; `verdict` is the statistics and `summary`
what came of it all.
"""

from nin.experiments.control import advance, carrying_out, start, stop, summary, take_up
from nin.experiments.plan import Plan, PlanError, variants_of

__all__ = [
    "Plan",
    "PlanError",
    "advance",
    "carrying_out",
    "start",
    "stop",
    "summary",
    "take_up",
    "variants_of",
]
