"""The Architecture page: the table itself, and the way from an edit to the painted table."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torchinfo
from playwright.sync_api import Page

from benchmarks.page import milliseconds_to, open_pages
from benchmarks.report import Figure, spread
from nin.analysis import trace
from nin.model import build
from nin.presets import PRESETS
from tests.support.browser.server import serve
from tests.support.paths import ROOT

_EDITS, _WARM_UP = 40, 5
_ROUNDS, _CALLS = 30, 100  # calls of ours a round: about as long as one of torchinfo's

# As many fields as the editor has for the MNIST NiN, totals and a table: what any Streamlit page
# of this size costs.
_BARE = """
import streamlit as st
left, right = st.columns([5, 7])
with left:
    n = st.number_input("Channels", 1, 1000, 96, key="first")
    for i in range(26):
        st.number_input(f"Field {i}", 1, 1000, 3, key=f"field{i}")
with right:
    for name in ("a", "b", "c", "d"):
        st.metric(name, n)
    rows = range(14)
    st.table({"layer": [f"op{i}" for i in rows], "shape": [f"{n + i}x28x28" for i in rows],
              "params": [n * i for i in rows], "macs": [n * i * i for i in rows]})
"""


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
    """From a click on + to the painted table, beside a bare page with as many fields, in turn.

    Floor: the bare page, some 65 ms, nearly all of it the browser's. It sends all of its fields
    again; ours sends only what follows from an edit, and its diagram is drawn after the paint.
    """
    with tempfile.TemporaryDirectory() as folder:
        bare_script = Path(folder, "bare.py")
        bare_script.write_text(_BARE, encoding="utf-8")
        with serve(ROOT / "app.py") as app, serve(bare_script) as other:
            ours, bare = _in_turn(app, other)
    ratio = ours["median"] / bare["median"]
    measured = f"median {ours['median']:.0f} ms, p95 {ours['p95']:.0f} ms"
    beside = f"{ratio:.2f} times ({bare['median']:.0f} ms bare)"
    met = ours["p95"] <= 100
    return [
        Figure("edit → table painted", measured, "p95 ≤ 100 ms", met, ours),
        Figure("the same, beside a bare page", beside, "≤ 1.5 times", ratio <= 1.5, bare),
    ]


def edits(page: Page) -> list[float]:
    """Milliseconds of many edits, the first few left out."""
    return [
        _edit(page, "layer0-width0", f"{97 + turn}×28×28") for turn in range(_WARM_UP + _EDITS)
    ][_WARM_UP:]


def _in_turn(app: str, other: str) -> tuple[dict[str, float], dict[str, float]]:
    ours: list[float] = []
    bare: list[float] = []
    with open_pages(app + "architecture", other) as (page, bare_page):
        for turn in range(_WARM_UP + _EDITS):
            ours.append(_edit(page, "layer0-width0", f"{97 + turn}×28×28"))
            bare.append(_edit(bare_page, "first", f"{97 + turn}x28x28"))
    return spread(ours[_WARM_UP:]), spread(bare[_WARM_UP:])


def _edit(page: Page, key: str, shape: str) -> float:
    """Milliseconds from a click on the + of a field to the shape in the table."""
    plus = page.locator(f".st-key-{key}").get_by_test_id("stNumberInputStepUp")
    return milliseconds_to(page, shape, plus.click)


def _microseconds(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    call()
    return (time.perf_counter() - begin) * 1e6
