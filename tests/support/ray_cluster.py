"""A Ray cluster of one machine with two cores, on the loopback address, gone without a trace."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.support.waiting import wait_for

CORES = 2
_ADDRESS = "ray_current_cluster"  # the file in which Ray leaves it
_TRIES = 4  # Ray gives its own start half a minute, which a busy machine can exceed


@contextmanager
def running() -> Iterator[Mapping[str, str]]:
    """A cluster; gives the environment in which runs are trained on it."""
    folder = Path(tempfile.mkdtemp(prefix="nin-ray-"))  # a socket's path must be short
    access = {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(16),
        # Whatever its name says, it keeps every port on the loopback address, on Linux too.
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
        "RAY_USAGE_STATS_ENABLED": "0",
    }
    head = _started(folder, access)
    try:
        address = (folder / _ADDRESS).read_text(encoding="utf-8")
        yield {**access, "NIN_ENGINE": "ray", "RAY_ADDRESS": address}
    finally:
        _end(head)
        shutil.rmtree(folder)


def _started(folder: Path, access: Mapping[str, str]) -> subprocess.Popen[bytes]:
    options = {
        "port": 0,
        "num-cpus": CORES,
        "include-dashboard": "false",
        "object-store-memory": 80_000_000,  # about the least that Ray takes; ours needs none
        "temp-dir": folder,
    }
    command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--block"]
    command += [f"--{name}={value}" for name, value in options.items()]
    log, address = folder / "out.txt", folder / _ADDRESS
    for _ in range(_TRIES):
        with log.open("wb") as out:
            head = subprocess.Popen(command, env=os.environ | access, stdout=out, stderr=out)
        if _comes_up(head, address):
            return head
    raise AssertionError(log.read_text(encoding="utf-8"))


def _comes_up(head: subprocess.Popen[bytes], address: Path) -> bool:
    wait_for(lambda: address.exists() or head.poll() is not None, "the cluster's start")
    return head.poll() is None


def _end(head: subprocess.Popen[bytes]) -> None:
    """End the cluster with all that it started, and see that nothing is left."""
    members = psutil.Process(head.pid).children(recursive=True)
    head.terminate()
    wait_for(lambda: head.poll() is not None, "the cluster's end")
    _, left = psutil.wait_procs(members, timeout=10)
    for process in left:
        process.kill()
    assert not psutil.wait_procs(left, timeout=10)[1]
