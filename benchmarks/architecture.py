"""The Architecture page: the table itself, and the way from an edit to the painted table."""

from __future__ import annotations

import time
from collections.abc import Callable

import torchinfo
from playwright.sync_api import Page

from benchmarks.report import Figure, spread
from benchmarks.single_field import in_turn, step
from nin.analysis import trace
from nin.model import build
from nin.presets import PRESETS
from tests.support.browser.server import serve
from tests.support.paths import ROOT

_ROUNDS, _CALLS = 30, 100  # calls of ours a round: about as long as one of torchinfo's


def table() -> list[Figure]:
    """Our table against torchinfo's for the same network; each round times ours cold and warm.

    Floor: some 13 µs for the arithmetic alone; the gap is the rows that are made of it.
    """
    network = PRESETS["d2l"].network
    model = build(network)
    counted = torchinfo.summary(model, (1, 1, 224, 224), verbose=0).total_params
    assert counted == trace(network).params
    cold, ours, theirs = [], [], []
    for _ in range(_ROUNDS):
        theirs.append(_microseconds(lambda: torchinfo.summary(model, (1, 1, 224, 224), verbose=0)))
        cold.append(_microseconds(lambda: trace(network)))
        ours.append(_microseconds(lambda: [trace(network) for _ in range(_CALLS)]) / _CALLS)
    a, b, first = (spread(times)["median"] for times in (ours, theirs, cold))
    measured = (
        f"{a:.0f} µs ({first:.0f} the first time) against {b / 1000:.1f} ms: {b / a:,.0f} times"
    )
    details = {"ours_us": a, "first_us": first, "torchinfo_us": b, "ratio": round(b / a, 1)}
    what = "`trace(d2l)` against `torchinfo.summary`"
    return [Figure(what, measured, "≥ 200 times", b / a >= 200, details)]


def edit() -> list[Figure]:
    """From a click on + to the painted table, beside a page with a single field, in turn.

    Floor: the single field, nearly all of it the browser's. Ours sends only what follows from an
    edit, and its diagram is drawn after the paint.
    """
    with serve(ROOT / "app.py") as app:
        times = in_turn(app + "architecture", widen)
    return [times.figure("edit → table painted", median=1.15, p95=1.25)]


def widen(page: Page, turn: int) -> float:
    """One more channel for the first layer; milliseconds to its new shape in the table."""
    return step(page, "layer0-width0", f"{97 + turn}×28×28")


def _microseconds(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    call()
    return (time.perf_counter() - begin) * 1e6
