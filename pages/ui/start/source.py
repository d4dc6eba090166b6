"""The three ways to an image."""

from __future__ import annotations

from enum import StrEnum


class Source(StrEnum):
    """Where the image comes from."""

    PAD = "Draw"
    SAMPLES = "Samples"
    FILES = "Upload"
