"""The Feature maps page: from a choice of a layer to its painted maps."""

from __future__ import annotations

from playwright.sync_api import Page

from benchmarks.page import milliseconds_to, open_pages
from benchmarks.report import Figure, spread
from nin.codec import link
from nin.presets import PRESETS
from tests.support.browser.server import serve
from tests.support.paths import ROOT

_LAYERS = ("Block 1, conv 11×11", "Block 1, conv 1×1 #1", "Block 1, conv 1×1 #2")  # 96 × 54 × 54
_ROUNDS, _WARM_UP = 11, 4


def layer_change() -> list[Figure]:
    """d2l's network as it starts: each choice brings 96 maps of 54 × 54 and the X-ray of a cell.

    Floor: some 60 ms for 64 maps of 32 × 32 in a canvas alone; the gap is three times the cells
    and the X-ray, which is sent with them.
    """
    address = f"feature_maps?net={link(PRESETS['d2l'].text)}"
    with serve(ROOT / "app.py") as url, open_pages(f"{url}{address}") as (page,):
        page.get_by_text("X-ray: channel").wait_for()
        order = [*range(len(_LAYERS))] * _ROUNDS
        waits = [_change(page, number) for number in order][_WARM_UP:]
    figures = spread(waits)
    measured = f"median {figures['median']:.0f} ms, p95 {figures['p95']:.0f} ms"
    what = "choice of a layer → 96 maps of 54×54 painted, X-ray included"
    return [Figure(what, measured, "p95 ≤ 150 ms", figures["p95"] <= 150, figures)]


def _change(page: Page, number: int) -> float:
    """The layer of this number is clicked in the list of layers."""
    stop = page.locator(".st-key-trail .stop").nth(number)
    return milliseconds_to(page, _LAYERS[number], stop.click)
