"""The app as users run it: `streamlit run` in a process of its own, on a free port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.support.paths import ROOT
from tests.support.waiting import end_all

PATIENCE = 120  # seconds until a server that is alive but silent is given up


@contextmanager
def serve(script: Path, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of a server that runs `script` with this repository's settings.

    Args:
        script: The app.
        environment: Variables that the server sees besides ours.

    Raises:
        RuntimeError: the server ended or stayed silent; the error holds what it printed.
    """
    with process(script, free_port(), environment) as (address, _):
        yield address


@contextmanager
def process(
    script: Path, port: int, environment: Mapping[str, str] | None = None, *options: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """As `serve`, on this port, and with the server's process, which may be killed meanwhile.

    `options` are further ones for Streamlit; of one that is there twice the last counts.
    """
    usual = ["--server.port", str(port), "--server.headless", "true"]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *usual, *options]
    with tempfile.TemporaryFile() as output:  # a pipe that nobody reads would fill and block
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            if not _answers(server, f"http://localhost:{port}/_stcore/health"):
                output.seek(0)
                raise RuntimeError(f"the server did not start:\n{output.read().decode()}")
            yield f"http://localhost:{port}/", server
        finally:
            server.terminate()
            server.wait()


@contextmanager
def emptied(runs_folder: Path) -> Iterator[None]:
    """Without runs and their processes, now and afterwards."""
    _empty(runs_folder)
    yield
    _empty(runs_folder)


def _empty(runs_folder: Path) -> None:
    end_all(runs_folder)
    for path in runs_folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as unused:
        unused.bind(("localhost", 0))
        port: int = unused.getsockname()[1]
        return port


def _answers(process: subprocess.Popen[bytes], url: str) -> bool:
    """Whether the server becomes healthy; asked each time that it has not ended meanwhile."""
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            if _is_healthy(url):
                return True
        else:
            return False
    return False


def _is_healthy(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            body: bytes = answer.read()
    except (URLError, OSError):
        return False
    return body == b"ok"
