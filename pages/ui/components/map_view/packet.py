"""Maps as bytes: a JSON header, then the maps, the colours and the image.

Streamlit sends a component JSON, Arrow or raw bytes. JSON would write every number in digits
(some 12 bytes a cell, parsed on both sides), Arrow would bring its reader to both sides, so it is
bytes; they can only be sent alone, hence the header inside.

Maps travel as float32, exactly what the network computed: in half the bytes a value could read
4.38 under the pointer and 4.37 in the sum that makes it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pages.ui.components.map_view.colours import SIDE, colour_table
from pages.ui.components.map_view.maps import Maps, arranged, limits
from pages.ui.components.map_view.values import mask_text

MAX_CELLS = 1_000_000  # 4 MB on the wire; beyond that only the first maps of the order are shown


def shown_channels(shown: Maps) -> list[int]:
    """The channels that are sent, in order: all, or as many as `MAX_CELLS` allows."""
    _, height, width = shown.grid.shape
    first, count = shown.only or (0, len(shown.values))
    most = max(1, MAX_CELLS // (height * width))
    return arranged(shown)[first : first + min(count, most)]


def pack(shown: Maps, state: Mapping[str, Any]) -> bytes:
    """The bytes for the browser.

    Args:
        shown: What to show.
        state: More for the header: what is chosen or masked, and under which order.
    """
    channels = shown_channels(shown)
    picture = None if shown.image is None else to_pixels(shown.image)
    body = b"".join(
        [
            shown.grid[channels].astype("<f4", copy=False).tobytes(),
            colour_table().tobytes(),
            b"" if picture is None else picture.tobytes(),
        ]
    )
    header = {
        **_header(shown, channels),
        **state,
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
        "names": [shown.names[channel] for channel in channels] if shown.names else None,
        "captions": [shown.captions[channel] for channel in channels] if shown.captions else None,
        "marked": shown.marked,
        "dimmed": sorted(shown.dimmed),
        "scale": shown.scale,
        "limits": scale[channels].tolist(),
        "steps": SIDE,
        "signed": bool((shown.grid < 0).any()),
        "overlay": shown.overlay,
        "across": shown.columns,
        "axes": shown.axes,
        "first": shown.first,
        "choosing": shown.choosing,
        "compact": shown.is_compact,
        "most": shown.most,
        "numbered": shown.is_numbered,
        "covered": None if shown.covered is None else mask_text(shown.covered),
        "spans": windows and windows.spans,
        "verb": windows and windows.verb,
        "area": windows and [windows.start, windows.step, windows.image_size],
    }


def to_pixels(image: NDArray[Any]) -> NDArray[np.uint8]:
    """uint8 (H, W, 1 or 3) of an image (C, H, W) or (H, W); other channels are averaged."""
    pixels = image if image.ndim == 3 else image[None]
    if pixels.dtype != np.uint8:
        pixels = np.rint(255 * np.nan_to_num(pixels).clip(0, 1)).astype(np.uint8)
    if len(pixels) not in (1, 3):
        pixels = np.rint(pixels.mean(axis=0, keepdims=True)).astype(np.uint8)
    return np.ascontiguousarray(pixels.transpose(1, 2, 0))
