import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nin import checkpoints, runs
from nin.codec import loads
from nin.files import locks
from nin.presets import PRESETS
from nin.runs import RunError, Status, control, queue, worker
from nin.runs import folder as run_folder
from nin.spec import Network, SpecError
from nin.train import (
    ConfigError,
    EpochEnd,
    Event,
    Failed,
    Finished,
    Step,
    Stopped,
    TrainConfig,
    events,
)
from nin.train.grammar import check
from tests.support.gone import leave
from tests.support.killed import saved_epoch
from tests.support.paths import ROOT
from tests.support.ray_cluster import CORES
from tests.support.waiting import end_all, wait_for

TINY = PRESETS["tiny"].network
SHORT = TrainConfig(epochs=1, device="cpu", threads=1)
LONG = TrainConfig(epochs=500, device="cpu", threads=1)
OVER = ("finished", "stopped", "failed", "killed", "damaged")


@pytest.fixture(
    params=[
        "process",
        pytest.param("ray", marks=[pytest.mark.slow, pytest.mark.xdist_group("cluster")]),
    ]
)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What trains the runs that the test starts: the test is made once with each."""
    name: str = request.param
    if name == "ray":
        for variable, value in request.getfixturevalue("cluster").items():
            monkeypatch.setenv(variable, value)
    return name


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A folder for runs; those that a test leaves are stopped, and warm processes let go."""
    folder = tmp_path / "runs"
    yield folder
    end_all(folder)


def state(run: Path) -> str:
    return runs.status(run).state


def wait_for_event(run: Path, kind: type[Event]) -> None:
    wait_for(lambda: any(isinstance(event, kind) for event in runs.events(run)), kind.__name__)


def make(
    root: Path,
    name: str = "0001-aaaaaaaa",
    config: TrainConfig = SHORT,
    network: Network = TINY,
    engine: str = "process",
) -> Path:
    """A run's folder without a process, as if it had been made a minute ago."""
    run = root / name
    run_folder.create(run, network, config)
    if engine == "ray":
        queue.note_machine(run, "")
    os.utime(run / run_folder.CONFIG, (1_000_000, 1_000_000))
    return run


def train_process(run: Path) -> subprocess.Popen[bytes]:
    """The run's process, as `nin.runs.spawn` starts it."""
    module = "nin.runs.cluster" if queue.is_on_cluster(run) else "nin.runs.worker"
    with (run / run_folder.LOG).open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", module, str(run)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=log,
        )


@pytest.mark.slow
@pytest.mark.usefixtures("engine")
def test_a_run_is_started_steered_stopped_and_deleted(root: Path) -> None:
    run = runs.start(TINY, LONG, root)
    assert re.fullmatch("0001-[0-9a-f]{8}", run.name)
    assert runs.network(run) == TINY
    assert runs.configuration(run) == LONG
    assert state(run) in ("queued", "preparing", "running")
    wait_for_event(run, EpochEnd)
    assert runs.status(run) == Status("running")
    with pytest.raises(RunError, match=rf"^run {run.name}: is not over; stop it first$"):
        runs.delete(run)
    runs.set_lr(run, 1e-5)
    wait_for(lambda: runs.events(run)[-1:] and _rate(run) <= 1e-5, "the new rate")
    runs.stop(run)
    wait_for(lambda: state(run) in OVER, "the end")
    written = runs.events(run)
    check(written)
    assert isinstance(written[-1], Stopped)
    assert runs.events(run, after=len(written) - 1) == written[-1:]
    network, _, facts = checkpoints.load(run / run_folder.WEIGHTS)
    last = [event for event in written if isinstance(event, EpochEnd)][-1]
    assert network == TINY
    assert facts["test_accuracy"] == last.test_accuracy
    assert (facts["epoch"], facts["step"], facts["dataset"]) == (last.epoch, last.step, "digits")
    wait_for(lambda: not queue.is_alive(run), "the process to end")
    assert (run / run_folder.LOG).read_text() == ""
    runs.delete(run)
    assert not run.exists()
    assert runs.runs(root) == []
    runs.restore(root, run.name)
    assert runs.runs(root) == [run]
    assert runs.events(run) == written
    assert (run / run_folder.WEIGHTS).exists()


def _rate(run: Path) -> float:
    steps = [event for event in runs.events(run) if isinstance(event, Step)]
    return steps[-1].lr


def test_only_the_run_that_was_deleted_last_can_be_brought_back(root: Path) -> None:
    first, second = make(root, config=SHORT, name="first"), make(root, config=SHORT, name="second")
    for run in (first, second):
        runs.delete(run)
    assert not runs.is_deleted(root, "first")
    for name in ("first", "../first", "", ".."):
        with pytest.raises(RunError, match=r"is gone for good; another one was deleted after it$"):
            runs.restore(root, name)
    assert runs.is_deleted(root, "second")
    runs.restore(root, "second")
    assert runs.runs(root) == [second]


@pytest.mark.slow
def test_runs_wait_until_there_is_room_and_a_stopped_one_lets_the_next_in(
    engine: str,
    root: Path,
    others: set[int],
) -> None:
    first = runs.start(TINY, replace(LONG, threads=CORES), root)
    wait_for_event(first, Step)
    second, third = (runs.start(TINY, replace(SHORT, threads=CORES), root) for _ in range(2))
    ahead = (1, 2) if engine == "process" else (0, 0)  # Ray does not say
    assert [runs.status(run) for run in (first, second, third)] == [
        Status("running"),
        *(Status("queued", ahead=number) for number in ahead),
    ]
    assert runs.runs(root) == [third, second, first]
    runs.stop(second)
    wait_for(lambda: state(second) in OVER, "the second run's end")
    assert runs.status(second) == Status("stopped", "it was stopped before it began")
    assert runs.status(third) == Status("queued", ahead=ahead[0])
    runs.stop(first)
    wait_for(lambda: state(third) == "finished", "the third run's turn")
    assert state(first) == "stopped"
    assert third.stat().st_mtime >= first.stat().st_mtime
    wait_for(lambda: _children() <= others, "all processes to be waited for")


def _children() -> set[int]:
    """This process's children, those that have ended but are not reaped among them."""
    children = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # gone just now
            parent = stat.read_text(errors="replace").rpartition(")")[2].split()[1]
            children |= {int(stat.parent.name)} if int(parent) == os.getpid() else set()
    return children


@pytest.fixture
def others() -> set[int]:
    """The children that were there before the test: a browser's driver, for one."""
    return _children()


def test_a_child_counts_until_it_is_reaped(others: set[int]) -> None:
    child = subprocess.Popen(["/bin/true"])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert _children() - others == {child.pid}
    child.wait()
    assert _children() <= others


@pytest.mark.slow
def test_a_run_killed_at_any_moment_shows_as_killed_and_its_weights_load(
    engine: str, root: Path
) -> None:
    run = make(root, config=LONG, engine=engine)
    process = train_process(run)
    wait_for_event(run, EpochEnd)
    process.kill()
    process.wait()
    status = runs.status(run)
    assert (status.state, status.detail) == ("killed", "the process ended without a last word")
    check(runs.events(run))
    written = sum(isinstance(event, EpochEnd) for event in runs.events(run))
    assert saved_epoch(run) in (written, written + 1)  # weights are saved before their event


@pytest.mark.slow
@pytest.mark.usefixtures("engine")
def test_a_run_goes_on_when_the_server_that_started_it_is_killed(root: Path) -> None:
    code = (
        "import sys, os, signal; from pathlib import Path; from nin import runs;"
        "from nin.train import TrainConfig; from nin.presets import PRESETS;"
        "config = TrainConfig(epochs=1, device='cpu', threads=1);"
        "print(runs.start(PRESETS['tiny'].network, config, Path(sys.argv[1])), flush=True);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(root)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == -signal.SIGKILL
    run = Path(done.stdout.strip())
    assert state(run) in ("queued", "preparing", "running")
    wait_for(lambda: state(run) in OVER, "the end")
    assert state(run) == "finished"


@pytest.mark.slow
def test_a_warm_process_takes_the_next_run_and_only_one_waits(root: Path) -> None:
    runs.keep_warm(root)
    runs.keep_warm(root)
    (place,) = (root / ".warm").iterdir()
    wait_for(lambda: locks.is_held(place / "lock"), "the warm process")
    run = runs.start(TINY, SHORT, root)
    assert (place / "taken").exists()
    wait_for(lambda: state(run) in OVER, "the end")
    assert state(run) == "finished"
    assert not place.exists()
    assert (run / run_folder.LOG).read_text() == ""


def train_with_room_for(run: Path, size: int) -> int:
    """Train in a process whose files may have `size` bytes, and return its exit status."""
    code = (
        "import resource, sys; from nin.runs import worker;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2);"
        "sys.exit(worker.main(sys.argv[1:2]))"
    )
    command = [sys.executable, "-c", code, str(run), str(size)]
    return subprocess.run(command, cwd=ROOT, capture_output=True).returncode


@pytest.mark.slow
def test_a_disk_too_full_for_the_weights_ends_the_run_in_words(root: Path) -> None:
    run = make(root)
    assert train_with_room_for(run, 80_000) == 0  # tiny's weights take 84 kB
    assert runs.status(run) == Status(
        "failed", "the run's folder cannot be written (File too large); make room there"
    )
    check(runs.events(run))
    assert not (run / run_folder.WEIGHTS).exists()


@pytest.mark.slow
def test_a_disk_too_full_for_the_events_keeps_them_whole_and_the_weights_too(root: Path) -> None:
    run = make(root, config=LONG, network=loads("1x28x10 n4k5s4p2-10"))
    train_with_room_for(run, 12_000)
    assert runs.status(run).state in ("failed", "killed")  # as there is room for a last word
    check(runs.events(run))
    assert (run / run_folder.EVENTS).read_bytes().endswith(b"}\n")
    assert checkpoints.load(run / run_folder.WEIGHTS)[2]["epoch"] >= 1


@pytest.mark.slow
def test_what_a_run_cannot_do_is_its_last_event(engine: str, root: Path) -> None:
    broken = TrainConfig(dataset="folder:nowhere", device="cpu")
    run = make(root, config=broken, engine=engine)
    assert train_process(run).wait() == 0
    assert runs.status(run) == Status(
        "failed", "nowhere: cannot be opened (No such file or directory)"
    )
    assert runs.events(run) == [Failed("nowhere: cannot be opened (No such file or directory)")]
    assert train_process(run).wait() == 1  # a second time
    assert "has been trained already" in (run / run_folder.LOG).read_text()


@pytest.mark.usefixtures("engine")
def test_a_run_that_cannot_be_made_leaves_nothing(root: Path, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="does not fit"):
        runs.start(loads("1x8x10 n10k30"), SHORT, root)
    assert not list(root.iterdir())
    (tmp_path / "file").touch()
    with pytest.raises(
        RunError, match=r"^run: its folder cannot be made|cannot be made \(Not a dir"
    ):
        runs.start(TINY, SHORT, tmp_path / "file")


def test_a_run_without_a_process_is_killed_and_with_a_young_folder_about_to_start(
    root: Path,
) -> None:
    run = make(root)
    assert runs.status(run) == Status("killed", "the process ended without a last word")
    os.utime(run / run_folder.CONFIG)
    assert runs.status(run) == Status("preparing")
    leave(run / run_folder.LOCK)  # its process had come so far
    (run / run_folder.LOG).write_text("Traceback …\nMemoryError: no room\n\n")
    assert runs.status(run).detail == (
        "the process ended without a last word; its log ends: MemoryError: no room"
    )
    (run / run_folder.STOP).touch()
    assert runs.status(run) == Status("stopped", "it was stopped before it began")


def test_a_run_is_alive_for_as_long_as_its_lock_is_held(root: Path) -> None:
    run = make(root)
    with locks.holding(run / run_folder.LOCK):
        assert state(run) == "preparing"
        with locks.trying(run / run_folder.LOCK) as held:
            assert not held
    assert state(run) == "killed"


def test_a_run_that_was_told_to_stop_is_stopping_until_it_has(root: Path) -> None:
    run = make(root)
    with locks.holding(run / run_folder.LOCK):
        runs.stop(run)
        assert runs.status(run) == Status("stopping")
        assert not runs.status(run).is_over
        (run / run_folder.EVENTS).write_text(f"{events.to_json(Stopped(1, 2, 3.0, 0.5))}\n")
        assert runs.status(run) == Status("stopped")


@pytest.mark.slow
def test_a_run_is_ended_in_the_middle_of_a_step_and_keeps_its_last_evaluated_weights(
    engine: str, root: Path
) -> None:
    run = runs.start(TINY, LONG, root)
    wait_for_event(run, EpochEnd)
    runs.stop(run)
    runs.end(run)
    wait_for(lambda: not queue.is_alive(run), "the process to end")
    if not isinstance(runs.events(run)[-1], Stopped):  # it may have come to its end by itself
        assert runs.status(run) == Status(
            "stopped", "it was ended at once, in the middle of a step"
        )
    assert saved_epoch(run) >= 1
    runs.delete(run)


def test_a_process_that_is_told_to_end_does_not_wait_for_anything(root: Path) -> None:
    run = make(root, config=LONG)
    runs.end(run)
    assert train_process(run).wait() == 1
    assert runs.status(run) == Status("stopped", "it was ended at once, in the middle of a step")


@pytest.mark.parametrize(
    ("last", "status"),
    [
        (Finished(1, 2, 3.0, 0.5), Status("finished")),
        (Stopped(1, 2, 3.0, 0.5), Status("stopped")),
        (Failed("no room"), Status("failed", "no room")),
    ],
)
def test_the_last_event_says_how_a_run_ended(root: Path, last: Event, status: Status) -> None:
    run = make(root)
    (run / run_folder.EVENTS).write_text(f"{events.to_json(last)}\n")
    assert runs.status(run) == status


def test_an_unfinished_last_line_is_no_event_yet(root: Path) -> None:
    run = make(root)
    line = events.to_json(Failed("no room"))
    (run / run_folder.EVENTS).write_text(f"{line}\n{line[:20]}")
    assert runs.events(run) == [Failed("no room")]
    assert state(run) == "failed"
    assert runs.events(run, after=1) == runs.events(run, after=9) == []


@pytest.mark.parametrize("name", [run_folder.NETWORK, run_folder.CONFIG, run_folder.EVENTS])
@pytest.mark.parametrize("content", [b"\xff\xfe\n\n", b"[" * 100_000 + b"\n", b"{}\n", None])
def test_a_damaged_folder_has_a_status_and_errors_of_its_own(
    root: Path, name: str, content: bytes | None
) -> None:
    run = make(root)
    if name == run_folder.CONFIG and content == b"{}\n":
        content = b'{"epochs": "many"}'
    if content is None:
        (run / name).unlink(missing_ok=True)
        (run / name).mkdir()
    else:
        (run / name).write_bytes(content)
    status = runs.status(run)
    assert status.state == "damaged"
    assert status.detail.startswith(f"run {run.name}: {name} ")
    readers = {
        run_folder.NETWORK: runs.network,
        run_folder.CONFIG: runs.configuration,
        run_folder.EVENTS: runs.events,
    }
    with pytest.raises(RunError, match=rf"^run {run.name}: {re.escape(name)} "):
        readers[name](run)


def test_orders_to_a_run_that_is_not_there_or_that_make_no_sense_are_refused(root: Path) -> None:
    gone = root / "0009-aaaaaaaa"
    for order in (runs.stop, runs.delete, lambda run: runs.set_lr(run, 0.1)):
        with pytest.raises(RunError, match=r"^run 0009-aaaaaaaa: there is no such run$"):
            order(gone)
    run = make(root)
    with pytest.raises(ConfigError, match="lr: must be a number above 0, got -1"):
        runs.set_lr(run, -1)
    (run / run_folder.CONTROL).write_text('{"lr": "fast"}')
    assert run_folder.orders(run).lr is None
    runs.set_lr(run, 0.25)
    assert run_folder.orders(run).lr == 0.25
    assert not run_folder.orders(run).stop


def test_a_run_is_found_by_its_name_which_is_no_path(root: Path) -> None:
    numbered, by_hand = make(root), make(root, "by-hand")
    make(root, ".hidden")
    make(root.parent, "outside")
    (root / "0002-aaaaaaaa").mkdir()  # no run is in it
    for run in (numbered, by_hand):
        assert runs.find(root, run.name) == run
    paths = (
        str(numbered),
        f"{numbered.name}/",
        f"../runs/{numbered.name}",
        "../outside",
        ".hidden",
    )
    for name in (*paths, "0002-aaaaaaaa", "0003-aaaaaaaa", f"{9_000 * '0'}-aaaaaaaa", "", "\0"):
        with pytest.raises(KeyError):
            runs.find(root, name)


@pytest.mark.parametrize(("order", "status"), [(runs.stop, 0), (runs.end, 1)])
def test_an_order_is_heard_while_something_else_holds_the_processor(
    order: Callable[[Path], None], status: int, root: Path
) -> None:
    run = make(root)
    with locks.holding(root / ".slot-cpu-0"):  # as an evaluation does
        process = train_process(run)
        wait_for(lambda: locks.is_held(run / run_folder.LOCK), "the process")
        order(run)
        assert process.wait() == status
    assert state(run) == "stopped"
    assert runs.events(run) == []


def test_a_run_of_an_experiment_waits_for_all_but_one_of_its_kind(root: Path) -> None:
    made = [make(root, f"{number:04}-aaaaaaaa") for number in range(1, 5)]
    first, second, third, whole = made
    for run in (first, second, third):
        queue.note_experiment(run, f"0001-bbbbbbbb 0 {run.name}")
    assert queue.has_room(first, [])
    assert queue.has_room(second, [first])
    assert not queue.has_room(third, [first, second])
    assert not queue.has_room(whole, [first])
    assert not queue.has_room(second, [whole])
    assert [queue.is_half(run) for run in made] == [True, True, True, False]
    on_gpu = make(root, "0005-aaaaaaaa", TrainConfig(device="cuda"))
    queue.note_experiment(on_gpu, "0001-bbbbbbbb 0 0")
    assert not queue.is_half(on_gpu)


def test_only_earlier_living_runs_of_the_same_device_are_ahead(root: Path) -> None:
    made = [
        make(root, f"000{n}-aaaaaaaa", TrainConfig(device=device))
        for n, device in enumerate(["cuda:1", "cuda", "cuda:0", "cuda", "cuda"], 1)
    ]
    make(root, "by-hand", TrainConfig(device="cuda"))
    for run in made[:3]:
        os.utime(run / run_folder.CONFIG)  # just started
    assert queue.ahead(made[4]) == made[1:3]
    assert queue.ahead(made[1]) == []
    assert queue.ahead(root / "by-hand") == []


def test_a_number_is_not_given_twice_even_after_the_run_was_deleted(
    engine: str, root: Path, others: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/true")  # a process that ends at once
    first = runs.start(TINY, SHORT, root)
    wait_for(lambda: _children() <= others, "the process to end")
    leave(first / run_folder.LOCK)  # as if it had begun
    runs.delete(first)
    second = runs.start(TINY, SHORT, root)
    (root / ".next").unlink()
    third = runs.start(TINY, SHORT, root)
    assert [queue.number(run) for run in (first, second, third)] == [1, 2, 3]
    for run in (second, third):
        leave(run / run_folder.LOCK)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("MAX_RUNS", "2 runs are as many as there may be; delete some that are over"),
        ("MAX_UNFINISHED_RUNS", "2 unfinished runs are as many as there may be; wait, or stop one"),
        ("MAX_RUNS_BYTES", "[0-9,]+ bytes of runs are as many as there may be; delete some"),
    ],
)
def test_no_more_runs_are_taken_than_the_limits_say(
    root: Path, monkeypatch: pytest.MonkeyPatch, limit: str, words: str
) -> None:
    for number in (1, 2):
        os.utime(make(root, f"000{number}-aaaaaaaa") / run_folder.CONFIG)  # just started
    monkeypatch.setattr(control, limit, 2)
    with pytest.raises(RunError, match=f"^run: {words}"):
        runs.start(TINY, SHORT, root)
    assert len(runs.runs(root)) == 2


def test_a_run_whose_time_is_over_is_stopped_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "MAX_SECONDS", 0)
    run = make(tmp_path, config=LONG)
    *_, last = worker.record(run)
    assert isinstance(last, Stopped)
    assert runs.status(run) == Status("stopped", worker.TIME_IS_OVER)
    assert "24 hours" in worker.TIME_IS_OVER
    network, _, _ = checkpoints.load(run / run_folder.WEIGHTS)
    assert network == TINY
