"""What the flow of Start sends the browser, read by a rule of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class FlowPacket:
    """The header, and the maps of each column by its name: uint8 (N, S, S)."""

    header: dict[str, Any]
    maps: dict[str, NDArray[np.uint8]]


def unpacked_flow(data: bytes) -> FlowPacket:
    """The packet in these bytes; nothing may be left over."""
    end = 4 + int.from_bytes(data[:4], "little")
    header, start, maps = json.loads(data[4:end]), end + 3 * 256, {}
    for column in header["columns"]:
        shape = (column["count"], column["side"], column["side"])
        size = int(np.prod(shape))
        maps[column["name"]] = np.frombuffer(data[start : start + size], np.uint8).reshape(shape)
        start += size
    assert start == len(data)
    return FlowPacket(header, maps)
