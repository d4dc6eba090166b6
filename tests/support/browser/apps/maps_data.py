"""The maps that the test app shows, for the app and for its tests."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Case(NamedTuple):
    """Which maps of which network, and how they are shown."""

    preset: str
    op: str
    shape: tuple[int, int, int]
    image_size: int
    signed: bool = False
    masking: bool = False


CASES = {
    "mnist": Case("mnist", "block2_conv", (128, 14, 14), 28, signed=True),
    "large": Case("d2l", "block1_relu", (96, 54, 54), 224),
    "many": Case("d2l", "block3_relu", (384, 12, 12), 224),
    "classes": Case("mnist", "block3_mlp2_relu", (10, 7, 7), 28, masking=True),
}


def values_of(case: Case) -> NDArray[np.float32]:
    """Smooth blobs with noise, different in every channel; a ReLU's zeros if not signed."""
    random = np.random.default_rng(len(case.op))
    channels, rows, columns = case.shape
    y, x = np.mgrid[:rows, :columns] / rows
    phase = random.uniform(0, 6, (channels, 2, 1, 1))
    waves = np.sin(7 * y + phase[:, 0]) * np.cos(5 * x + phase[:, 1])
    values = 5 * waves + random.normal(0, 1, case.shape)
    return np.asarray(values if case.signed else values.clip(0), dtype=np.float32)


def image_of(case: Case) -> NDArray[Any]:
    """A ring and a bar, float32 (1, H, W) in [0, 1]."""
    y, x = np.mgrid[: case.image_size, : case.image_size] / case.image_size - 0.5
    ring = np.exp(-(((np.hypot(y, x) - 0.3) / 0.06) ** 2))
    return np.asarray(np.maximum(ring, np.abs(x) < 0.03)[None], dtype=np.float32)
