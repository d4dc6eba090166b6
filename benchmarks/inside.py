"""The Feature maps page: from a choice of a layer to its painted maps."""

from __future__ import annotations

from playwright.sync_api import Page

from benchmarks.page import milliseconds_to
from benchmarks.report import Figure
from benchmarks.single_field import in_turn
from nin.codec import link
from nin.presets import PRESETS
from tests.support.browser.server import serve
from tests.support.paths import ROOT

_LAYERS = ("Block 1, conv 11×11", "Block 1, conv 1×1 #1", "Block 1, conv 1×1 #2")  # 96 × 54 × 54


def layer_change() -> list[Figure]:
    """d2l's network as it starts: each choice brings 96 maps of 54 × 54 and the X-ray of a cell.

    Floor: a single field; the gap is a page of 64 maps, which is sent and painted, and the X-ray.
    """
    address = f"feature_maps?net={link(PRESETS['d2l'].text)}"
    with serve(ROOT / "app.py") as url:
        times = in_turn(f"{url}{address}", _change, ready=_await_xray)
    what = "choice of a layer → 96 maps of 54×54 painted, X-ray included"
    return [times.figure(what, p95=1.8)]


def _await_xray(page: Page) -> None:
    page.get_by_text("X-ray: channel").wait_for()


def _change(page: Page, turn: int) -> float:
    """The next layer is clicked in the list of layers."""
    number = turn % len(_LAYERS)
    stop = page.locator(".st-key-trail .stop").nth(number)
    return milliseconds_to(page, _LAYERS[number], stop.click)
