"""How many seeds a minute: two runs at a time with half of the cores each, or one after the other.

Runs of `tiny` on the bundled digits, in processes of the usual queue, from the first start to the
last end: what an experiment waits for. Both ways take turns. With a GPU both are one after the
other, and the row says what that gives.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from benchmarks import report
from benchmarks.report import Figure
from nin import runs
from nin.presets import PRESETS
from nin.train import TrainConfig

_ROUNDS = 3
_RUNS = 4  # of a round
_TINY = PRESETS["tiny"].network
_POLL_SECONDS = 0.05
_MINUTES = 10 * 60  # after which something is wrong


def a_minute() -> list[Figure]:
    """Runs a minute both ways."""
    both: dict[bool, list[float]] = {True: [], False: []}
    for number in range(_ROUNDS):
        for half in both if number % 2 else reversed(both):
            both[half].append(_rate(half=half))
    beside, alone = (statistics.median(both[half]) for half in (True, False))
    return [
        Figure(
            "Seeds of tiny a minute: two runs at a time, half of the cores each, beside one after "
            "the other",
            f"{beside:.1f} against {alone:.1f}, {beside / alone:.2f} ×",
            "more",
            beside > alone,
            report.spread(both[True]) | {"alone": round(alone, 4)},
        )
    ]


def _rate(*, half: bool) -> float:
    with tempfile.TemporaryDirectory() as folder:
        root, begin = Path(folder), time.perf_counter()
        started = [
            runs.start(
                _TINY,
                TrainConfig(seed=seed, augment="none"),
                root,
                experiment=f"benchmark {seed}" if half else "",
            )
            for seed in range(_RUNS)
        ]
        while not all(runs.status(run).is_over for run in started):
            if time.perf_counter() - begin > _MINUTES:
                raise TimeoutError(f"{_RUNS} runs of tiny were not over after ten minutes")
            time.sleep(_POLL_SECONDS)
        took = time.perf_counter() - begin
        states = {runs.status(run).state for run in started}
        if states != {"finished"}:
            raise RuntimeError(f"runs of tiny came to {', '.join(sorted(states))}")
    return 60 * _RUNS / took
