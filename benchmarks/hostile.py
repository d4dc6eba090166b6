"""The most hostile inputs that are accepted: how long each keeps everybody else waiting.

A page's script runs in a thread beside the server's event loop, which all visitors share, so what
counts is for how long a thread keeps that loop from running: code that lets go of the interpreter
does so for 5 ms at most.
"""

from __future__ import annotations

import asyncio
import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest

from benchmarks.report import Figure
from nin.images import to_digit
from nin.images.reading import read
from nin.limits import MAX_EVENTS_BYTES, MAX_LAYERS, MAX_TEXT, MAX_UPLOAD_BYTES
from nin.presets import PRESETS
from nin.runs import folder as run_folder
from nin.train import EpochEnd, TrainConfig, events
from tests.support.paths import ROOT

_BUDGET = 100.0  # milliseconds
_TICK = 0.001  # seconds
_ROUNDS = 3


def stalls() -> list[Figure]:
    """The longest that the event loop stands still, for each input; of some rounds the worst."""
    with tempfile.TemporaryDirectory() as folder:
        run = _long_run(Path(folder) / "run")
        other = _long_run(Path(folder) / "other" / "0")
        inputs: dict[str, Callable[[], object]] = {
            f"a link of {len(_link()):,} characters, its page": _page,
            **{f"an upload, {what}": _read(data) for what, data in _uploads().items()},
            f"a run with {MAX_EVENTS_BYTES >> 20} MB of events": lambda: _read_anew(other.parent),
            "the same, looked at again": lambda: run_folder.events(run),
        }
        return [_figure(what, act) for what, act in inputs.items()]


def _figure(what: str, act: Callable[[], object]) -> Figure:
    act()  # what is loaded the first time is loaded before anybody comes
    worst, took = max(asyncio.run(_watched(act)) for _ in range(_ROUNDS))
    measured = f"others wait {worst:.0f} ms at most, while it takes {took:.0f} ms"
    return Figure(what, measured, f"≤ {_BUDGET:.0f} ms", worst <= _BUDGET, {"worst_ms": worst})


async def _watched(act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of the longest pause between two ticks, and that the input took in all."""
    begin = last = time.perf_counter()
    worst, task = 0.0, asyncio.create_task(asyncio.to_thread(act))
    while not task.done():
        await asyncio.sleep(_TICK)
        now = time.perf_counter()
        worst, last = max(worst, now - last), now
    await task
    return worst * 1e3, (last - begin) * 1e3


def _link() -> str:
    """As many layers as there may be, as long as a link may be, with a fault in the last."""
    layers = ["n999999k9s1p9-999999-999999"] * (MAX_LAYERS - 1)
    while len("_".join(layers)) > MAX_TEXT - 40:
        layers[layers.index(max(layers, key=len))] = "n9k9p9"
    return "_".join(["3x1000x10", *layers, "n10k1000s1000-10", "gap"])


def _page() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params["net"] = _link()
    app.run()
    assert not app.exception


def _uploads() -> dict[str, bytes]:
    noise = np.random.default_rng(0).integers(200, 256, (2_000, 2_000), np.uint8)
    noise[300:1_700, 800:1_100] = 0
    strokes = np.full((5_600, 5_600), 255, np.uint8)
    strokes[1_000:4_500, 2_000:2_900] = 0
    pictures: dict[str, tuple[Image.Image, str, dict[str, Any]]] = {
        "PNG of noise": (Image.fromarray(noise), "PNG", {}),
        "progressive JPEG": (Image.fromarray(noise), "JPEG", {"progressive": True}),
        "JPEG of 31 million pixels": (Image.fromarray(strokes).convert("RGB"), "JPEG", {}),
        "WebP": (Image.fromarray(noise).convert("RGBA"), "WEBP", {"quality": 90}),
    }
    return {what: _saved(*how) for what, how in pictures.items()}


def _saved(image: Image.Image, kind: str, options: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    assert file.tell() <= MAX_UPLOAD_BYTES
    return file.getvalue()


def _read(data: bytes) -> Callable[[], object]:
    return lambda: to_digit(read(data))


def _read_anew(folder: Path) -> None:
    """Read the one run there as on a server's first look: under a name that it has not had."""
    (run,) = folder.iterdir()
    run_folder.events(run.rename(folder / str(int(run.name) + 1)))


def _long_run(run: Path) -> Path:
    run_folder.create(run, PRESETS["tiny"].network, TrainConfig())
    maps = tuple(tuple(tuple(float(x) for x in range(7)) for _ in range(7)) for _ in range(10))
    maps_json = events.class_maps_json(maps)
    dead, rights = {"block1_relu": 0.1}, (0.9,) * 10
    end = EpochEnd(1, 63, 0.1, 1.5, 0.5, 0.9, 0.5, 0.9, 1_000, dead, rights, maps_json)
    line = f"{events.to_json(end)}\n".encode()
    (run / run_folder.EVENTS).write_bytes(line * (MAX_EVENTS_BYTES // len(line)))
    return run
