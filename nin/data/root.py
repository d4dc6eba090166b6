"""Where data sets lie on this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from nin.files.paths import expanded


def default_root() -> Path:
    """Where downloaded sets lie: NIN_DATA, or the user's cache folder."""
    if given := os.environ.get("NIN_DATA"):
        return expanded(given)
    if sys.platform == "win32":
        cache = os.environ.get("LOCALAPPDATA", "~/AppData/Local")
    elif sys.platform == "darwin":
        cache = "~/Library/Caches"
    else:
        cache = os.environ.get("XDG_CACHE_HOME", "~/.cache")
    return expanded(cache) / "nin-explorer"
