"""A file that was made for a click, saved by the browser as if a link to it had been followed.

Streamlit's own button for downloads holds a file that was made before the click: what was typed
just before it would be missing there.
"""

from __future__ import annotations

import base64
import secrets

from pages.ui.components.loader import register

_component = register("nin_download", __file__)


def save(data: bytes, file_name: str, mime: str) -> None:
    """Have the browser save a file; to be called in the run of the page that follows the click."""
    # The ticket tells two clicks for equal files from one that is drawn twice.
    ticket = secrets.token_hex(4)
    _component(key="download", data=[ticket, file_name, mime, base64.b64encode(data).decode()])
