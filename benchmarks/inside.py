"""The Feature maps page: from a choice of a layer to its painted maps."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page

from benchmarks.page import milliseconds_to, open_pages
from benchmarks.report import Figure, spread
from nin.codec import link
from nin.presets import PRESETS
from tests.support.browser.server import serve
from tests.support.paths import ROOT

_LAYERS = ("block1_conv", "block1_relu", "block1_mlp1", "block1_mlp1_relu")  # 96 × 54 × 54 each
_ROUNDS, _WARM_UP = 8, 4


def layer_change() -> list[Figure]:
    """d2l's network as it starts: each choice brings 96 maps of 54 × 54 and the X-ray of a cell.

    Floor: some 60 ms for 64 maps of 32 × 32 in a canvas alone; the gap is four times the cells,
    and the strip and the X-ray, which are sent with them.
    """
    address = f"feature_maps?net={link(PRESETS['d2l'].text)}"
    with serve(ROOT / "app.py") as url, open_pages(f"{url}{address}") as (page,):
        _pick(page, "Network", "The edited network, untrained")()
        page.get_by_text("X-ray of block1_relu").wait_for()
        waits = [_change(page, name) for _ in range(_ROUNDS) for name in _LAYERS][_WARM_UP:]
    figures = spread(waits)
    measured = f"median {figures['median']:.0f} ms, p95 {figures['p95']:.0f} ms"
    what = "choice of a layer → 96 maps of 54×54 painted, X-ray included"
    return [Figure(what, measured, "p95 ≤ 150 ms", figures["p95"] <= 150, figures)]


def _change(page: Page, name: str) -> float:
    return milliseconds_to(page, f"X-ray of {name}, channel", _pick(page, "Layer", name))


def _pick(page: Page, label: str, option: str) -> Callable[[], None]:
    """Open the list, and return the click that chooses."""
    page.get_by_role("combobox", name=label).click()
    return page.get_by_role("option", name=re.compile(rf"^{re.escape(option)}( ·|$)")).click
