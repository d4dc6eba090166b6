"""The whole network as a row of layers, each filled with maps of one image, and what comes of it.

Python sends bytes: a JSON header and, for every map shown, one byte a cell. Which layer is chosen
comes back. A row of boxes with canvases is made once; a new image only paints them anew.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
from numpy.typing import NDArray

from pages.ui.components.loader import register
from pages.ui.components.map_view.colours import SIDE, colour_table
from pages.ui.shell import session

MOST_CELLS = 28  # along a side of a map that is shown; larger ones are thinned out

_component = register("nin_flow", __file__)


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One layer.

    Attributes:
        name: Of the op whose maps they are; it comes back when the layer is chosen.
        kind: "conv" for k×k, "mlp" for 1×1, "pool".
        title: What the layer is, for people.
        shape: Of its maps, for people.
        label: Both in full, for screen readers.
        maps: float32 (N, S, S), those shown: the mean of all, then some; or the class maps.
        more: How many maps are not shown.
        block: Number of the block in `Flow.blocks`; -1 for a layer between blocks.
    """

    name: str
    kind: str
    title: str
    shape: str
    label: str
    maps: NDArray[np.float32]
    more: int
    block: int


@dataclass(frozen=True, slots=True)
class Score:
    """One class: its name, its score and its probability as texts, and the probability's share."""

    name: str
    score: str
    probability: str
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """What is shown.

    Attributes:
        columns: The layers, first to last; with class maps the last has one map for each score.
        blocks: A title and more words for each block.
        scores: Of the classes, in their order.
        best: Which of them is the answer; None where there is none.
        chosen: The name of the layer that is chosen.
        has_class_maps: Whether the last column's maps are the scores'.
        ends: Words over the scores: how they come about, and what they are.
    """

    columns: Sequence[Column]
    blocks: Sequence[tuple[str, str]]
    scores: Sequence[Score]
    best: int | None
    chosen: str | None
    has_class_maps: bool
    ends: tuple[str, str] = field(default=("mean = score", "GAP: 0 weights"))


def show_flow(key: str, flow: Flow, *, on_chosen: Callable[[], None]) -> None:
    """Show it; `on_chosen` is called when a layer is chosen, and `chosen_column` says which."""
    _component(key=key, data=_pack(flow), default={"chosen": None}, on_chosen_change=on_chosen)


def chosen_column(key: str) -> str | None:
    """The name that the browser sent last; a stranger's, to be looked up."""
    chosen = (session.from_browser(key).get() or {}).get("chosen")
    return chosen if isinstance(chosen, str) else None


def _pack(flow: Flow) -> bytes:
    sheets = [
        _levels(column.maps, flow.has_class_maps and column is flow.columns[-1])
        for column in flow.columns
    ]
    header = {
        "columns": [
            {
                "name": column.name,
                "kind": column.kind,
                "title": column.title,
                "shape": column.shape,
                "label": column.label,
                "more": column.more,
                "block": column.block,
                "count": len(levels),
                "side": levels.shape[-1],
            }
            for column, levels in zip(flow.columns, sheets, strict=True)
        ],
        "blocks": flow.blocks,
        "scores": [asdict(score) for score in flow.scores],
        "best": flow.best,
        "chosen": flow.chosen,
        "hasClassMaps": flow.has_class_maps,
        "ends": flow.ends,
    }
    text = json.dumps(header, allow_nan=False).encode()
    body = b"".join([colour_table()[SIDE : 2 * SIDE + 1].tobytes(), *(s.tobytes() for s in sheets)])
    return struct.pack("<I", len(text)) + text + body


def _levels(maps: NDArray[np.float32], are_class_maps: bool) -> NDArray[np.uint8]:
    """Thinned out, as bytes from 0 to the largest value: of all maps, but the mean's its own."""
    side = maps.shape[-1]
    if side > MOST_CELLS:
        places = np.arange(MOST_CELLS) * side // MOST_CELLS
        maps = maps[:, places][:, :, places]
    largest = maps.max((1, 2), keepdims=True)
    rest = largest.max() if are_class_maps or len(maps) == 1 else largest[1:].max()
    limits = np.full_like(largest, rest)
    if not are_class_maps:
        limits[0] = largest[0]
    shares = np.nan_to_num(maps / np.maximum(limits, 1e-9)).clip(0, 1)
    levels: NDArray[np.uint8] = np.rint(255 * shares).astype(np.uint8)
    return levels
