"""What a view shows: maps with their names, image, windows, scale and order, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pages.ui.components.map_view.windows import Windows

Scale = Literal["map", "layer", "network"]
Order = Literal["index", "mean", "max"]
Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """The maps of one op for one image, and how to look at them.

    Attributes:
        name: The op, `block1_relu`; a choice belongs to it and is dropped when it changes.
        values: float32 (C, H, W), or (C,) behind GAP, shown as maps of one cell.
        image: What the network saw, (C, H, W) or (H, W): uint8, or floats in [0, 1].
        windows: The windows of the op, from `windows_of`.
        names: What to call each channel; "channel 7" where there are none.
        captions: Short text under each map, in channel order; a line break makes two lines.
        marked: Channel that gets a ring: the winner.
        dimmed: Channels shown faint: muted ones.
        scale: What the brightest colour stands for: the largest |value| of the map itself, of
            the layer, or of the network (`network_limit`).
        network_limit: For the scale "network"; `largest` computes it.
        order: Channels by number, or by mean or largest value, greatest first.
        overlay: 0 shows maps alone; above that maps lie over the image, this opaque where they
            are largest and clear where they are 0.
        columns: At most so many maps side by side; None fits them to the page.
        axes: What a cell's place is called, down and across; None where a map is one thing, so
            that maps are pointed at and chosen, not their cells.
        first: Numbers of the first row and of the first column.
        choosing: What a choice does, after "Click or Enter"; empty where it does nothing.
        is_compact: Whether the maps stand alone, since the page shows the image elsewhere.
        most: Side of a map on the page, in pixels, at most; None as the page has room.
        is_numbered: Whether rows and columns of a single map have their numbers beside it.
        covered: bool (H, W), cells that are shown as masked while others are chosen.
        only: Places in the order, first and how many, that are shown; None for all.
    """

    name: str
    values: Values
    image: NDArray[Any] | None = None
    windows: Windows | None = None
    names: Sequence[str] = ()
    captions: Sequence[str] = ()
    marked: int | None = None
    dimmed: frozenset[int] = field(default_factory=frozenset)
    scale: Scale = "layer"
    network_limit: float | None = None
    order: Order = "index"
    overlay: float = 0.0
    columns: int | None = None
    axes: tuple[str, str] | None = ("row", "column")
    first: tuple[int, int] = (0, 0)
    choosing: str = ""
    is_compact: bool = False
    most: int | None = None
    is_numbered: bool = False
    covered: NDArray[np.bool_] | None = None
    only: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        """Raises ValueError where the parts do not fit each other."""
        count = len(self.values)
        if self.values.ndim not in (1, 3) or not self.values.size:
            raise ValueError(f"{self.name}: maps are (C, H, W), got {self.values.shape}")
        for what, texts in (("names", self.names), ("captions", self.captions)):
            if texts and len(texts) != count:
                raise ValueError(f"{self.name}: {len(texts)} {what} for {count} maps")
        if self.scale == "network" and self.network_limit is None:
            raise ValueError(f"{self.name}: the scale of the network needs its network_limit")
        if self.overlay and self.image is None:
            raise ValueError(f"{self.name}: an overlay needs an image")

    @property
    def grid(self) -> Values:
        """float32 (C, H, W), whatever the shape of `values`."""
        values = np.asarray(self.values, dtype=np.float32)
        return values if values.ndim == 3 else values[:, None, None]

    def page(self, first: int, count: int) -> Maps:
        """The same with a part of the maps shown: so many from this place of the order on."""
        return replace(self, only=(first, count))

    def with_covered(self, covered: NDArray[np.bool_]) -> Maps:
        """The same with these cells (H, W) shown as masked."""
        return replace(self, covered=covered)

    def called(self, channel: int) -> str:
        """What to call a channel."""
        return self.names[channel] if self.names else f"channel {channel}"


def largest(values: NDArray[np.floating]) -> float:
    """The largest |value| that is a finite number; 0 if there is none."""
    sizes = np.abs(values)
    return float(sizes.max(initial=0, where=np.isfinite(sizes)))


def limits(shown: Maps) -> NDArray[np.float64]:
    """For each channel, in order of number, the |value| that gets the brightest colour."""
    grid = shown.grid
    if shown.scale == "map":
        return np.array([largest(values) for values in grid])
    return np.full(len(grid), shown.network_limit if shown.scale == "network" else largest(grid))


def arranged(shown: Maps) -> list[int]:
    """The channels in the order to show; equals by number, what is no number last.

    >>> values = np.array([[[1.0]], [[3.0]], [[2.0]]], dtype=np.float32)
    >>> arranged(Maps("conv", values, order="max"))
    [1, 2, 0]
    """
    grid = shown.grid
    if shown.order == "index":
        return list(range(len(grid)))
    keys = means(grid) if shown.order == "mean" else grid.max(axis=(1, 2))
    order: list[int] = np.argsort(-keys, kind="stable").tolist()  # NumPy sorts NaN last
    return order


def means(grid: Values) -> NDArray[np.float64]:
    """The mean of each map, (C,); of infinite values in both directions it is no number."""
    with np.errstate(invalid="ignore"):
        mean: NDArray[np.float64] = grid.mean(axis=(1, 2), dtype=np.float64)
    return mean
