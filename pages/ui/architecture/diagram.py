"""The SVG diagram in the page's own colours, scrolling sideways where it is wider than the page."""

from __future__ import annotations

import streamlit as st

from nin.export.diagram import to_svg
from nin.spec import Network

_CSS = """
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid var(--st-primary-color); }
svg { display: block; margin: 0 auto; }
"""

# The drawing is made of numbers and our own words only, so it can be put in as it is; after an edit
# when the browser has painted the table, which most eyes are on.
_JS = """
const shown = new WeakMap();
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector('.scroll');
  const isFirst = !shown.has(root);
  if (shown.get(root) === data.svg) return;
  shown.set(root, data.svg);
  const draw = () => { root.innerHTML = shown.get(root); };
  if (isFirst || !window.requestIdleCallback) draw();
  else requestAnimationFrame(() => requestIdleCallback(draw, { timeout: 100 }));
}
"""

_component = st.components.v2.component(
    "nin_diagram",
    html='<div class="scroll" tabindex="0" role="region" aria-label="Diagram"></div>',
    css=_CSS,
    js=_JS,
)


def show_diagram(network: Network) -> None:
    """Draw the network; the table holds the same in numbers."""
    _component(key="diagram", data={"svg": to_svg(network)})
