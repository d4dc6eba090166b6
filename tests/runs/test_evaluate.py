"""Orders to evaluate: one for each key, found again, killed, asked for again, without PyTorch."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from nin import checkpoints, runs
from nin.bundled import shipped
from nin.checkpoint_header import CheckpointError
from nin.codec import loads
from nin.data import DataError
from nin.files import locks
from nin.presets import PRESETS
from nin.results import EvaluationError, folder
from nin.runs import queue
from nin.runs.evaluator import __main__ as process
from nin.runs.evaluator import orders
from nin.runs.folder import LOCK, WEIGHTS
from nin.spec import Network
from nin.weights import initial_weights
from tests.support.digits import DIGITS
from tests.support.waiting import wait_for
from tests.support.without_pytorch import run as run_without_pytorch

SMALL = loads("1x14x10 n4k5s3-10")


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A folder for runs, whose evaluations are waited for."""
    yield tmp_path / "runs"
    wait_for(lambda: not any(map(is_alive, places(tmp_path / "runs"))), "evaluations to end")


def places(root: Path) -> list[Path]:
    return [path.parent for path in root.glob(f"{orders.RESULTS}/*/{orders.ORDER}")]


def is_alive(place: Path) -> bool:
    return not runs.evaluation(place).is_over


def weights(at: Path, network: Network = SMALL, seed: int = 0) -> Path:
    at.parent.mkdir(parents=True, exist_ok=True)
    checkpoints.write(at, network, initial_weights(network, seed), {})
    return at


def digests(place: Path) -> tuple[str, str]:
    order = orders.order_of(place)
    return order.weights, order.data


def test_a_result_is_what_the_network_answers_and_asking_again_starts_nothing(root: Path) -> None:
    file = weights(root / "some" / "weights.safetensors")
    again = Path(shutil.copy(file, root / "the same"))
    place = runs.evaluate(file, "digits", root)
    file.unlink()  # the order has a copy
    wait_for(lambda: runs.evaluation(place).state == "finished", "the result")
    result = folder.read(place, *digests(place))
    assert result.answers.images == 1_000
    assert (result.dataset, result.network) == ("digits", "1x14x10 n4k5s3-10")
    assert result.robustness is not None
    assert not (place / WEIGHTS).exists()
    before = (place / orders.ORDER).stat().st_mtime_ns
    assert runs.evaluate(again, "digits", root) == place
    assert (place / orders.ORDER).stat().st_mtime_ns == before


def test_it_waits_for_a_slot_and_says_so_and_a_second_order_is_the_same(root: Path) -> None:
    file = weights(root / "a.safetensors")
    first, second = queue.slot_files(root, queue.CPU)
    with locks.holding(first), locks.holding(second):
        place = runs.evaluate(file, "digits", root)
        wait_for(lambda: locks.is_held(place / LOCK), "its process")
        assert runs.evaluation(place) == runs.Evaluation("waiting")
        assert runs.evaluate(file, "digits", root) == place
        assert places(root) == [place]
    wait_for(lambda: runs.evaluation(place).state == "finished", "the result")


@pytest.mark.slow
def test_beside_half_a_run_there_is_room(root: Path) -> None:
    file = weights(root / "a.safetensors")
    with locks.holding(queue.slot_files(root, queue.CPU)[0]):
        place = runs.evaluate(file, "digits", root)
        wait_for(lambda: runs.evaluation(place).state == "finished", "the result")


def process_of(place: Path) -> int | None:
    """The process that carries out an order, by its command line; None where there is none."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if os.fsencode(place.resolve()) in command:
                return int(entry.name)
    return None


@pytest.mark.slow
def test_what_was_killed_says_so_and_is_asked_for_again(root: Path) -> None:
    file = weights(root / "a.safetensors")
    slots = queue.slot_files(root, queue.CPU)
    with locks.holding(slots[0]), locks.holding(slots[1]):
        place = runs.evaluate(file, "digits", root)
        wait_for(lambda: locks.is_held(place / LOCK), "its process")
        number = process_of(place)
        assert number is not None
        os.kill(number, signal.SIGKILL)
        wait_for(lambda: not is_alive(place), "its end")
    stands = runs.evaluation(place)
    assert (stands.state, stands.is_over) == ("killed", True)
    assert stands.detail == "the process ended without a last word"
    assert runs.evaluate(file, "digits", root) == place
    assert runs.evaluation(place).state in ("waiting", "running", "finished")
    wait_for(lambda: runs.evaluation(place).state == "finished", "the result")


@pytest.mark.slow
def test_a_result_that_is_damaged_is_computed_anew(root: Path) -> None:
    file = weights(root / "a.safetensors")
    place = runs.evaluate(file, "digits", root)
    wait_for(lambda: runs.evaluation(place).state == "finished", "the result")
    (place / folder.ANSWERS).write_bytes(b"PK")
    assert runs.evaluate(file, "digits", root) == place
    wait_for(lambda: runs.evaluation(place).state == "finished", "the result")
    assert folder.read(place, *digests(place)).answers.images == 1_000


def test_what_goes_wrong_in_the_process_is_its_last_word(tmp_path: Path) -> None:
    place = tmp_path / "runs" / orders.RESULTS / "key"
    weights(place / WEIGHTS)
    (place / orders.ORDER).write_text(
        '{"dataset": "digits", "weights": "0", "data": "0"}', encoding="utf-8"
    )
    assert process.main([str(place)]) == 0
    stands = runs.evaluation(place)
    assert (stands.state, stands.detail) == (
        "failed",
        "digits: its test images have changed; evaluate again",
    )
    (place / orders.ORDER).write_text("{", encoding="utf-8")
    process.work(place)
    assert runs.evaluation(place).detail == "evaluation: key has no order that can be read"
    assert process.main([]) == 2


@pytest.mark.parametrize(
    ("written", "done"),
    [("[5,10]", (5, 10)), ("[50,10]", (10, 10)), ("[1,", None), ("[-1,0]", None)],
)
def test_progress_is_read_as_far_as_it_can_be(
    tmp_path: Path, written: str, done: tuple[int, int] | None
) -> None:
    (tmp_path / orders.ORDER).touch()
    (tmp_path / orders.PROGRESS).write_text(written, encoding="utf-8")
    with locks.holding(tmp_path / LOCK):
        stands = runs.evaluation(tmp_path)
    assert stands.state == ("running" if done else "waiting")
    assert (stands.done, stands.total) == (done or (0, 0))


def test_what_does_not_belong_together_is_refused_before_anything_is_made(root: Path) -> None:
    with pytest.raises(EvaluationError, match="the weights learnt T-shirt"):
        runs.evaluate(shipped("fashion-mnist"), "digits", root)
    with pytest.raises(DataError, match="'cats' is not a data set"):
        runs.evaluate(shipped("tiny"), "cats", root)
    with pytest.raises(CheckpointError, match=r"gone\.safetensors cannot be read"):
        runs.evaluate(root / "gone.safetensors", "digits", root)
    assert not root.exists()


def test_what_comes_along_is_taken_and_nothing_is_computed(root: Path) -> None:
    place = runs.evaluate(shipped("tiny"), "digits", root)
    assert place.parent == folder.SHIPPED
    assert runs.evaluation(place).state == "finished"
    assert not root.exists()


def test_no_more_are_kept_than_there_may_be(tmp_path: Path) -> None:
    for number in range(5):
        made = tmp_path / f"{number}"
        made.mkdir()
        os.utime(made, (number, number))
    folder.remove_oldest(tmp_path, 2, lambda path: path.name == "0")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0", "3", "4"]


def test_it_needs_no_pytorch(tmp_path: Path) -> None:
    place = tmp_path / orders.RESULTS / "key"
    file = weights(place / WEIGHTS, PRESETS["tiny"].network)
    order = orders.Order("digits", folder.digest(file.read_bytes()), folder.fingerprint(DIGITS))
    (place / orders.ORDER).write_text(
        f'{{"dataset": "digits", "weights": "{order.weights}", "data": "{order.data}"}}',
        encoding="utf-8",
    )
    done = run_without_pytorch("nin.runs.evaluator", str(place))
    assert (done.returncode, done.stderr) == (0, "")
    assert folder.read(place, order.weights, order.data).answers.images == 1_000
