"""What the server, with our settings, refuses before any page of ours runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from urllib.request import urlopen

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.support.browser.server import serve
from tests.support.paths import ROOT

_STREAMLIT = ["streamlit"]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serve(ROOT / "app.py") as address:
        yield address


def connection(url: str, **headers: str) -> AbstractContextManager[ClientConnection]:
    stream = f"{url.replace('http', 'ws', 1)}_stcore/stream"
    names = {name.capitalize(): value for name, value in headers.items()}
    return connect(stream, subprotocols=_STREAMLIT, additional_headers=names)  # type: ignore[arg-type]  # a NewType of str


def answers(url: str) -> bool:
    with urlopen(f"{url}_stcore/health") as answer:
        return bool(answer.status == 200)


def test_our_own_page_may_connect(url: str) -> None:
    with connection(url, origin=url.rstrip("/")) as socket:
        assert socket.subprotocol == "streamlit"


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_page_of_another_site_may_not_connect(url: str, origin: str) -> None:
    with pytest.raises(InvalidStatus, match="403"), connection(url, origin=origin):
        pass


def test_a_request_under_another_host_name_is_refused(url: str) -> None:
    """As after DNS rebinding: the browser believes that the server is the attacker's site."""
    port = url.rstrip("/").rpartition(":")[2]
    foreign = f"http://evil.example:{port}"
    with pytest.raises(InvalidStatus, match="403"), connection(url, origin=foreign):
        pass


@pytest.mark.parametrize(
    "sent",
    [b"\xff" * 64, "text instead of bytes", b"\0" * 3_000_000],
    ids=["no message", "text", "too long"],
)
def test_what_is_no_message_ends_that_connection_and_no_other(url: str, sent: bytes | str) -> None:
    with connection(url) as socket:
        try:
            socket.send(sent)
            while True:  # until the server has had enough
                socket.recv(timeout=20)
        except ConnectionClosed:
            pass
    assert answers(url)
    with connection(url) as other:
        assert other.subprotocol == "streamlit"
