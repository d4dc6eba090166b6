"""The bytes of the map view, read back by rules of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Packet:
    """What the browser gets: header, maps in the order shown, colours, image (H, W, C)."""

    header: dict[str, Any]
    maps: NDArray[np.float32]
    table: NDArray[np.uint8]
    image: NDArray[np.uint8] | None

    def colours(self, tile: int) -> NDArray[np.uint8]:
        """uint8 (H, W, 3): the colours of a map."""
        limit = self.header["limits"][tile] or 1
        parts = np.clip(self.maps[tile] / limit, -1, 1)
        index = np.where(np.isnan(parts), 511, 255 + np.floor(255 * parts + 0.5))
        colours: NDArray[np.uint8] = self.table[index.astype(int)]
        return colours


def unpacked(data: bytes) -> Packet:
    length = int.from_bytes(data[:4], "little")
    header = json.loads(data[4 : 4 + length])
    shape = (len(header["channels"]), header["rows"], header["columns"])
    body = data[4 + length :]
    cells = int(np.prod(shape))
    maps = np.frombuffer(body, "<f4", cells).reshape(shape)
    table = np.frombuffer(body, np.uint8, 3 * 512, 4 * cells).reshape(512, 3)
    rest = np.frombuffer(body, np.uint8, offset=4 * cells + 3 * 512)
    image = rest.reshape(header["image"]) if header["image"] else None
    assert header["image"] or not len(rest)
    return Packet(header, maps, table, image)
