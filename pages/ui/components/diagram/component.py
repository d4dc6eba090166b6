"""The network's diagram, of which each layer can be chosen; also by a click on its table's rows."""

from __future__ import annotations

from collections.abc import Callable

from nin.export.diagram import HEIGHT, STYLE, pictures
from nin.spec import Network
from pages.ui.components.loader import register
from pages.ui.shell import session

_KEY = "diagram"
_component = register("nin_diagram", __file__)


def show_diagram(network: Network, chosen: int, *, on_chosen: Callable[[], None]) -> None:
    """A picture for each layer; the one that is chosen is marked.

    Args:
        network: The network.
        chosen: A layer's number as in `Picture.layer`.
        on_chosen: Called when another is; `sent_choice` says which.
    """
    _component(
        key=_KEY,
        data=[
            {
                "style": STYLE,
                "height": HEIGHT,
                "chosen": chosen,
                "layers": [
                    [one.layer, one.width, one.svg, one.label, one.is_broken]
                    for one in pictures(network)
                ],
            }
        ],
        on_chosen_change=on_chosen,
    )


def sent_choice() -> int | None:
    """The layer that the browser sent last; a stranger's number, that may be of none."""
    sent = (session.from_browser(_KEY).get() or {}).get("chosen")
    return sent if type(sent) is int else None
