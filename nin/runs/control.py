"""Starting, steering and listing runs: processes whose only interface is a folder.

    runs/0007-1c9a3b5d/network.txt  config.json  events.jsonl  weights.safetensors  log.txt …

A page can be reloaded, a tab closed, the server restarted: the folder still tells the story.

There is one slot for each device, two for a processor, of which a run may take half, and a queue
that no process keeps: every run's process starts at once and waits, before it loads PyTorch, until
earlier runs leave its device to it. So a queue survives its server, and a run that was killed makes
room at once. With $NIN_ENGINE=ray it is a cluster that keeps the queue and trains, in the same
folder: see `nin.runs.cluster`.
"""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

import msgspec

from nin.data.names import is_text
from nin.files import atomic, locks
from nin.files.paths import expanded
from nin.limits import MAX_RUNS, MAX_RUNS_BYTES, MAX_UNFINISHED_RUNS
from nin.runs import folder, queue, spawn
from nin.runs.folder import CONFIG, CONTROL, END, STOP, FullError, RunError
from nin.spec import Network
from nin.train import TrainConfig, pytorch
from nin.train.config import check_lr
from nin.train.pytorch import NoPyTorchError

_ROOT_LOCK = ".lock"  # held while a number is given or a warm process is made
_NEXT_NUMBER = ".next"  # a file, so that the number of a deleted run is not given again
_DELETED = ".deleted"  # a folder with the run that was deleted last
_ENGINES = ("process", "ray")  # what $NIN_ENGINE may be; the first if it is not set


def home() -> Path:
    """The folder of all runs: $NIN_RUNS, else `runs` beside the app."""
    given = os.environ.get("NIN_RUNS")
    return expanded(given) if given else Path(__file__).resolve().parents[2] / "runs"


def require_trainer() -> None:
    """Go on where a run that is started here can be trained: by PyTorch, or by a cluster.

    Raises:
        NoPyTorchError: PyTorch is not installed.
        RunError: there is no such engine.
    """
    if _engine() == "process":
        pytorch.require("training")


def start(
    network: Network,
    config: TrainConfig,
    root: Path,
    drawings: bytes | None = None,
    *,
    experiment: str = "",
) -> Path:
    """Make a run's folder and start its process, which trains as soon as its device is free.

    Args:
        network: What to train.
        config: How.
        root: The folder of all runs.
        drawings: As for `folder.create`.
        experiment: Of which it is a run, and which; then it may share a processor with one other
            such run: see `queue.is_half`.

    Raises:
        SpecError: the network cannot be built.
        FullError: too many runs are not over.
        RunError: there are too many runs, or the folder or the process cannot be made, or there
            is no such engine.
        NoPyTorchError: as for `require_trainer`.
    """
    require_trainer()
    _check_room(root)
    try:
        run = _new_folder(network, config, root, drawings, experiment)
    except OSError as error:
        raise RunError(f"run: its folder cannot be made ({error.strerror})") from None
    try:
        spawn.start(run, on_cluster=queue.is_on_cluster(run))
    except OSError as error:
        shutil.rmtree(run, ignore_errors=True)
        raise RunError(f"run: its process cannot be started ({error.strerror})") from None
    return run


def stop(run: Path) -> None:
    """Ask the run to end after the step in hand; it keeps its weights.

    Raises:
        RunError: there is no such run.
    """
    _write_order(run, STOP, b"")


def end(run: Path) -> None:
    """Have the run's process end at once; what its last evaluation saved stays.

    Raises:
        RunError: there is no such run.
    """
    _write_order(run, END, b"")


def set_lr(run: Path, lr: float) -> None:
    """Make this the top of the learning rate's cycle from now on.

    Raises:
        ConfigError: it is not a finite number above 0.
        RunError: there is no such run.
    """
    _write_order(run, CONTROL, msgspec.json.encode({"lr": check_lr(lr)}))


def runs(root: Path) -> list[Path]:
    """All runs under this folder, the newest first, but those whose names are not valid text."""
    dated = []
    for path in root.glob(f"[!.]*/{CONFIG}"):
        try:
            dated.append((path.stat().st_mtime_ns, path.parent))
        except OSError:
            continue  # deleted just now
    return [run for _, run in sorted(dated, reverse=True) if is_text(run.name)]


def find(root: Path, name: str) -> Path:
    """The run of this name, which may come from a link.

    It becomes a path only if it looks like a name that `start` gives; others are searched for.

    Raises:
        KeyError: there is no such run.
    """
    if not queue.is_numbered(name):
        return {run.name: run for run in runs(root)}[name]
    if not (root / name / CONFIG).exists():
        raise KeyError(name)
    return root / name


def delete(run: Path) -> None:
    """Put the run aside; what was deleted before it is removed for good.

    Raises:
        RunError: there is no such run, or its process is alive.
    """
    _check_exists(run)
    if queue.is_alive(run):
        raise RunError(f"run {run.name}: is not over; stop it first")
    aside = run.parent / _DELETED
    try:
        with locks.holding(run.parent / _ROOT_LOCK):
            if aside.exists():
                shutil.rmtree(aside)
            aside.mkdir()
            run.rename(aside / run.name)  # at once, so that no page lists half of a run
    except OSError as error:
        raise RunError(f"run {run.name}: cannot be deleted ({error.strerror})") from None


def is_deleted(root: Path, name: str) -> bool:
    """Whether a run of this name was the last to be deleted, so that it can be brought back."""
    return name in {run.name for run in (root / _DELETED).glob("*")}


def restore(root: Path, name: str) -> None:
    """Bring back the run that was deleted last.

    Raises:
        RunError: it was another one, or there are too many runs.
    """
    if not is_deleted(root, name):
        raise RunError(f"run {name}: is gone for good; another one was deleted after it")
    _check_room(root)
    try:
        (root / _DELETED / name).rename(root / name)
    except OSError as error:
        raise RunError(f"run {name}: cannot be brought back ({error.strerror})") from None


def keep_warm(root: Path) -> None:
    """Keep a process ready, PyTorch loaded, that takes the next run; it waits a minute.

    Cheap to call again and again, as a page does while it is open. A cluster's runs start cold.
    """
    try:
        require_trainer()
        if _engine() != "process":
            return
        root.mkdir(parents=True, exist_ok=True)
        with locks.holding(root / _ROOT_LOCK):
            spawn.warm(root)
    except (OSError, RunError, NoPyTorchError):
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
    listed = runs(root)
    unfinished = sum(map(queue.is_alive, listed))
    used = sum(map(_size, root.glob("[!.]*/*")))
    for what, number, limit, remedy, kind in (
        ("runs", len(listed), MAX_RUNS, "delete some that are over", RunError),
        ("unfinished runs", unfinished, MAX_UNFINISHED_RUNS, "wait, or stop one", FullError),
        ("bytes of runs", used, MAX_RUNS_BYTES, "delete some that are over", RunError),
    ):
        if number >= limit:
            raise kind(f"run: {number:,} {what} are as many as there may be; {remedy}")


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0  # deleted just now


def _new_folder(
    network: Network, config: TrainConfig, root: Path, drawings: bytes | None, experiment: str
) -> Path:
    """The folder appears under its number with all files in it, or not at all."""
    engine = _engine()
    root.mkdir(parents=True, exist_ok=True)
    draft = root / f".new-{secrets.token_hex(4)}"
    try:
        folder.create(draft, network, config, drawings)
        if experiment:
            queue.note_experiment(draft, experiment)
        if engine == "ray":
            queue.note_machine(draft, "")
        with locks.holding(root / _ROOT_LOCK):
            number = _next_number(root)
            atomic.write(root / _NEXT_NUMBER, str(number + 1).encode())
            return draft.rename(root / f"{number:04}-{secrets.token_hex(4)}")
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _next_number(root: Path) -> int:
    numbers = [queue.number(run) for run in root.iterdir() if queue.is_numbered(run.name)]
    try:
        next_number = int((root / _NEXT_NUMBER).read_text(encoding="ascii"))
    except (OSError, ValueError):
        next_number = 1
    return max(next_number, 1 + max(numbers, default=0))


def _write_order(run: Path, name: str, data: bytes) -> None:
    _check_exists(run)
    try:
        atomic.write(run / name, data)
    except OSError as error:
        raise RunError(f"run {run.name}: cannot be told ({error.strerror})") from None


def _check_exists(run: Path) -> None:
    if not (run / CONFIG).exists():  # what `runs` lists, damaged or not
        raise RunError(f"run {run.name}: there is no such run")
