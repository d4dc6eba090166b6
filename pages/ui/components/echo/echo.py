"""News from the browser that it has painted what it was sent: for what may follow after that.

What stands elsewhere on the page and follows from an edit would only delay the edit itself. But
Streamlit throws away what is still under way to the browser when another part of the page begins
to run. So an echo stands last among the elements it is about.
"""

from __future__ import annotations

from collections.abc import Callable

from pages.ui.components.loader import register
from pages.ui.shell import session

_component = register("nin_echo", __file__)


def echo(key: str, token: str, *, on_painted: Callable[[str], None]) -> None:
    """Have the browser tell a token once it has painted this element, and so those before it.

    Args:
        key: Its name, which begins with `echo-`.
        token: What the elements before it show; it is told when it changes, unless it is empty.
        on_painted: Called with the token, before the run that its coming starts. Something newer
            may have been shown since.
    """
    _component(key=key, data=[token], on_painted_change=lambda: on_painted(str(_painted(key))))


def _painted(key: str) -> object:
    return (session.from_browser(key).get() or {}).get("painted")
