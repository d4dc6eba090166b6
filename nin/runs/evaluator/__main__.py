"""The process of an evaluation: waits for half of the processor, then asks the network.

    python -m nin.runs.evaluator PLACE     a folder with an order, see `nin.runs.evaluator.orders`

It holds one of the processor's two slots: beside a run that takes half of it there is room, behind
one that takes all of it is waited. PyTorch is never loaded.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it has no types

from nin import checkpoints, data
from nin.checkpoint_header import CheckpointError
from nin.data import DataError
from nin.files import atomic, locks
from nin.results import EvaluationError, evaluated
from nin.results import folder as result_folder
from nin.runs import queue
from nin.runs.evaluator.orders import FAILED, order_of, teller
from nin.runs.folder import LOCK, WEIGHTS, RunError
from nin.runs.worker import lower_priority


def main(arguments: list[str]) -> int:
    """The process: 0 if it came to an end, whatever that was."""
    if len(arguments) != 1:
        print("usage: python -m nin.runs.evaluator PLACE", file=sys.stderr)
        return 2
    lower_priority()
    threadpool_limits(max(1, (os.cpu_count() or 1) // 2), user_api="blas")
    place = Path(arguments[0])
    slots = queue.slot_files(place.parent.parent, queue.CPU)
    with locks.holding(place / LOCK), locks.holding_any(slots):
        work(place)
    return 0


def work(place: Path) -> None:
    """Evaluate as the folder's order says; whatever goes wrong is its last word.

    Raises:
        OSError: not even that can be written.
    """
    try:
        _evaluate(place)
    except (RunError, CheckpointError, DataError, EvaluationError) as error:
        _fail(place, str(error))
    except OSError as error:
        _fail(place, f"its folder cannot be written ({error.strerror}); make room there")
    except Exception as error:  # the page shows that it failed, whatever it was
        traceback.print_exc()
        _fail(place, f"an unforeseen {type(error).__name__}; its log has the details")
    finally:
        (place / WEIGHTS).unlink(missing_ok=True)


def _evaluate(place: Path) -> None:
    order = order_of(place)
    checkpoint = checkpoints.read(place / WEIGHTS)
    dataset = data.load(order.dataset)
    if result_folder.fingerprint(dataset) != order.data:
        raise EvaluationError(f"{dataset.name}: its test images have changed; evaluate again")
    tell = teller(place)
    tell(0, len(dataset.test_labels))
    result = evaluated(checkpoint, dataset, tell)
    result_folder.write(place, result, order.weights, order.data)


def _fail(place: Path, reason: str) -> None:
    atomic.write(place / FAILED, reason.encode())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
