"""Start: from a stroke of the mouse to the painted flow of the network that follows from it."""

from __future__ import annotations

import tempfile

import numpy as np
from playwright.sync_api import Page

from benchmarks.page import open_pages
from benchmarks.report import Figure, spread
from tests.support.browser.pad import at, canvas_of
from tests.support.browser.server import serve
from tests.support.drawings import written
from tests.support.paths import ROOT

_DIGITS, _WARM_UP = 40, 5
_QUIET = 700  # milliseconds without a change: no answer to the stroke is still to come
_EMPTY = "the whole network follows the pen"

# The clock starts at the last move of the pen that leaves ink, and stops at the last change of the
# answer, at the second animation frame after it as in benchmarks.page: earlier moves have answers
# too, which may come while the pen moves on.
_CLOCK = """
quiet => new Promise((resolve, reject) => {
  let moved = null, painted = null, timer = setTimeout(() => reject(new Error('no answer')), 20000);
  const move = event => { if (event.buttons & 1) moved = performance.now(); };
  const done = () => {
    if (painted < moved) return;
    observer.disconnect();
    document.removeEventListener('pointermove', move, true);
    resolve(painted - moved);
  };
  const roots = [...document.querySelectorAll('*')].flatMap(e => e.shadowRoot ?? []);
  const inside = root => root.querySelector('.scores');
  const isAnswer = ({ target }) =>
    target.querySelector?.(':scope > .nin-answer') || target.closest?.('.scores');
  const observer = new MutationObserver(changes => {
    if (moved === null || !changes.some(isAnswer)) return;
    requestAnimationFrame(() => requestAnimationFrame(() => { painted = performance.now(); }));
    clearTimeout(timer);
    timer = setTimeout(done, quiet);
  });
  for (const root of [document.body, ...roots.filter(inside)])
    observer.observe(root, { subtree: true, childList: true });
  document.addEventListener('pointermove', move, true);
})
"""


def stroke() -> list[Figure]:
    """From the end of a stroke to the painted flow: every layer's maps, class maps and answer.

    Floor: some 15 ms from a pad to one line of text; the gap is 5 ms for the answer, 17 kB of
    maps to send and paint, two frames, and often an earlier answer that is still under way.
    """
    milliseconds = []
    with (
        tempfile.TemporaryDirectory() as runs,
        serve(ROOT / "app.py", {"NIN_RUNS": runs}) as url,
        open_pages(url) as (page,),
    ):
        canvas_of(page).focus()
        page.keyboard.press("Escape")
        page.get_by_text(_EMPTY).wait_for()
        for number in range(_WARM_UP + _DIGITS):
            milliseconds.append(_draw(page, number))
            page.keyboard.press("Escape")
            page.get_by_text(_EMPTY).wait_for()
    figures = spread(milliseconds[_WARM_UP:])
    measured = f"median {figures['median']:.0f} ms, p95 {figures['p95']:.0f} ms"
    what = "stroke of the pen → every layer's maps, class maps and answer painted"
    return [Figure(what, measured, "p95 ≤ 100 ms", figures["p95"] <= 100, figures)]


def _draw(page: Page, number: int) -> float:
    """Draw a digit with the mouse; milliseconds from the end of its last stroke."""
    lines = written(number % 10, number // 10, jitter=0.02, seed=number)
    (left, top), (right, bottom) = at(page, (0.25, 0.15)), at(page, (0.75, 0.85))
    for line in lines:
        points = np.array(line) * (right - left, bottom - top) + (left, top)
        if line is lines[-1]:
            page.evaluate(f"window.__answered = ({_CLOCK})({_QUIET}); 0")
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point)
        page.mouse.up()
    return float(page.evaluate("window.__answered"))
