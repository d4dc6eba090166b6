"""The SVG diagram in the page's own colours, scrolling sideways where it is wider than the page."""

from __future__ import annotations

from nin.export.diagram import to_svg
from nin.spec import Network
from pages.ui.components.loader import register

_component = register("nin_diagram", __file__)


def show_diagram(network: Network) -> None:
    """Draw the network; the table holds the same in numbers."""
    _component(key="diagram", data=[to_svg(network)])
