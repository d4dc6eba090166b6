"""Many people at once: how long a server makes them wait, and what each costs in memory."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element

from benchmarks.report import Figure, spread
from benchmarks.users import Crowd, visit
from nin import jobs
from nin.config import TrainConfig
from nin.presets import PRESETS
from nin.run_folder import WEIGHTS
from tests.browser.server import ROOT, serve
from tests.waiting import wait_for

_CLASS, _SCHOOL = Crowd(50, 20, 1), Crowd(200, 30, 5)


def editing() -> list[Figure]:
    """50 and 200 people edit; then 50 of them while a run trains on the same machine."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        serve(ROOT / "app.py", {"NIN_RUNS": folder}) as url,
    ):
        figures = [_crowd(url, _CLASS, 150, ""), _crowd(url, _SCHOOL, 300, "")]
        run = jobs.start(PRESETS["mnist"].network, TrainConfig(seconds=600), root=Path(folder))
        wait_for((run / WEIGHTS).exists, "the first epoch")
        figures.append(_crowd(url, _CLASS, 500, ", while a run trains"))
        jobs.stop(run)
    return figures


def _crowd(url: str, crowd: Crowd, budget: float, besides: str) -> Figure:
    server = _server(url)
    before = server.memory_info().rss
    tally = visit(url, crowd, _widen)
    grown = (server.memory_info().rss - before) / crowd.users / 1e6
    waits = spread(tally.reruns)
    what = f"{crowd.users} users, an edit every {crowd.think:g} s{besides}"
    measured = (
        f"p50 {waits['median']:.0f} ms, p95 {waits['p95']:.0f} ms, {len(tally.errors)} errors, "
        f"{grown:.1f} MB a user"
    )
    ok = waits["p95"] <= budget and not tally.errors
    details = waits | {"errors": len(tally.errors), "mb_a_user": round(grown, 2)}
    return Figure(what, measured, f"p95 ≤ {budget:.0f} ms, no error", ok, details)


def _widen(request: BackMsg, widgets: dict[str, Element], chance: random.Random) -> None:
    """Another width for the first 1×1 convolution."""
    state = request.rerun_script.widget_states.widgets.add()
    state.id = widgets["1×1 #1"].number_input.id
    state.double_value = chance.randint(1, 500)


def _server(url: str) -> psutil.Process:
    port = int(url.rstrip("/").rpartition(":")[2])
    (found,) = (
        process
        for process in psutil.Process().children(recursive=True)
        if any(
            link.laddr.port == port and link.status == psutil.CONN_LISTEN
            for link in process.net_connections()
        )
    )
    return found
