"""How long a run will take: tried by the process that waits for it, and kept."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nin import runs
from nin.data import SETS, load
from nin.presets import PRESETS
from nin.runs import folder, speed
from nin.runs.spawn import TRIAL, WARM
from nin.train import Finished, TrainConfig
from tests.support.pages.training import TINY, Runs
from tests.support.waiting import wait_for

CPU = TrainConfig(device="cpu")
PLACE = Path(WARM, "0")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def never() -> bool:
    return False


def test_what_was_tried_is_known_for_this_network_this_batch_and_this_device_alone(
    root: Path,
) -> None:
    with Runs(root, warm=1):
        assert speed.known(root, TINY, CPU) is None
        assert speed.ask(root, TINY, CPU)
        assert speed.ask(root, PRESETS["mnist"].network, CPU)  # it waits: one after the other
        speed.answer(root / PLACE, never)
        assert not (root / PLACE / TRIAL).exists()
    assert (speed.known(root, TINY, CPU) or 0) > 0
    for network, config in (
        (PRESETS["mnist"].network, CPU),
        (TINY, TrainConfig(device="cpu", batch_size=32)),
        (TINY, TrainConfig()),
    ):
        assert speed.known(root, network, config) is None


def test_a_trial_ends_without_an_answer_when_a_run_wants_the_process(root: Path) -> None:
    with Runs(root, warm=1):
        speed.ask(root, TINY, CPU)
        speed.answer(root / PLACE, lambda: True)
        assert not (root / PLACE / TRIAL).exists()
    assert speed.known(root, TINY, CPU) is None


def test_what_cannot_be_tried_is_not_asked_for_again_and_again(root: Path) -> None:
    lacking = TrainConfig(device="cuda:9")
    with Runs(root, warm=1):
        speed.ask(root, TINY, lacking)
        speed.answer(root / PLACE, never)
    assert speed.known(root, TINY, lacking) == 0


def test_without_a_process_that_waits_nothing_can_be_tried(root: Path) -> None:
    with Runs(root, warm=0):
        assert not speed.ask(root, TINY, CPU)


@pytest.mark.parametrize("text", [b"", b"{}", b'["1x28x10", "{}"]', b'["1x28x10 n9k1", "{"]'])
def test_files_of_strangers_are_no_questions_and_no_answers(root: Path, text: bytes) -> None:
    with Runs(root, warm=1):
        (root / PLACE / TRIAL).write_bytes(text)
        speed.answer(root / PLACE, never)
        assert not (root / PLACE / TRIAL).exists()
        speed.ask(root, TINY, CPU)
        speed.answer(root / PLACE, never)
    (answer,) = (root / ".speeds").iterdir()
    answer.write_bytes(text)
    assert speed.known(root, TINY, CPU) is None


@given(st.integers(1, 100), st.floats(0.1, 1e6), st.integers(1, 10**6), st.integers(0, 10**6))
def test_the_time_grows_with_the_passes_and_is_longer_than_the_training_alone(
    epochs: int, images: float, train_size: int, test_size: int
) -> None:
    took = speed.seconds(images, TrainConfig(epochs=epochs), train_size, test_size)
    one = speed.seconds(images, TrainConfig(epochs=1), train_size, test_size)
    assert took == pytest.approx(epochs * one)
    assert one > train_size / images


def test_the_sizes_of_the_bundled_digits_are_those_that_the_estimate_takes() -> None:
    digits = load("digits")
    sizes = len(digits.train_labels), len(digits.test_labels)
    assert (SETS["digits"].train_size, SETS["digits"].test_size) == sizes


@pytest.mark.slow
def test_the_process_that_waits_tries_it_and_then_takes_the_run(root: Path) -> None:
    runs.keep_warm(root)
    assert speed.ask(root, TINY, CPU)
    wait_for(lambda: speed.known(root, TINY, CPU), "the answer")
    tried = speed.known(root, TINY, CPU)
    (log,) = root.glob(f"{WARM}/*/log.txt")
    assert speed.ask(root, PRESETS["d2l"].network, CPU)
    run = runs.start(TINY, TrainConfig(device="cpu", epochs=1), root)
    wait_for(lambda: isinstance(folder.last_event(run), Finished), "the run's end")
    like = TrainConfig(device="cpu", epochs=3)
    wait_for(lambda: speed.known(root, TINY, like) != tried, "what is learnt from the run")
    assert not log.exists()  # the process was that one: its folder went with its order
    assert speed.known(root, PRESETS["d2l"].network, CPU) is None
