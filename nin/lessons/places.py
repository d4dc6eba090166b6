"""Where a step can be and what it can point at: the words that lesson files use for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nin.ops import ReLU, layer_names, walk
from nin.spec import Network, Pool

_BAR = {"subject": "Bar: network and image"}

PLACES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Start": _BAR | {"source": "Image", "details": "Settings and steps", "cards": "Questions"},
        "Class maps": _BAR
        | {
            "class-maps-view": "Choice of views",
            "view-scores": "Scores",
            "modes": "Scores: Read and Mask",
            "numbers": "Scores: a map in numbers",
            "cell": "Scores: the chosen cell",
            "view-shifts": "Moved image",
        },
        "Feature maps": _BAR
        | {
            "trail": "Way to the image",
            "layer-head": "Layer's name",
            "maps-order": "Order of the maps",
            "layer-maps": "Maps",
            "feature-maps-view": "Choice of views",
            "view-xray": "X-ray",
            "ways": "X-ray: the ways back",
            "view-dead": "Dead channels",
        },
        "Architecture": _BAR
        | {
            "tools": "Tools",
            "diagram": "Diagram",
            "card": "Chosen layer",
            "totals": "Totals",
            "editor-figures": "Totals and table",
            "memory-popover": "Memory",
        },
        "Training": _BAR
        | {
            "card-settings": "Settings",
            "question-row": "What to compare",
            "example": "Example",
        },
        "Results": _BAR
        | {
            "confusion": "Confusion matrix",
            "results-what": "Whose results",
            "cell-pictures": "Pictures",
            "results-view": "Choice of views",
        },
    }
)
"""By the name of a page in the menu, what can be pointed at or hidden there: by the keys of its
containers, what they are.

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
