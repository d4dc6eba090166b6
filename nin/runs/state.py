"""How a run stands: never stored, but derived from its last event and whether its process lives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nin.runs import folder, queue
from nin.runs.folder import END, STOP, RunError
from nin.train import Event, Failed, Finished, Stopped

State = Literal[
    "queued",
    "preparing",
    "running",
    "stopping",
    "finished",
    "stopped",
    "failed",
    "killed",
    "damaged",
]


@dataclass(frozen=True, slots=True)
class Status:
    """How a run stands.

    Attributes:
        state: `queued` behind others, `preparing` (it loads PyTorch and data), `running`, or
            `stopping` since it was told to; and at the end `finished`, `stopped`, `failed` with
            a reason, `killed` if the process ended without a last event, or `damaged` if the
            folder cannot be read.
        detail: One sentence where there is something to explain, else empty.
        ahead: How many runs come before it on its device; 0 where a cluster has the queue.
    """

    state: State
    detail: str = ""
    ahead: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state not in ("queued", "preparing", "running", "stopping")


def status(run: Path) -> Status:
    """How the run stands; never raises."""
    alive = queue.is_alive(run)  # before the events: a process that is gone writes no more
    try:
        folder.network(run)
        folder.configuration(run)
        last = folder.last_event(run)
    except RunError as error:
        return Status("damaged", str(error))
    match last:
        case Finished():
            return Status("finished")
        case Stopped():
            return Status("stopped", folder.why_stopped(run))
        case Failed(reason):
            return Status("failed", reason)
        case _:
            return _going_on(run, last) if alive else _cut_short(run, last)


def _going_on(run: Path, last: Event | None) -> Status:
    if (run / STOP).exists():
        return Status("stopping")
    if last is not None:
        return Status("running")
    ahead = queue.ahead(run)
    waits = not queue.has_room(run, ahead) or queue.awaits_machine(run)
    return Status("queued", ahead=len(ahead)) if waits else Status("preparing")


def _cut_short(run: Path, last: Event | None) -> Status:
    if (run / END).exists():
        return Status("stopped", "it was ended at once, in the middle of a step")
    if last is None and (run / STOP).exists():
        return Status("stopped", "it was stopped before it began")
    log_end = folder.log_end(run)
    tail = f"; its log ends: {log_end}" if log_end else ""
    return Status("killed", f"the process ended without a last word{tail}")
