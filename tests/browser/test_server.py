"""What the server, with our settings, refuses before any page of ours runs."""

from __future__ import annotations

from contextlib import AbstractContextManager
from urllib.request import urlopen

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

pytestmark = pytest.mark.browser  # it needs the same server, though no browser

_STREAMLIT = ["streamlit"]


def connection(url: str, **headers: str) -> AbstractContextManager[ClientConnection]:
    stream = f"{url.replace('http', 'ws', 1)}_stcore/stream"
    names = {name.capitalize(): value for name, value in headers.items()}
    return connect(stream, subprotocols=_STREAMLIT, additional_headers=names)  # type: ignore[arg-type]  # a NewType of str


def answers(url: str) -> bool:
    with urlopen(f"{url}_stcore/health") as answer:
        return bool(answer.status == 200)


def test_our_own_page_may_connect(app_url: str) -> None:
    with connection(app_url, origin=app_url.rstrip("/")) as socket:
        assert socket.subprotocol == "streamlit"


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_page_of_another_site_may_not_connect(app_url: str, origin: str) -> None:
    with pytest.raises(InvalidStatus, match="403"), connection(app_url, origin=origin):
        pass


def test_a_request_under_another_host_name_is_refused(app_url: str) -> None:
    """As after DNS rebinding: the browser believes that the server is the attacker's site."""
    port = app_url.rstrip("/").rpartition(":")[2]
    foreign = f"http://evil.example:{port}"
    with pytest.raises(InvalidStatus, match="403"), connection(app_url, origin=foreign):
        pass


@pytest.mark.parametrize(
    "sent",
    [b"\xff" * 64, "text instead of bytes", b"\0" * 3_000_000],
    ids=["no message", "text", "too long"],
)
def test_what_is_no_message_ends_that_connection_and_no_other(
    app_url: str, sent: bytes | str
) -> None:
    with connection(app_url) as socket:
        try:
            socket.send(sent)
            while True:  # until the server has had enough
                socket.recv(timeout=20)
        except ConnectionClosed:
            pass
    assert answers(app_url)
    with connection(app_url) as other:
        assert other.subprotocol == "streamlit"
