"""The Training page while it trains: from Start to the first point, and edits meanwhile."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.architecture import widen
from benchmarks.page import open_pages
from benchmarks.report import Figure, spread
from benchmarks.single_field import in_turn
from nin import runs
from nin.codec import link
from nin.presets import PRESETS
from nin.runs.folder import WEIGHTS
from nin.train import TrainConfig
from tests.support.browser.server import serve
from tests.support.paths import ROOT
from tests.support.waiting import wait_for

_ROUNDS = 5
_READING = 10_000  # milliseconds that a person looks at the page before Start
# A mark of Plotly's, of a run that is not as far yet as the example that stood in its place.
_POINT = """() => {
  const chart = document.querySelector('.st-key-curves .js-plotly-plot');
  const epochs = chart?.data?.[0]?.x ?? [];
  return epochs.length > 0 && epochs[epochs.length - 1] < 1
    && chart.querySelector('.scatterlayer :is(.points path, path.js-line)') !== null;
}"""


def first_point() -> list[Figure]:
    """From a click on Start to the first point of the curve, in a new tab each time.

    Floor: the 0.25 s from one look at the run to the next, and its first steps; PyTorch's import,
    1.8 s, is over before, in the process that waits.
    """
    seconds = []
    with _served() as (url, _):
        for _ in range(_ROUNDS):
            with open_pages(f"{url}training?net={link(PRESETS['tiny'].text)}") as (page,):
                page.wait_for_timeout(_READING)
                begin = time.perf_counter()
                page.get_by_role("button", name="Start").first.click()
                page.wait_for_function(_POINT, polling="raf")
                seconds.append(time.perf_counter() - begin)
                page.get_by_role("button", name="Stop").click()
                page.get_by_text("Stopped; the weights were kept.").wait_for()
    figures = spread(seconds)
    measured = f"median {figures['median']:.1f} s (slowest {figures['max']:.1f} s)"
    ok = figures["max"] <= 1.5
    return [Figure("Start → first point, in a new tab", measured, "≤ 1.5 s", ok, figures)]


def edit_while_training() -> list[Figure]:
    """From a click on + to the painted table, while a run trains on the same machine.

    Floor: a single field meanwhile; the gap is what two cores lack for page, server and training.
    """
    with _served() as (url, root):
        run = runs.start(PRESETS["mnist"].network, TrainConfig(seconds=600), root=root)
        wait_for((run / WEIGHTS).exists, "the first epoch")
        times = in_turn(url + "architecture", widen)
        runs.stop(run)
        wait_for(lambda: runs.status(run).is_over, "its end")  # the next row has the machine alone
    return [times.figure("edit → table painted, while a run trains", p95=1.6)]


@contextmanager
def _served() -> Iterator[tuple[str, Path]]:
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        serve(ROOT / "app.py", {"NIN_RUNS": folder}) as url,
    ):
        yield url, Path(folder)
