"""What lies in a run's folder, and what follows from it alone. Neither PyTorch nor processes.

network.txt  config.json          what was asked, there from the first moment
drawings.npz                      likewise, where it learns from drawings of one's own
events.jsonl                      what happened, one event a line
weights.safetensors               as of the last EpochEnd
log.txt                           what the process printed
stop  control.json                orders
lock                              held by the run's process for as long as it lives
machine                           of a cluster's run: where it trains, empty until that is known
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from nin import codec
from nin.runs import event_log
from nin.train import config, events
from nin.analysis import buildable
from nin.train import ConfigError, Orders, TrainConfig
from nin.train.config import check_lr
from nin.train import Event
from nin.train.events import EventError
from nin.limits import MAX_EVENTS_BYTES, MAX_TEXT
from nin.spec import Network, SpecError

NETWORK, CONFIG, EVENTS, WEIGHTS = (
    "network.txt",
    "config.json",
    "events.jsonl",
    "weights.safetensors",
)
LOG, STOP, CONTROL, LOCK = "log.txt", "stop", "control.json", "lock"
DRAWINGS = "drawings.npz"
MACHINE = "machine"

_MAX_CONFIG = 16_384  # bytes
MAX_DRAWINGS = 1024**2  # bytes
_TAIL = 1024**2  # bytes in which the last event's line lies


class RunError(Exception):
    """A run's folder that is not there, damaged, or not in a state for what is asked."""


def create(run: Path, what: Network, how: TrainConfig, drawings: bytes | None = None) -> None:
    """Make the folder with what is asked of the run.

    Args:
        run: The folder; empty or not there yet.
        what: The network to train.
        how: To train it.
        drawings: As `own_digits.to_npz` packs them, where `how` says that there are some.

    Raises:
        SpecError: the network cannot be built.
        RunError: there is something in the folder, or it cannot be made.
    """
    buildable(what)
    try:
        run.mkdir(parents=True, exist_ok=True)
        if any(run.iterdir()):
            raise RunError(f"run {run.name}: the folder is not empty; name a new one")
        (run / NETWORK).write_text(codec.dumps(what) + "\n", encoding="utf-8")
        if drawings is not None:
            (run / DRAWINGS).write_bytes(drawings)
        (run / CONFIG).write_text(config.to_json(how) + "\n", encoding="utf-8")
    except OSError as error:
        raise RunError(f"run {run.name}: cannot be made ({error.strerror})") from None


def network(run: Path) -> Network:
    """What the run trains.

    Raises:
        RunError: the file is not there or damaged.
    """
    try:
        return codec.loads(_text(run / NETWORK, 4 * MAX_TEXT))
    except SpecError as error:
        raise RunError(f"run {run.name}: {NETWORK} is damaged ({error})") from None


def configuration(run: Path) -> TrainConfig:
    """How the run trains it.

    Raises:
        RunError: the file is not there or damaged.
    """
    try:
        return config.from_json(_text(run / CONFIG, _MAX_CONFIG))
    except ConfigError as error:
        raise RunError(f"run {run.name}: {CONFIG} is damaged ({error})") from None


def drawings(run: Path) -> bytes:
    """The drawings that the run learns from as well, not looked into.

    Raises:
        RunError: they are not there, or too many bytes.
    """
    return _bytes(run / DRAWINGS, MAX_DRAWINGS)


def read_events(run: Path, after: int = 0) -> list[Event]:
    """The run's events but the first `after` of them; a line without its end is no event yet.

    Raises:
        RunError: a line is no event.
    """
    path = run / EVENTS
    if not path.exists():
        return []
    try:
        return list(event_log.read(path, MAX_EVENTS_BYTES)[after:])
    except EventError as error:
        raise RunError(f"run {run.name}: {EVENTS} is damaged ({error})") from None
    except OSError as error:
        raise _unreadable(path, error) from None
    except ValueError as error:
        raise RunError(f"run {run.name}: {EVENTS} is {error}") from None


def last_event(run: Path) -> Event | None:
    """The run's last event, if there is one.

    Raises:
        RunError: it is damaged.
    """
    try:
        with (run / EVENTS).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
            lines = file.read().split(b"\n")
        return events.from_json(lines[-2].decode(errors="replace")) if len(lines) > 1 else None
    except FileNotFoundError:
        return None
    except (OSError, EventError) as error:
        raise RunError(f"run {run.name}: {EVENTS} is damaged ({error})") from None


def orders(run: Path) -> Orders:
    """What is asked of the run now. An order that cannot be read is none."""
    stop = (run / STOP).exists()
    if not (run / CONTROL).exists():
        return Orders(stop)
    try:
        return Orders(stop, check_lr(json.loads(_text(run / CONTROL, _MAX_CONFIG))["lr"]))
    except (RunError, ValueError, TypeError, KeyError, RecursionError):
        return Orders(stop)


def why_stopped(run: Path) -> str:
    """What the order to stop says of its reason; nothing where somebody just wanted it."""
    try:
        return _text(run / STOP, _MAX_CONFIG)
    except RunError:
        return ""


def _text(path: Path, limit: int) -> str:
    return _bytes(path, limit).decode(errors="replace")


def _bytes(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise _unreadable(path, error) from None
    if len(data) > limit:
        raise RunError(f"run {path.parent.name}: {path.name} is over {limit:,} bytes")
    return data


def _unreadable(path: Path, error: OSError) -> RunError:
    reason = os.strerror(error.errno) if error.errno else str(error)
    return RunError(f"run {path.parent.name}: {path.name} cannot be read ({reason})")
