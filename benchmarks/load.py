"""Many people at once: how long a server makes them wait, and what each costs in memory.

The server has shown the page once before anybody comes, and shares its two cores with the users
that are simulated. The floor is what one user alone waits for.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psutil
from PIL import Image, ImageDraw

from benchmarks.report import Figure, spread
from benchmarks.users import Act, Crowd, Session, visit
from nin import runs
from nin.analysis import trace
from nin.presets import PRESETS
from nin.runs.folder import WEIGHTS
from nin.train import TrainConfig
from pages.ui.components.pad.pad import EVERY, PEN
from pages.ui.components.pad.values import SIDE
from pages.ui.subject.layers import stops
from tests.support.browser.server import serve
from tests.support.drawings import written
from tests.support.paths import ROOT
from tests.support.waiting import wait_for

_WHILE_TRAINING = 500  # milliseconds, the 95th percentile


@dataclass(frozen=True)
class _Use:
    """What people do: a class of 50 that is busy, and a school of 200 that takes its time."""

    what: str
    page: str
    act: Act
    think: tuple[float, float]  # seconds, of a class and of a school
    budgets: tuple[float, float] = (300, 300)  # milliseconds, the 95th percentile


def editing() -> list[Figure]:
    """Floor: some 12 ms for an edit of one user alone; the gap is the queue for one interpreter."""
    return _measured(_Use("an edit", "architecture", _widen, (1, 5), (150, 300)))


def drawing() -> list[Figure]:
    """Floor: some 14 ms for an answer to one user alone, and a digit asks for eight.

    The gap is the queue for one interpreter, which also opens all these pages in the first seconds.
    """
    return _measured(_Use("a digit drawn", "", _draw, (5, 20)))


def looking() -> list[Figure]:
    """Floor: some 12 ms for one user alone; the gap is the queue, and some 200 KB an answer."""
    return _measured(_Use("another layer", "feature_maps", _look, (2, 8)))


@contextmanager
def served() -> Iterator[tuple[str, psutil.Process, Path]]:
    """A server with a folder of runs of its own: its address, its process and that folder."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        serve(ROOT / "app.py", {"NIN_RUNS": folder}) as url,
    ):
        yield url, _process(url), Path(folder)


def _measured(use: _Use) -> list[Figure]:
    """50 and 200 people, then both again while a run trains on the same machine."""
    crowds = [
        Crowd(users, 20, think, use.page) for users, think in zip((50, 200), use.think, strict=True)
    ]
    with served() as (url, server, root):
        visit(url, Crowd(1, 8, 1, use.page, arrivals=0), use.act)
        figures = [
            _crowd(url, server, crowd, use, budget, "")
            for crowd, budget in zip(crowds, use.budgets, strict=True)
        ]
        run = runs.start(PRESETS["mnist"].network, TrainConfig(seconds=600), root=root)
        wait_for((run / WEIGHTS).exists, "the first epoch")
        figures += [
            _crowd(url, server, crowd, use, _WHILE_TRAINING, ", while a run trains")
            for crowd in crowds
        ]
        runs.stop(run)
    return figures


def _crowd(
    url: str, server: psutil.Process, crowd: Crowd, use: _Use, budget: float, besides: str
) -> Figure:
    before = server.memory_info().rss
    begin = time.perf_counter()
    tally = visit(url, crowd, use.act)
    took = time.perf_counter() - begin
    grown = (server.memory_info().rss - before) / crowd.users / 1e6
    waits = spread(tally.reruns or [float("inf")])
    what = f"{crowd.users} users, {use.what} every {crowd.think:g} s{besides}"
    measured = (
        f"p50 {waits['median']:.0f} ms, p95 {waits['p95']:.0f} ms, {len(tally.errors)} errors, "
        f"{grown:.1f} MB a user"
    )
    ok = waits["p95"] <= budget and not tally.errors
    details = waits | {
        "errors": len(tally.errors),
        "mb_a_user": round(grown, 2),
        "first_p95": spread(tally.first)["p95"],
        "answers_a_second": round(len(tally.reruns) / took, 1),
    }
    return Figure(what, measured, f"p95 ≤ {budget:.0f} ms, no error", ok, details)


async def _widen(session: Session, chance: random.Random) -> None:
    """Another width for the first 1×1 convolution."""
    await session.use("1×1 #1", double_value=chance.randint(1, 500))


async def _draw(session: Session, chance: random.Random) -> None:
    """A digit, an answer at a time, as the pad asks for them while the pen moves."""
    for value in chance.choice(_digits()):
        await session.use("nin_pad", json_value=json.dumps({"drawing": value}))
        await asyncio.sleep(EVERY / 1000)


async def _look(session: Session, chance: random.Random) -> None:
    """Another layer from the list."""
    network = PRESETS["mnist"].network
    layers = [layer.row.name for layer in stops(trace(network).rows)]
    choice = [chance.random(), chance.choice(layers)]
    await session.use("nin_trail", json_value=json.dumps({"chosen": choice}))


@cache
def _digits() -> list[list[dict[str, Any]]]:
    """Ten digits, each as the values that the pad sends while it grows."""
    return [list(_growing(label)) for label in range(10)]


def _growing(label: int) -> Iterator[dict[str, Any]]:
    line = [(300 + 400 * x, 200 + 600 * y) for x, y in written(label, 0)[0]]
    for number in range(1, 9):
        points = line[: max(2, len(line) * number // 8)]
        picture = Image.new("L", (SIDE, SIDE))
        scaled = [(x * SIDE / 1000, y * SIDE / 1000) for x, y in points]
        ImageDraw.Draw(picture).line(scaled, fill=255, width=PEN * SIDE // 1000)
        file = io.BytesIO()
        picture.save(file, "PNG")
        yield {
            "png": base64.b64encode(file.getvalue()).decode(),
            "strokes": [[PEN, *(round(place) for point in points for place in point)]],
            "reset": 0,
            "number": number,
        }


def _process(url: str) -> psutil.Process:
    port = int(url.rstrip("/").rpartition(":")[2])
    (process,) = (
        process
        for process in psutil.Process().children(recursive=True)
        if any(
            link.laddr.port == port and link.status == psutil.CONN_LISTEN
            for link in process.net_connections()
        )
    )
    return process
