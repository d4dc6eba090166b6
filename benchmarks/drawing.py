"""Start: from a stroke of the mouse to the painted flow of the network that follows from it."""

from __future__ import annotations

import tempfile

import numpy as np
from playwright.sync_api import Page

from benchmarks.report import Figure
from benchmarks.single_field import in_turn
from tests.support.browser.pad import at, canvas_of
from tests.support.browser.server import serve
from tests.support.drawings import written
from tests.support.paths import ROOT

_QUIET = 700  # milliseconds without a painting: no answer to the stroke is still to come
_EMPTY = "the whole network follows the pen"

# The flow paints the image first and then what follows from it. The clock starts at the last move
# of the pen, and stops at the second animation frame after the first painting of the image as it
# is in the end: earlier moves have answers too, which may come while the pen moves on, and the
# pen that is lifted has one that shows nothing new.
_CLOCK = """
(() => {
  const clock = (window.__stroke = { moved: 0, paintings: [] });
  const move = event => { if (event.buttons & 1) clock.moved = performance.now(); };
  document.addEventListener('pointermove', move, true);
  const { prototype } = CanvasRenderingContext2D;
  const put = prototype.putImageData;
  prototype.putImageData = function (image, ...place) {
    put.call(this, image, ...place);
    const root = this.canvas.getRootNode();
    if (!root.querySelector('.scores') || this.canvas !== root.querySelector('canvas')) return;
    const painting = { pixels: image.data.join(), at: Infinity };
    clock.paintings.push(painting);
    clock.last = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => { painting.at = performance.now(); }));
  };
})();
"""
_IS_QUIET = (
    "quiet => performance.now() - Math.max(window.__stroke.moved, window.__stroke.last) > quiet"
)
_ELAPSED = """
() => {
  const { moved, paintings } = window.__stroke;
  const { pixels } = paintings.at(-1);
  const earlier = paintings.findLastIndex(painting => painting.pixels !== pixels);
  return paintings[earlier + 1].at - moved;
}
"""


def stroke() -> list[Figure]:
    """From the end of a stroke to the painted flow: every layer's maps, class maps and answer.

    Floor: a single field; the gap is 5 ms for the answer, 17 kB of maps to send and paint, and
    often an earlier answer that is still under way.
    """
    with tempfile.TemporaryDirectory() as runs, serve(ROOT / "app.py", {"NIN_RUNS": runs}) as url:
        times = in_turn(url, _draw, ready=_start)
    what = "stroke of the pen → every layer's maps, class maps and answer painted"
    return [times.figure(what, p95=1.5)]


def _start(page: Page) -> None:
    page.evaluate(_CLOCK)
    _wipe(page)


def _wipe(page: Page) -> None:
    canvas_of(page).focus()
    page.keyboard.press("Escape")
    page.get_by_text(_EMPTY).wait_for()
    page.evaluate("window.__stroke.paintings.length = 0")


def _draw(page: Page, turn: int) -> float:
    """Draw a digit with the mouse; milliseconds from the last move of the pen."""
    (left, top), (right, bottom) = at(page, (0.25, 0.15)), at(page, (0.75, 0.85))
    for line in written(turn % 10, turn // 10, jitter=0.02, seed=turn):
        points = np.array(line) * (right - left, bottom - top) + (left, top)
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point)
        page.mouse.up()
    page.wait_for_function(_IS_QUIET, arg=_QUIET)
    elapsed = float(page.evaluate(_ELAPSED))
    _wipe(page)
    return elapsed
