"""What lies in a run's folder, and what follows from it alone. Neither PyTorch nor processes.

network.txt  config.json          what to train and how, there from the start
drawings.npz                      likewise, where it learns from drawings of one's own
events.jsonl                      what happened, one event a line
weights.safetensors               as of the last EpochEnd
log.txt                           what the process printed
stop  end  control.json           orders
experiment                        of which it is a run, and which: it may share its processor
lock                              held by the run's process for as long as it lives
machine                           of a cluster's run: where it trains, empty until that is known
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from nin import codec
from nin.analysis import buildable
from nin.limits import MAX_EVENTS_BYTES, MAX_TEXT
from nin.runs import event_log
from nin.spec import Network, SpecError
from nin.train import ConfigError, Event, Orders, TrainConfig
from nin.train.config import check_lr, from_json, to_json
from nin.train.events import EventError

NETWORK, CONFIG, DRAWINGS = "network.txt", "config.json", "drawings.npz"
EVENTS, WEIGHTS, LOG = "events.jsonl", "weights.safetensors", "log.txt"
STOP, END, CONTROL, LOCK = "stop", "end", "control.json", "lock"
MACHINE, EXPERIMENT = "machine", "experiment"

MAX_DRAWINGS_BYTES = 1024**2

_MAX_SETTINGS_BYTES = 16_384  # of a configuration or an order
_LOG_TAIL_LETTERS = 300  # of a log's last line, as many as are shown


class RunError(Exception):
    """A run's folder that is missing, damaged, or in no state for what one wants of it."""


class FullError(RunError):
    """There is no room for another run that is not over; there will be."""


def create(run: Path, network: Network, config: TrainConfig, drawings: bytes | None = None) -> None:
    """Make the folder of a run, with what to train and how.

    Args:
        run: The folder; empty or not there yet.
        network: What to train.
        config: How to train it.
        drawings: As `own_digits.to_npz` packs them, where `config` counts some.

    Raises:
        SpecError: the network cannot be built.
        RunError: there is something in the folder, or it cannot be made.
    """
    buildable(network)
    try:
        run.mkdir(parents=True, exist_ok=True)
        if any(run.iterdir()):
            raise RunError(f"run {run.name}: the folder is not empty; name a new one")
        (run / NETWORK).write_text(codec.dumps(network) + "\n", encoding="utf-8")
        if drawings is not None:
            (run / DRAWINGS).write_bytes(drawings)
        (run / CONFIG).write_text(to_json(config) + "\n", encoding="utf-8")
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
        raise _damaged(run / NETWORK, error) from None


def configuration(run: Path) -> TrainConfig:
    """How the run trains it.

    Raises:
        RunError: the file is not there or damaged.
    """
    try:
        return from_json(_text(run / CONFIG, _MAX_SETTINGS_BYTES))
    except ConfigError as error:
        raise _damaged(run / CONFIG, error) from None


def drawings(run: Path) -> bytes:
    """The drawings that the run learns from as well, not validated.

    Raises:
        RunError: they are not there, or too many bytes.
    """
    return _bytes(run / DRAWINGS, MAX_DRAWINGS_BYTES)


def events(run: Path, after: int = 0) -> list[Event]:
    """The run's events but the first `after` of them; a line without its end is no event yet.

    Raises:
        RunError: the file is damaged or too large.
    """
    path = run / EVENTS
    try:
        return list(event_log.read(path)[after:])
    except FileNotFoundError:
        return []
    except event_log.EventsTooLargeError:
        raise _too_large(path, MAX_EVENTS_BYTES) from None
    except EventError as error:
        raise _damaged(path, error) from None
    except OSError as error:
        raise _unreadable(path, error) from None


def last_event(run: Path) -> Event | None:
    """The run's last event, if there is one.

    Raises:
        RunError: it is damaged.
    """
    try:
        return event_log.last(run / EVENTS)
    except FileNotFoundError:
        return None
    except (OSError, EventError) as error:
        raise _damaged(run / EVENTS, error) from None


def orders(run: Path) -> Orders:
    """The orders to the run; one that cannot be read does not count."""
    stop = (run / STOP).exists()
    try:
        rates = msgspec.json.decode(
            _bytes(run / CONTROL, _MAX_SETTINGS_BYTES), type=dict[str, float]
        )
        return Orders(stop, check_lr(rates["lr"]))
    except (RunError, ValueError, KeyError):
        return Orders(stop)


def why_stopped(run: Path) -> str:
    """The reason in the order to stop; empty where a user just wanted it."""
    try:
        return _text(run / STOP, _MAX_SETTINGS_BYTES)
    except RunError:
        return ""


def log_end(run: Path) -> str:
    """The last line of the run's log that is not empty, shortened to its end."""
    try:
        with (run / LOG).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 4 * _LOG_TAIL_LETTERS))
            lines = file.read().decode(errors="replace").split("\n")
    except OSError:
        return ""
    return next((line.strip()[-_LOG_TAIL_LETTERS:] for line in lines[::-1] if line.strip()), "")


def _text(path: Path, limit: int) -> str:
    return _bytes(path, limit).decode(errors="replace")


def _bytes(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise _unreadable(path, error) from None
    if len(data) > limit:
        raise _too_large(path, limit)
    return data


def _too_large(path: Path, limit: int) -> RunError:
    return RunError(f"run {path.parent.name}: {path.name} is over {limit:,} bytes")


def _damaged(path: Path, error: Exception) -> RunError:
    return RunError(f"run {path.parent.name}: {path.name} is damaged ({error})")


def _unreadable(path: Path, error: OSError) -> RunError:
    reason = os.strerror(error.errno) if error.errno else str(error)
    return RunError(f"run {path.parent.name}: {path.name} cannot be read ({reason})")
