"""Maps as bytes: a JSON header, then the maps, the colours and the image.

Streamlit sends a component JSON, Arrow or raw bytes. JSON would write every number in digits
(some 12 bytes a cell, parsed on both sides), Arrow would bring its reader to both sides, so it is
bytes; they can only be sent alone, hence the header inside.

Maps travel as float16 of the values times a power of two that brings the largest to the top of
float16's range. So zeros and signs are exact, and a value is off by at most 1 / 2,048 of itself:
three digits hold, which is what one reads off a picture, for half the bytes.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from hashlib import blake2b
from math import frexp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pages.ui.map_view.colours import colour_table
from pages.ui.map_view.maps import Maps, Values, arranged, largest, limits

MAX_CELLS = 1_000_000  # 2 MB on the wire; beyond that only the first maps of the order are shown

_TOP = 15  # the largest value is brought below 2 to this; float16 ends at 65,504


def shown_channels(shown: Maps) -> list[int]:
    """The channels that are sent, in order: all, or as many as `MAX_CELLS` allows."""
    _, height, width = shown.grid.shape
    return arranged(shown)[: max(1, MAX_CELLS // (height * width))]


def pack(shown: Maps, state: Mapping[str, Any]) -> bytes:
    """The bytes for the browser.

    Args:
        shown: What to show.
        state: More for the header: what is chosen or masked, and under which order.
    """
    channels = shown_channels(shown)
    halves, exponent = quantise(shown.grid[channels])
    picture = None if shown.image is None else to_pixels(shown.image)
    body = b"".join(
        [
            halves.astype("<f2", copy=False).tobytes(),
            colour_table().tobytes(),
            b"" if picture is None else picture.tobytes(),
        ]
    )
    header = {
        **_header(shown, channels),
        **state,
        "exponent": exponent,
        "image": None if picture is None else picture.shape,
        "digest": blake2b(body, digest_size=8).hexdigest(),
    }
    text = json.dumps(header, allow_nan=False).encode()
    return struct.pack("<I", len(text)) + text + body


def _header(shown: Maps, channels: list[int]) -> dict[str, Any]:
    _, height, width = shown.grid.shape
    scale = limits(shown)
    windows = shown.windows
    return {
        "name": shown.name,
        "rows": height,
        "columns": width,
        "channels": channels,
        "total": len(shown.grid),
        "names": [shown.names[channel] for channel in channels] if shown.names else None,
        "captions": [shown.captions[channel] for channel in channels] if shown.captions else None,
        "marked": shown.marked,
        "dimmed": sorted(shown.dimmed),
        "scale": shown.scale,
        "limits": scale[channels].tolist(),
        "signed": bool((shown.grid < 0).any()),
        "overlay": shown.overlay,
        "across": shown.columns,
        "spans": windows and windows.spans,
        "area": windows and [windows.start, windows.step, windows.image_size],
    }


def quantise(values: Values) -> tuple[NDArray[np.float16], int]:
    """Values times 2 to the minus exponent as float16, and the exponent."""
    top = largest(values)
    exponent = frexp(top)[1] - _TOP if top else 0
    scaled = np.ldexp(values.astype(np.float64), -exponent)
    return scaled.astype(np.float16), exponent


def to_pixels(image: NDArray[Any]) -> NDArray[np.uint8]:
    """uint8 (H, W, 1 or 3) of an image (C, H, W) or (H, W); other channels are averaged."""
    pixels = image if image.ndim == 3 else image[None]
    if pixels.dtype != np.uint8:
        pixels = np.rint(255 * np.nan_to_num(pixels).clip(0, 1)).astype(np.uint8)
    if len(pixels) not in (1, 3):
        pixels = np.rint(pixels.mean(axis=0, keepdims=True)).astype(np.uint8)
    return np.ascontiguousarray(pixels.transpose(1, 2, 0))
