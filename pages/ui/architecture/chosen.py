"""Which layer is chosen: the one that the card edits and that diagram and table mark.

A number as in the diagram: -1 is the image, then the layers from 0, and after them the head.
"""

from __future__ import annotations

from nin.analysis import Trace
from nin.ops import layer_names, layer_title, walk
from nin.spec import Network
from pages.ui.components.diagram.component import sent_choice
from pages.ui.shell import session
from pages.ui.subject import link

IMAGE = -1


def layer(network: Network, trace: Trace) -> int:
    """The chosen layer; at first that of the link, or the one that does not fit."""
    wanted = link.place_of_link().get("layer")
    if wanted is not None and (index := _index(network, wanted)) is not None:
        choose(index)
    index = session.CARD.get()
    if index is None:
        index = trace.fault.layer if trace.fault else 0
    index = min(index, len(network.layers))
    choose(index)
    return index


def choose(index: int) -> None:
    """Choose a layer."""
    session.CARD.set(index)


def follow_diagram() -> None:
    """Choose what was chosen in the diagram. For callbacks."""
    index = sent_choice()
    if index is not None:
        choose(max(IMAGE, index))


def name(network: Network, index: int) -> str:
    """What a link calls it."""
    if index == IMAGE:
        return "image"
    names = layer_names(network)
    return names[index] if index < len(names) else "head"


def title(network: Network, index: int) -> str:
    """What people call it."""
    return layer_title(name(network, index))


def _index(network: Network, wanted: str) -> int | None:
    """The layer of this name, or the one that an op of this name is in."""
    places = {name(network, index): index for index in range(IMAGE, len(network.layers) + 1)}
    ops = {op: index for index, op, _ in walk(network)}
    return places.get(wanted, ops.get(wanted))
