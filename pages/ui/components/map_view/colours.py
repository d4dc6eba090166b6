"""The colours of a map: zero is dark, the sign is the hue, the size is the lightness.

One table for all maps, so that a colour means the same on every page. From zero, positive values
rise through brown and orange to a pale yellow, negative ones through blue to a pale sky, in even
steps of lightness on both sides. Orange against blue is told apart with every common kind of
colour blindness, and lightness alone already orders each side. The steps are even in Oklab
(Ottosson, 2020), between a few colours of our own.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

SIDE = 255  # steps on either side of zero
NAN = 2 * SIDE + 1  # index of the colour of what is no number

_ZERO = "#23262d"
_POSITIVE = ("#6e3a17", "#c4620f", "#f3a531", "#fff0bd")
_NEGATIVE = ("#1b4772", "#2a7fc0", "#7cbaf0", "#e6f4ff")
_NO_NUMBER = (214, 39, 160)

# Linear sRGB to the cone response, and its cube root to Oklab (Ottosson, 2020).
_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


@cache
def colour_table() -> NDArray[np.uint8]:
    """uint8 (512, 3): entry 255 + i is the colour of i / 255 of the limit, the last of NaN."""
    positive, negative = _ramp(_POSITIVE), _ramp(_NEGATIVE)
    table = np.vstack([negative[:0:-1], positive, [_NO_NUMBER]]).astype(np.uint8)
    table.flags.writeable = False
    return table


def _ramp(anchors: tuple[str, ...]) -> NDArray[np.uint8]:
    """(256, 3) from zero to the last anchor, each step of the same lightness."""
    lab = to_oklab(np.array([_rgb(anchor) for anchor in (_ZERO, *anchors)]))
    lightness = np.linspace(lab[0, 0], lab[-1, 0], SIDE + 1)
    even = np.stack([np.interp(lightness, lab[:, 0], axis) for axis in lab.T], axis=1)
    return _to_srgb(even)


def _rgb(text: str) -> list[int]:
    return list(bytes.fromhex(text[1:]))


def to_oklab(srgb: NDArray[np.integer]) -> NDArray[np.float64]:
    """Oklab (…, 3) of sRGB bytes (…, 3)."""
    part = srgb / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    lab: NDArray[np.float64] = np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T
    return lab


def _to_srgb(lab: NDArray[np.float64]) -> NDArray[np.uint8]:
    linear = (lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_LMS).T
    linear = linear.clip(0, 1)
    part = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    levels: NDArray[np.uint8] = np.rint(255 * part).astype(np.uint8)
    return levels
