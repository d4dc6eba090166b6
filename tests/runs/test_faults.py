"""What goes wrong around a run is said in words, and costs no more than the last epoch."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from nin import runs
from nin.codec import loads
from nin.data import DataError, load
from nin.files import atomic, locks
from nin.presets import PRESETS
from nin.runs import RunError, Status, queue, worker
from nin.runs import folder as run_folder
from nin.spec import Network
from nin.train import EpochEnd, Event, Failed, Finished, Step, TrainConfig, config, train
from nin.train.grammar import check
from tests.support.faults import public_folder, room_for, set_back, without_rights
from tests.support.gone import leave
from tests.support.killed import saved_epoch
from tests.support.pages.training import Runs, TrainingPage
from tests.support.paths import ROOT
from tests.support.waiting import wait_for
from tests.train.test_training import greedy

TINY = PRESETS["tiny"].network
SMALL = loads("1x8x2 n2k3-2")
KILLED = 50


@pytest.fixture
def images(tmp_path: Path) -> str:
    """The name of a data set that is read and learnt in milliseconds."""
    for folder in ("a", "b"):
        (tmp_path / "images" / folder).mkdir(parents=True)
        for grey in range(10):
            image = Image.new("L", (8, 8), 20 * grey)
            image.save(tmp_path / "images" / folder / f"{grey}.png")
    return f"folder:{tmp_path / 'images'}"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NIN_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


def make(root: Path, number: int = 1, network: Network = SMALL, **settings: object) -> Path:
    """A run's folder without a process, as if it had been made a minute ago."""
    run = root / f"{number:04}-aaaaaaaa"
    defaults = {"device": "cpu", "precision": "float32", "threads": 1, "augment": "none"}
    run_folder.create(run, network, TrainConfig(**(defaults | settings)))  # type: ignore[arg-type]  # checked when made
    leave(run / run_folder.LOCK)  # its process had come so far
    return run


def ends(run: Path) -> list[EpochEnd]:
    return [event for event in runs.events(run) if isinstance(event, EpochEnd)]


# Killed


@pytest.mark.slow
def test_fifty_trainers_killed_at_random_moments_lose_at_most_their_last_epoch(
    root: Path, images: str
) -> None:
    made = [make(root, number, dataset=images, epochs=1_000) for number in range(1, KILLED + 1)]
    command = [sys.executable, "-m", "tests.support.killed", *map(str, made)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for run in made:
        assert runs.status(run) == Status("killed", "the process ended without a last word")
        check(runs.events(run))
        written = len(ends(run))
        assert saved_epoch(run) in (written, written + 1)  # weights are saved before their event
    cut = [run for run in made if ends(run)]
    assert len(cut) > KILLED / 2
    page = TrainingPage(run=cut[0].name)
    assert "Interrupted: the process ended without a last word." in page.says()
    assert "The weights of its last evaluation were kept." in page.says()
    assert {row[1] for row in page.table("Runs").rows[1:]} == {"killed"}
    early = next(run for run in made if not ends(run))
    assert "It was not evaluated yet, so it has no weights." in TrainingPage(run=early.name).says()
    runs.delete(cut[0])  # and whatever was half written goes with it
    assert not cut[0].exists()


# No room


@pytest.mark.parametrize("room", [0, 1, 1_000, 4_999])
def test_without_room_for_the_whole_file_the_old_one_stays_to_the_byte(
    tmp_path: Path, room: int
) -> None:
    (tmp_path / "weights").write_bytes(b"old" * 100)
    with room_for(room), pytest.raises(OSError, match="File too large"):
        atomic.write(tmp_path / "weights", bytes(5_000))
    assert (tmp_path / "weights").read_bytes() == b"old" * 100
    assert [path.name for path in tmp_path.iterdir()] == ["weights"]


@pytest.mark.parametrize("room", [0, 5, 100])
def test_without_room_no_run_is_made_and_none_is_left(root: Path, room: int) -> None:
    with room_for(room), pytest.raises(RunError, match=r"^run .*cannot be made \(File too large\)"):
        runs.start(TINY, TrainConfig(), root)
    assert runs.runs(root) == []
    assert not list(root.glob("*/*"))


def test_an_order_for_which_there_is_no_room_is_refused_in_words(root: Path) -> None:
    run = make(root)
    with room_for(3), pytest.raises(RunError, match=r"cannot be told \(File too large\)$"):
        runs.set_lr(run, 0.01)
    assert run_folder.orders(run) == config.Orders()


# No right


def test_without_the_right_to_write_every_order_is_refused_and_nothing_is_lost() -> None:
    with public_folder() as root:
        run = make(root / "runs")
        before = {path.name: path.read_bytes() for path in run.iterdir()}
        with without_rights(run.parent, run):
            for order in (
                lambda: runs.start(TINY, TrainConfig(), run.parent),
                lambda: runs.stop(run),
                lambda: runs.set_lr(run, 0.01),
                lambda: runs.delete(run),
            ):
                with pytest.raises(RunError, match=r"\(Permission denied\)$"):
                    order()
            runs.keep_warm(run.parent)  # a run would start cold; nothing to say
            with pytest.raises(DataError, match=r"^mnist: cannot be stored \(Permission denied\)"):
                load("mnist", run.parent, download=True)
            assert runs.status(run).state == "killed"
        assert {path.name: path.read_bytes() for path in run.iterdir()} == before


@pytest.mark.parametrize("name", ["folder:a class", "folder:all", "mnist", "cifar10"])
def test_data_that_may_not_be_read_is_said_to_be_so(name: str) -> None:
    pytest.importorskip("torchvision.datasets")  # nothing can be imported without rights
    with public_folder() as root:
        for folder in ("data/a", "data/b", "MNIST/raw", "cifar-10-batches-py"):
            (root / folder).mkdir(parents=True)
        closed = {"folder:a class": "data/a", "folder:all": "data", "mnist": "MNIST"}
        dataset = f"folder:{root / 'data'}" if name.startswith("folder:") else name
        words = "cannot be opened" if name.startswith("folder:") else "damaged or incomplete"
        with (
            without_rights(root / closed.get(name, "cifar-10-batches-py"), mode=0),
            pytest.raises(DataError, match=words),
        ):
            load(dataset, root)


# The clock


def test_with_a_clock_that_runs_backwards_durations_and_times_to_go_do_not(
    images: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = TrainConfig(dataset=images, epochs=3, device="cpu", precision="float32", threads=1)
    set_back(monkeypatch, seconds=3_600)
    assert time.time() > time.time()
    events = list(train(SMALL, config))
    seconds = [event.seconds for event in events if isinstance(event, Step | EpochEnd | Finished)]
    assert isinstance(events[-1], Finished)
    assert 0 < seconds[0] <= seconds[-1] < 60
    assert seconds == sorted(seconds)
    assert all(event.eta >= 0 for event in events if isinstance(event, Step))


@pytest.mark.slow
def test_a_run_has_a_process_at_every_moment_in_which_a_warm_one_takes_it(root: Path) -> None:
    run = make(root)
    (run / run_folder.LOCK).unlink()
    os.utime(run / run_folder.CONFIG, (1_000_000, 1_000_000))
    place = root / ".warm" / "1"
    place.mkdir(parents=True)
    (place / "order").write_text(run.name)
    code = """
import sys
from contextlib import ExitStack
from pathlib import Path
from nin import runs
from nin.runs import warm

def look(event, arguments):
    if event == "shutil.rmtree" and str(arguments[0]) == sys.argv[1]:  # its promise goes
        seen.append(runs.status(Path(sys.argv[2])).state)

seen = []
sys.addaudithook(look)
with ExitStack() as held:
    warm.wait_for_run(Path(sys.argv[1]), held)
    Path(sys.argv[3]).write_text(" ".join(seen))
"""
    told = root / "told"
    command = [sys.executable, "-c", code, str(place), str(run), str(told)]
    subprocess.run(command, cwd=ROOT, check=True)
    assert told.read_text() == "preparing"
    assert not place.exists()
    assert runs.status(run).state == "killed"


def test_runs_made_before_the_clock_was_set_back_are_over_and_keep_their_order(root: Path) -> None:
    first, second, third = (make(root, number) for number in (1, 2, 3))
    for number, run in enumerate((first, second, third)):
        (run / run_folder.LOCK).unlink()
        later = time.time() + 7_200 - number  # the later run seems to be the earlier one
        os.utime(run / run_folder.CONFIG, (later, later))
    assert {runs.status(run).state for run in (first, second, third)} == {"killed"}
    with (
        locks.holding(first / run_folder.LOCK),
        locks.holding(second / run_folder.LOCK),
        locks.holding(third / run_folder.LOCK),
    ):
        assert queue.ahead(third) == [first, second]
        assert runs.status(second) == Status("queued", ahead=1)


@pytest.mark.slow
@pytest.mark.parametrize("hours", [-24, 24])  # since a page asked for it, or the clock was set back
def test_a_warm_process_leaves_although_the_clock_was_set_back(root: Path, hours: int) -> None:
    runs.keep_warm(root)
    (idle,) = root.glob(".warm/*/idle")
    wait_for(lambda: locks.is_held(idle.with_name("lock")), "the warm process")
    other_day = time.time() + 3_600 * hours
    os.utime(idle, (other_day, other_day))
    wait_for(lambda: not list(root.glob(".warm/*")), "it to leave")


# No device, no memory


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is one here")
@pytest.mark.parametrize("device", ["cuda", "cuda:3", "mps"])
def test_without_the_device_a_run_fails_in_words_and_the_page_says_them(
    root: Path, images: str, device: str
) -> None:
    run = make(root, dataset=images, device=device)
    reason = f"device: there is no {device} here; take auto or cpu"
    assert list(worker.record(run)) == [Failed(reason)]
    assert runs.status(run) == Status("failed", reason)
    assert f"Failed: {reason}." in TrainingPage(run=run.name).says()


def test_without_memory_a_run_keeps_its_reason_and_one_click_starts_it_smaller(root: Path) -> None:
    run = make(root, network=TINY, epochs=1, batch_size=200)
    error = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")

    class ShortOfMemory:
        """The trainer, with a model that needs more memory than there is."""

        def __call__(
            self, network: Network, config: TrainConfig, **options: Any
        ) -> Iterator[Event]:
            return train(network, config, **(options | {"model": greedy(50, error)}))

    *_, last = worker.record(run, trainer=ShortOfMemory())
    assert isinstance(last, Failed)
    assert last.reason == "a batch of 200 images needs more memory than the device has left"
    with Runs(root, warm=1) as listed:
        page = TrainingPage(run=run.name)
        assert "Try: start again with a batch of 64." in page.says()
        page.click("remedy-0")
        page.click("start-one")
        (again,) = set(listed.names()) - {run.name}
        assert listed.config(again).batch_size == 64
        assert listed.ordered() == [again]


# What nobody foresaw


def test_what_nobody_foresaw_stands_in_the_runs_log_with_its_place(root: Path) -> None:
    run = make(root, network=TINY)

    def broken(network: Network, config: TrainConfig, **options: Any) -> Iterator[Event]:
        yield from train(network, config, **(options | {"model": greedy(0, TypeError("odd"))}))

    *_, last = worker.record(run, trainer=broken)
    assert last == Failed("an unforeseen TypeError; the run's log has the details")
    log = (run / run_folder.LOG).read_text()
    assert log.startswith("Traceback (most recent call last):")
    assert log.endswith("TypeError: odd\n")


def test_a_warm_process_whose_pytorch_is_broken_still_takes_its_run_and_says_so(
    root: Path, images: str, tmp_path: Path
) -> None:
    run = make(root, dataset=images)
    place = root / ".warm" / "1"
    place.mkdir(parents=True)
    (place / "order").write_text(run.name)
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text("raise RuntimeError('half installed')")
    done = subprocess.run(
        [sys.executable, "-m", "nin.runs.worker", "--warm", str(place)],
        env=os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        check=False,
    )
    assert done.returncode == 0
    reason = "an unforeseen RuntimeError; the run's log has the details"
    assert runs.status(run) == Status("failed", reason)
    assert "RuntimeError: half installed" in (run / run_folder.LOG).read_text()


# A machine that is busy


def test_a_run_lives_while_the_process_that_was_told_of_it_still_loads(root: Path) -> None:
    run = make(root)
    (run / run_folder.LOCK).unlink()
    os.utime(run / run_folder.CONFIG, (1_000_000, 1_000_000))  # on a busy machine that takes long
    place = root / ".warm" / "1"
    place.mkdir(parents=True)
    (place / "order").write_text(run.name)
    with locks.holding(place / "lock"):
        assert runs.status(run) == Status("preparing")
    assert runs.status(run).state == "killed"
