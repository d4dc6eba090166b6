"""Orders to evaluate a network: they wait for the same processor as runs, in folders of their own.

    .results/KEY/order.json  weights.safetensors  progress.json  failed.txt  lock  log.txt

and at the end what `nin.results.folder` keeps there. KEY follows from the weights and the test
images alone, so that a result is found again by whoever asks for the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from nin import data
from nin.checkpoint_header import CheckpointError, learnt_classes
from nin.checkpoints import read as read_checkpoint
from nin.files import atomic, locks
from nin.limits import MAX_CHECKPOINT_BYTES, MAX_RESULTS, MAX_UNFINISHED_EVALUATIONS
from nin.results import ResultError, check_belongs
from nin.results import folder as result_folder
from nin.runs import folder, spawn
from nin.runs.folder import LOCK, WEIGHTS, RunError

RESULTS = ".results"  # under the folder of all runs
ORDER, PROGRESS, FAILED = "order.json", "progress.json", "failed.txt"
_ROOT_LOCK = ".lock"
_MAX_SENTENCE = 16_384  # bytes of a file of ours that is no result
_BETWEEN_WRITES = 0.25  # seconds

State = Literal["absent", "waiting", "running", "finished", "failed", "killed"]


class Order(msgspec.Struct, frozen=True):
    """What to evaluate on, and the digests of weights and test images."""

    dataset: str
    weights: str
    data: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How an order stands.

    Attributes:
        state: `absent` where nobody has asked, `waiting` for the processor, `running`, and at the
            end `finished`, `failed` with a reason, or `killed` if the process ended without either.
        detail: One sentence on why it failed or was killed, else empty.
        done: Images that were looked at.
        total: All of them; 0 before the first.
    """

    state: State
    detail: str = ""
    done: int = 0
    total: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state not in ("waiting", "running")


def evaluate(checkpoint: Path, dataset: str, root: Path) -> Path:
    """The folder where the result is or will be: it is asked for unless it is there or on its way.

    Args:
        checkpoint: The file of the weights, which may change afterwards.
        dataset: The name of the data set.
        root: The folder of all runs.

    Raises:
        CheckpointError: there are no such weights.
        DataError: there is no such data set here.
        EvaluationError: the two do not belong together.
        RunError: the order cannot be written, no process can be started, or too many wait.
    """
    weights = _weights(checkpoint)
    known, images = read_checkpoint(weights), data.load(dataset)
    check_belongs(known.network, images, learnt_classes(known.network, known.facts))
    order = Order(dataset, result_folder.digest(weights), result_folder.fingerprint(images))
    place = place_of(root, order.weights, order.data)
    if _is_readable(place, order):
        return place
    place = _own_place(root, order.weights, order.data)
    try:
        with _alone(root):
            if not _is_alive(place):
                _make_room(place.parent)
                _write(place, order, weights)
                spawn.evaluator(place)
                result_folder.remove_oldest(place.parent, MAX_RESULTS, is_kept=_is_alive)
    except OSError as error:
        raise RunError(f"evaluation: it cannot be started ({error.strerror})") from None
    return place


def place_of(root: Path, weights: str, images: str) -> Path:
    """The folder of a result, there or not: under the root, unless only another comes along.

    Args:
        root: The folder of all runs.
        weights: The digest of the checkpoint.
        images: The fingerprint of the data set.
    """
    own = _own_place(root, weights, images)
    shipped = result_folder.shipped(own.name)
    is_asked = (own / ORDER).exists() or result_folder.is_whole(own)
    return shipped if result_folder.is_whole(shipped) and not is_asked else own


def evaluation(place: Path) -> Evaluation:
    """How the order of a folder stands; never raises."""
    alive = _is_alive(place)  # before what it writes: a process that is gone writes no more
    if result_folder.is_whole(place):
        return Evaluation("finished")
    if alive:
        done, total = _progress(place)
        return Evaluation("running" if total else "waiting", "", done, total)
    if not (place / ORDER).exists():
        return Evaluation("absent")
    if reason := _text(place / FAILED):
        return Evaluation("failed", reason)
    log_end = folder.log_end(place)
    tail = f"; its log ends: {log_end}" if log_end else ""
    return Evaluation("killed", f"the process ended without a last word{tail}")


def order_of(place: Path) -> Order:
    """What was asked for.

    Raises:
        RunError: the order cannot be read.
    """
    try:
        return msgspec.json.decode(_bytes(place / ORDER), type=Order)
    except (OSError, ValueError):
        raise RunError(f"evaluation: {place.name} has no order that can be read") from None


def teller(place: Path) -> Callable[[int, int], None]:
    """What writes down how far an evaluation is, a few times a second."""
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > _BETWEEN_WRITES:
            atomic.write(place / PROGRESS, msgspec.json.encode((done, total)))
            last = time.monotonic()

    return tell


def _alone(root: Path) -> AbstractContextManager[None]:
    results = root / RESULTS
    results.mkdir(parents=True, exist_ok=True)
    return locks.holding(results / _ROOT_LOCK)


def _make_room(results: Path) -> None:
    """Refuse one order too many; of those whose process was killed no copy of weights is left."""
    orders = [file.parent for file in results.glob(f"*/{ORDER}")]
    living = [place for place in orders if _is_alive(place)]
    if len(living) >= MAX_UNFINISHED_EVALUATIONS:
        raise RunError(
            f"evaluation: {len(living):,} that are not over are as many as there may be; wait"
        )
    for place in set(orders) - set(living):
        (place / WEIGHTS).unlink(missing_ok=True)


def _own_place(root: Path, weights: str, images: str) -> Path:
    return root / RESULTS / result_folder.key(weights, images)


def _is_readable(place: Path, order: Order) -> bool:
    try:
        result_folder.read(place, order.weights, order.data)
    except ResultError:
        return False
    return True


def _is_alive(place: Path) -> bool:
    return locks.is_alive(place / LOCK, place / ORDER)


def _write(place: Path, order: Order, weights: bytes) -> None:
    """The order, in place of one that came to nothing."""
    place.mkdir(exist_ok=True)
    for name in (LOCK, PROGRESS, FAILED, result_folder.RESULT):
        (place / name).unlink(missing_ok=True)
    atomic.write(place / WEIGHTS, weights)
    atomic.write(place / ORDER, msgspec.json.encode(order))


def _weights(checkpoint: Path) -> bytes:
    try:
        if checkpoint.stat().st_size > MAX_CHECKPOINT_BYTES:
            raise CheckpointError(f"checkpoint: is over {MAX_CHECKPOINT_BYTES:,} bytes")
        return checkpoint.read_bytes()
    except OSError as error:
        raise CheckpointError(
            f"checkpoint: {checkpoint.name} cannot be read ({error.strerror})"
        ) from None


def _progress(place: Path) -> tuple[int, int]:
    with suppress(OSError, ValueError):
        done, total = msgspec.json.decode(_bytes(place / PROGRESS), type=tuple[int, int])
        return (min(done, total), total) if done >= 0 and total > 0 else (0, 0)
    return 0, 0


def _text(path: Path) -> str:
    with suppress(OSError):
        return _bytes(path).decode(errors="replace")
    return ""


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MAX_SENTENCE)
