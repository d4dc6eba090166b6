"""What the server sends reaches the browser at once."""

from __future__ import annotations

import gc
import socket
from contextlib import suppress
from functools import cache


@cache
def send_at_once() -> None:
    """Turn off Nagle's algorithm (RFC 896) on this server's connections, now and to come.

    One answer is several small messages. With the algorithm on, each may wait for the browser's
    acknowledgement of the one before, and that waits 40 ms for company. asyncio turns it off for
    sockets made as TCP by name, which Streamlit's is not, and neither hands its sockets out. On
    Linux a connection inherits the setting from the socket that listens.
    """
    for thing in gc.get_objects():
        if type(thing) is socket.socket:
            with suppress(OSError):  # closed, or not TCP
                thing.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
