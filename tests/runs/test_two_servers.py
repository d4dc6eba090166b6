"""Two servers that were started on one folder of runs: one queue, no number twice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nin import runs
from nin.runs import Status, queue
from nin.runs.folder import LOCK
from tests.support.gone import leave
from tests.support.paths import ROOT
from tests.support.waiting import end_all, wait_for

pytestmark = pytest.mark.slow

_SERVER = """
import sys
from pathlib import Path
from nin import runs
from nin.train import TrainConfig
from nin.presets import PRESETS
if sys.argv[2]: sys.executable = sys.argv[2]
config = TrainConfig(epochs=500, device="cpu", threads=1)
input()
for _ in range(int(sys.argv[3])):
    runs.keep_warm(Path(sys.argv[1]))
    runs.start(PRESETS["tiny"].network, config, Path(sys.argv[1]))
"""


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A folder for runs, whose processes are ended afterwards."""
    folder = tmp_path / "runs"
    yield folder
    end_all(folder)


def two_servers(root: Path, trainer: str, many: int) -> None:
    """Two processes that start so many runs each, at the same moment."""
    command = [sys.executable, "-c", _SERVER, str(root), trainer, str(many)]
    servers = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for server in servers:
        assert server.stdin is not None
        server.stdin.write(b"\n")
        server.stdin.flush()
    for server in servers:
        _, errors = server.communicate()
        assert server.returncode == 0, errors.decode()


def test_two_servers_on_one_root_never_give_a_number_twice(root: Path) -> None:
    two_servers(root, "/bin/true", many=8)  # a trainer that ends at once
    assert sorted(map(queue.number, runs.runs(root))) == list(range(1, 17))
    assert not list(root.glob(".new-*"))
    for run in runs.runs(root):
        leave(run / LOCK)  # without it a new folder counts as starting for half a minute


def test_two_servers_on_one_root_share_one_queue_and_a_third_gives_orders(root: Path) -> None:
    two_servers(root, "", many=1)
    first, second = sorted(runs.runs(root), key=queue.number)
    wait_for(lambda: runs.status(first).state == "running", "the first run")
    assert runs.status(second) == Status("queued", ahead=1)
    runs.stop(first)
    wait_for(lambda: runs.status(second).state == "running", "the second run's turn")
    assert runs.status(first).state == "stopped"
    runs.stop(second)
    wait_for(lambda: runs.status(second).state == "stopped", "its end")
