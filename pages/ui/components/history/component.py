"""The browser's address and its history, without a clock.

With every event a browser sends its address, and an event may cross a new address on its way: an
old one in an event says nothing. So the address is written in the browser, by orders that have
numbers, and where Back and Forward led is told by an event of its own.

The two are mounted apart. Who writes may stand in a fragment. Who listens may not: at Back
Streamlit runs the whole page, and only such a run may take that one's place. A run of a fragment
would wait for its end, and begin with what the browser had kept before it.
"""

from __future__ import annotations

import secrets

from pages.ui.components.loader import register
from pages.ui.shell import session

WRITER, LISTENER = "history", "back"

_component = register("nin_history", __file__)


def write_address(order: int, address: str | None) -> None:
    """Have the browser show an address.

    Args:
        order: Number of the order; a larger one than the last makes an entry in the history.
        address: The query, from its question mark on; None to leave the address as it is.
    """
    _component(
        key=WRITER,
        data=[_session(), order, address],
        default={"gone": None},
        on_gone_change=_nothing,
    )


def listen() -> None:
    """Have the browser tell where Back and Forward lead; outside of fragments."""
    _component(key=LISTENER, data=[_session()], default={"gone": None}, on_gone_change=_nothing)


def gone_to() -> str | None:
    """The query that Back or Forward has led to since this was asked last; None if neither did."""
    gone = (session.from_browser(LISTENER).get() or {}).get("gone")
    if not isinstance(gone, list) or len(gone) != 2 or gone == session.GONE.get():
        return None
    session.GONE.set(gone)
    address = gone[1]
    return address if isinstance(address, str) else None


def _session() -> str:
    """A name for this session: a page whose server was started again meets another one.

    Streamlit then tells the new session an older address than the browser's.
    """
    if not session.TOKEN.get():
        session.TOKEN.set(secrets.token_hex(4))
    return session.TOKEN.get()


def _nothing() -> None:
    """Where the browser went is read by the run that it starts."""
