"""Training runs as processes whose only interface is a folder.

`folder` says what lies in a run's folder and reads it; `event_log` writes and reads what happened;
`queue` says who is alive and who waits for whom; `state` says how a run stands; `control` is what a
page or a command asks.

A run's process is `worker`, started by `spawn`: cold, or kept ready with PyTorch loaded (`warm`),
or on a Ray cluster (`cluster`). `evaluator` asks a trained network about all test images, in the
same queue. `speed` says how long a run will take. `summaries` and `naming` are for comparing runs.
"""

from nin.runs.control import (
    delete,
    end,
    find,
    home,
    is_deleted,
    keep_warm,
    require_trainer,
    restore,
    runs,
    set_lr,
    start,
    stop,
)
from nin.runs.evaluator.orders import Evaluation, evaluate, evaluation
from nin.runs.folder import FullError, RunError, configuration, events, network
from nin.runs.state import State, Status, status

__all__ = [
    "Evaluation",
    "FullError",
    "RunError",
    "State",
    "Status",
    "configuration",
    "delete",
    "end",
    "evaluate",
    "evaluation",
    "events",
    "find",
    "home",
    "is_deleted",
    "keep_warm",
    "network",
    "require_trainer",
    "restore",
    "runs",
    "set_lr",
    "start",
    "status",
    "stop",
]
