"""A page with a single field: it costs what any Streamlit page does; ours are timed beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.page import milliseconds_to, open_pages
from benchmarks.report import Figure, spread
from tests.support.browser.server import serve

_SCRIPT = """
import streamlit as st
channels = st.number_input("Channels", 1, 100_000, 1, key="channels")
st.write(f"{channels} channels")
"""


@dataclass(frozen=True, slots=True)
class Beside:
    """What the same number of events took on a page of ours and on a page with a single field.

    Attributes:
        ours: Median, 95th percentile and so on, in milliseconds.
        field: The same of the page with a single field.
    """

    ours: dict[str, float]
    field: dict[str, float]

    def figure(self, what: str, **budgets: float) -> Figure:
        """One line: `budgets` says how many times a single field's `median` and `p95` may be."""
        times = {name: self.ours[name] / self.field[name] for name in ("median", "p95")}
        measured = "; ".join(
            f"{name} {self.ours[name]:.0f} ms, {times[name]:.2f} times ({self.field[name]:.0f} ms)"
            for name in times
        )
        budget = ", ".join(f"{name} ≤ {most:g} times" for name, most in budgets.items())
        ok = all(times[name] <= most for name, most in budgets.items())
        of_field = {f"field_{name}": value for name, value in self.field.items()}
        return Figure(what, measured, f"{budget} a single field", ok, self.ours | of_field)


def in_turn(
    address: str,
    act: Callable[[Page, int], float],
    *,
    ready: Callable[[Page], None] = lambda page: None,
    rounds: int = 40,
    warm_up: int = 5,
) -> Beside:
    """Time `act` on the page at `address` and a click on + beside it, one after the other.

    Args:
        address: Of the page of ours.
        act: Causes the event of this round and gives the milliseconds to what is painted.
        ready: Called once with the page before the first round.
        rounds: That count.
        warm_up: Rounds before them, which do not.
    """
    ours: list[float] = []
    field: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "single_field.py")
        script.write_text(_SCRIPT, encoding="utf-8")
        with serve(script) as url, open_pages(address, url) as (page, other):
            ready(page)
            for turn in range(warm_up + rounds):
                ours.append(act(page, turn))
                field.append(step(other, "channels", f"{turn + 2} channels"))
    return Beside(spread(ours[warm_up:]), spread(field[warm_up:]))


def step(page: Page, key: str, text: str) -> float:
    """Milliseconds from a click on the + of a field to the painted text that follows from it."""
    plus = page.locator(f".st-key-{key}").get_by_test_id("stNumberInputStepUp")
    return milliseconds_to(page, text, plus.click)
