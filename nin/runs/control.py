"""Training runs as processes whose only interface is a folder; `nin.runs.folder` says what is in it.

    runs/0007-1c9a3b5d/network.txt  config.json  events.jsonl  weights.safetensors  log.txt …

A page can be reloaded, a tab closed, the server restarted: the folder still tells the story. A
run's status is derived, from its last event and from whether its process lives, and never stored.

There is one slot for each device, and a queue that nobody keeps: every run's process starts at
once and waits, before it loads PyTorch, until no earlier run of its device is alive. So a queue
survives its server, and a run that was killed makes room at once. With $NIN_ENGINE=ray it is a
cluster that keeps the queue and trains, in the same folder: see `nin.runs.cluster`.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nin.files import atomic, locks
from nin.runs import folder, queue, spawn
from nin.data.names import is_text
from nin.train import TrainConfig
from nin.train.config import check_lr
from nin.train import Event, Failed, Finished, Stopped
from nin.limits import MAX_RUNS, MAX_RUNS_BYTES, MAX_UNFINISHED_RUNS
from nin.runs.folder import CONFIG, CONTROL, LOG, RunError, STOP
from nin.spec import Network

__all__ = [
    "RunError",
    "State",
    "Status",
    "configuration",
    "delete",
    "events",
    "home",
    "network",
    "runs",
    "set_lr",
    "start",
    "status",
    "stop",
    "keep_warm",
]

State = Literal[
    "queued", "preparing", "running", "finished", "stopped", "failed", "killed", "damaged"
]

network, configuration = folder.network, folder.configuration

_LOCK = ".lock"  # of the root, while a number is given or a warm process made
_NEXT = ".next"  # the number that comes next, so that a deleted run's is not used again
_ENGINES = ("process", "ray")  # of $NIN_ENGINE; the first if it is not set
_TAIL = 300  # characters of a log that are worth showing


@dataclass(frozen=True, slots=True)
class Status:
    """How a run stands.

    Attributes:
        state: `queued` behind others, `preparing` (it loads PyTorch and data) or `running`; and
            at the end `finished`, `stopped`, `failed` with a reason, `killed` if the process
            ended without a last word, or `damaged` if the folder cannot be read.
        detail: One sentence where there is something to explain, else empty.
        ahead: How many runs come before it on its device; 0 where a cluster has the queue.
    """

    state: State
    detail: str = ""
    ahead: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state not in ("queued", "preparing", "running")


def home() -> Path:
    """The folder of all runs: $NIN_RUNS, else `runs` beside the app."""
    return Path(os.environ.get("NIN_RUNS", Path(__file__).resolve().parents[2] / "runs"))


def start(network: Network, config: TrainConfig, root: Path, drawings: bytes | None = None) -> Path:
    """Make a run's folder and start its process, which trains as soon as its device is free.

    Args:
        network: What to train.
        config: How.
        root: The folder of all runs.
        drawings: As for `run_folder.create`.

    Raises:
        SpecError: the network cannot be built.
        RunError: there are too many runs, or the folder or the process cannot be made, or there
            is no such engine.
    """
    _check_room(root)
    try:
        run = _new_folder(network, config, root, drawings)
    except OSError as error:
        raise RunError(f"run: its folder cannot be made ({error.strerror})") from None
    try:
        spawn.start(run, on_cluster=queue.is_clusters(run))
    except OSError as error:
        shutil.rmtree(run, ignore_errors=True)
        raise RunError(f"run: its process cannot be started ({error.strerror})") from None
    return run


def stop(run: Path) -> None:
    """Ask the run to end; it evaluates once more and keeps its weights.

    Raises:
        RunError: there is no such run.
    """
    _order(run, STOP, b"")


def set_lr(run: Path, lr: float) -> None:
    """Make this the top of the learning rate's cycle from now on.

    Raises:
        ConfigError: it is not a finite number above 0.
        RunError: there is no such run.
    """
    _order(run, CONTROL, json.dumps({"lr": check_lr(lr)}).encode())


def events(run: Path, after: int = 0) -> list[Event]:
    """The run's events but the first `after` of them.

    Raises:
        RunError: the file is damaged.
    """
    return folder.read_events(run, after)


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
        case _ if alive and last is None:
            ahead = len(queue.ahead(run))
            waits = ahead or queue.awaits_machine(run)
            return Status("queued" if waits else "preparing", ahead=ahead)
        case _ if alive:
            return Status("running")
        case None if (run / STOP).exists():
            return Status("stopped", "it was stopped before it began")
        case _:
            return Status("killed", f"the process ended without a last word{_log_tail(run)}")


def runs(root: Path) -> list[Path]:
    """All runs under this folder, the newest first; a name that is no text cannot be shown."""
    found = []
    for path in filter(lambda path: is_text(path.parent.name), root.glob(f"[!.]*/{CONFIG}")):
        try:
            found.append((path.stat().st_mtime_ns, path.parent))
        except OSError:
            continue  # deleted just now
    return [run for _, run in sorted(found, reverse=True)]


def delete(run: Path) -> None:
    """Remove the run and all that it made.

    Raises:
        RunError: there is no such run, or its process is alive.
    """
    _check_exists(run)
    if queue.is_alive(run):
        raise RunError(f"run {run.name}: is not over; stop it first")
    try:
        # Under another name first, so that nobody meets half of a run.
        shutil.rmtree(run.rename(run.with_name(f".deleted-{secrets.token_hex(4)}")))
    except OSError as error:
        raise RunError(f"run {run.name}: cannot be deleted ({error.strerror})") from None


def keep_warm(root: Path) -> None:
    """Keep a process ready, PyTorch loaded, that takes the next run; it waits a minute.

    Cheap to call again and again, as a page does while somebody looks at it. A cluster's runs
    start cold.
    """
    try:
        if _engine() != "process":
            return
        root.mkdir(parents=True, exist_ok=True)
        with locks.holding(root / _LOCK):
            spawn.warm(root)
    except (OSError, RunError):
        return  # a run then starts cold, or says what is wrong


def _engine() -> str:
    """What trains: processes of this machine, or a Ray cluster, for which see `nin.runs.cluster`.

    Raises:
        RunError: $NIN_ENGINE is neither.
    """
    name = os.environ.get("NIN_ENGINE", _ENGINES[0])
    if name not in _ENGINES:
        raise RunError(f"NIN_ENGINE: {name!r} is not one of {', '.join(_ENGINES)}")
    return name


def _check_room(root: Path) -> None:
    found = runs(root)
    unfinished = sum(map(queue.is_alive, found))
    used = sum(map(_size, root.glob("[!.]*/*")))
    for what, number, limit, remedy in (
        ("runs", len(found), MAX_RUNS, "delete some that are over"),
        ("unfinished runs", unfinished, MAX_UNFINISHED_RUNS, "wait, or stop one"),
        ("bytes of runs", used, MAX_RUNS_BYTES, "delete some that are over"),
    ):
        if number >= limit:
            raise RunError(f"run: {number:,} {what} are as many as there may be; {remedy}")


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0  # deleted just now


def _new_folder(network: Network, config: TrainConfig, root: Path, drawings: bytes | None) -> Path:
    """The folder appears under its number with all files in it, or not at all."""
    engine = _engine()
    root.mkdir(parents=True, exist_ok=True)
    draft = root / f".new-{secrets.token_hex(4)}"
    try:
        folder.create(draft, network, config, drawings)
        if engine == "ray":
            queue.settle(draft, "")
        with locks.holding(root / _LOCK):
            number = _next_number(root)
            atomic.write(root / _NEXT, str(number + 1).encode())
            return draft.rename(root / f"{number:04}-{secrets.token_hex(4)}")
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _next_number(root: Path) -> int:
    numbers = [queue.number(run) for run in root.iterdir() if queue.is_numbered(run)]
    try:
        kept = int((root / _NEXT).read_text(encoding="ascii"))
    except (OSError, ValueError):
        kept = 1
    return max(kept, 1 + max(numbers, default=0))


def _order(run: Path, name: str, data: bytes) -> None:
    _check_exists(run)
    try:
        atomic.write(run / name, data)
    except OSError as error:
        raise RunError(f"run {run.name}: cannot be told ({error.strerror})") from None


def _check_exists(run: Path) -> None:
    if not (run / CONFIG).exists():  # what `runs` lists, damaged or not
        raise RunError(f"run {run.name}: there is no such run")


def _log_tail(run: Path) -> str:
    try:
        with (run / LOG).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 4 * _TAIL))
            lines = file.read().decode(errors="replace").split("\n")
    except OSError:
        lines = []
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return f"; its log ends: {last[-_TAIL:]}" if last else ""
