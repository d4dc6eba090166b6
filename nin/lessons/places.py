"""Where a step can be and what it can point at: the words that lesson files use for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nin.ops import ReLU, layer_names, walk
from nin.spec import Network, Pool

PLACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Start": ("subject", "source", "details", "cards"),
        "Class maps": (
            "subject",
            "class-maps-view",
            *("view-scores", "modes", "numbers", "cell"),  # of the view Scores
            *("view-shifts",),  # of Moved image
        ),
        "Feature maps": (
            "subject",
            "trail",
            "layer-head",
            "maps-order",
            "layer-maps",
            "feature-maps-view",
            *("view-xray", "ways"),  # of the view X-ray
            *("view-dead",),  # of Dead channels
        ),
        "Architecture": (
            "subject",
            "tools",
            "diagram",
            "card",
            "totals",
            "editor-figures",
            "memory-popover",
        ),
        "Training": ("subject", "card-settings", "question-row", "example"),
        "Results": ("subject", "confusion", "results-what", "cell-pictures", "results-view"),
    }
)
"""By the name of a page in the menu, what can be pointed at there: the keys of its containers.

What is of a view is there while a step shows that view.
"""

VIEWS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Class maps": ("Scores", "Largest values", "Occlusion", "Moved image", "Over epochs"),
        "Feature maps": ("X-ray", "Muting", "Strongest images", "Dead channels", "Table"),
        "Results": ("How sure it is", "Moved and redrawn", "Two networks"),
    }
)
"""By the name of a page, its views."""


def layers_on(page: str, network: Network) -> tuple[str, ...]:
    """What can be chosen of a network on this page, as the page's address calls it.

    The diagram of Architecture has whole layers; Feature maps has what a ReLU or a pool hands on.
    """
    match page:
        case "Architecture":
            return ("image", *layer_names(network), "head")
        case "Feature maps":
            head = len(network.layers)
            ops = walk(network)
            return tuple(
                name for place, name, op in ops if place < head and isinstance(op, ReLU | Pool)
            )
        case _:
            return ()
