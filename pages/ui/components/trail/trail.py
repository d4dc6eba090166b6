"""The image, what a value sees of it, and the way from it through the layers to that value.

While maps beside it are pointed at, their view tells in the browser what the cell sees
(`shared/windows.js`), and the window follows without a server.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pages.ui.components.loader import register
from pages.ui.components.map_view.colours import SIDE, colour_table
from pages.ui.components.map_view.packet import to_pixels
from pages.ui.shell import session

_MOST_CELLS = 28  # along a side of a thumbnail

_component = register("nin_trail", __file__)


@dataclass(frozen=True, slots=True, eq=False)
class Stop:
    """One layer on the way.

    Attributes:
        name: Of the op; it comes back when the stop is chosen.
        kind: "conv", "mlp" or "pool".
        title: For people.
        shape: Of its maps, for people.
        plane: float32 (S, S): the mean of its maps.
        is_passed: Whether the value that is looked at was followed back to here.
    """

    name: str
    kind: str
    title: str
    shape: str
    plane: NDArray[np.float32]
    is_passed: bool


@dataclass(frozen=True, slots=True, eq=False)
class Trail:
    """What is shown.

    Attributes:
        image: What the network saw, (C, H, W), floats in [0, 1].
        window: Rows and columns of the image that the value sees, each [start, stop); None for
            padding only.
        words: The same in a sentence.
        stops: The layers, first to last.
        chosen: The name of the layer that is looked at.
    """

    image: NDArray[np.float32]
    window: tuple[tuple[int, int], tuple[int, int]] | None
    words: str
    stops: Sequence[Stop]
    chosen: str


def show_trail(key: str, trail: Trail) -> None:
    """Show it; `chosen_stop` says in the next run what was chosen."""
    pixels = to_pixels(trail.image)
    planes = [_levels(stop.plane) for stop in trail.stops]
    header = {
        "image": pixels.shape,
        "window": trail.window,
        "words": trail.words,
        "chosen": trail.chosen,
        "stops": [
            {
                "name": stop.name,
                "kind": stop.kind,
                "title": stop.title,
                "shape": stop.shape,
                "side": len(plane),
                "passed": stop.is_passed,
            }
            for stop, plane in zip(trail.stops, planes, strict=True)
        ],
    }
    text = json.dumps(header, allow_nan=False).encode()
    colours = colour_table()[SIDE : 2 * SIDE + 1].tobytes()
    body = [struct.pack("<I", len(text)), text, colours, pixels.tobytes()]
    data = b"".join([*body, *(plane.tobytes() for plane in planes)])
    _component(key=key, data=data, default={"chosen": None}, on_chosen_change=_nothing)


def chosen_stop(key: str) -> str | None:
    """The name that the browser sent last; a stranger's, to be looked up."""
    chosen = (session.from_browser(key).get() or {}).get("chosen")
    name = chosen[1] if isinstance(chosen, list) and len(chosen) == 2 else None
    return name if isinstance(name, str) and session.TRAIL_CHOICE.get() != chosen else None


def follow_stop(key: str) -> None:
    """Note that the choice was followed: it leads nowhere in the runs that come."""
    session.TRAIL_CHOICE.set((session.from_browser(key).get() or {}).get("chosen"))


def _levels(plane: NDArray[np.float32]) -> NDArray[np.uint8]:
    if len(plane) > _MOST_CELLS:
        places = np.arange(_MOST_CELLS) * len(plane) // _MOST_CELLS
        plane = plane[np.ix_(places, places)]
    shares = np.nan_to_num(plane / max(float(plane.max()), 1e-9)).clip(0, 1)
    levels: NDArray[np.uint8] = np.rint(255 * shares).astype(np.uint8)
    return levels


def _nothing() -> None:
    """A choice is read by the run that it starts."""
