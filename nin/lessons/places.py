"""Where a step can be and what it can point at: the words that lesson files use for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PLACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Start": ("start", "subject", "cards"),
        "Class maps": ("class-maps-view", "subject"),
        "Feature maps": ("subject",),
        "Architecture": ("tools", "diagram", "card", "totals", "editor-figures", "subject"),
        "Training": ("subject",),
        "Results": ("cell-pictures", "subject"),
        "Lessons": ("subject",),
    }
)
"""By the name of a page in the menu, what can be pointed at there: the keys of its containers."""

VIEWS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Class maps": ("Scores", "Largest values", "Occlusion", "Moved image", "Over epochs"),
        "Feature maps": ("X-ray", "Muting", "Strongest images", "Dead channels", "Table"),
        "Results": ("How sure it is", "Moved and redrawn", "Two networks"),
    }
)
"""By the name of a page, its views."""
