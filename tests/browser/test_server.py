"""What the server, with our settings, refuses before any page of ours runs."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.support.browser.server import free_port, process
from tests.support.paths import ROOT
from tests.support.waiting import wait_for

pytestmark = pytest.mark.browser  # it needs the same server, though no browser

_STREAMLIT = ["streamlit"]


def port_of(url: str) -> str:
    return url.rstrip("/").rpartition(":")[2]


def connection(
    url: str, host: str | None = None, **headers: str
) -> AbstractContextManager[ClientConnection]:
    """A connection to the server at this address, which is told that it has the name `host`."""
    stream = f"ws://{host or f'localhost:{port_of(url)}'}/_stcore/stream"
    names = {name.capitalize(): value for name, value in headers.items()}
    return connect(
        stream,
        address=("localhost", int(port_of(url))),
        subprotocols=_STREAMLIT,  # type: ignore[arg-type]  # a NewType of str
        additional_headers=names,
    )


def answers(url: str, **headers: str) -> bool:
    with urlopen(Request(f"{url}_stcore/health", headers=headers)) as answer:
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
    host = f"evil.example:{port_of(app_url)}"
    with (
        pytest.raises(InvalidStatus, match="403"),
        connection(app_url, host, origin=f"http://{host}"),
    ):
        pass


@pytest.mark.parametrize("path", ["", "class_maps", "_stcore/host-config", "_stcore/upload_file/a"])
def test_nothing_but_its_health_is_told_under_another_host_name(app_url: str, path: str) -> None:
    request = Request(f"{app_url}{path}", headers={"Host": "<b>evil</b>.example"})
    with pytest.raises(HTTPError, match="403") as refused:
        urlopen(request)
    assert b"<b>evil" not in refused.value.read()
    assert answers(app_url, Host="evil.example")


@pytest.mark.parametrize(
    ("host", "name"),
    [("192.0.2.7:8501", "192.0.2.7"), ("[2001:db8::7]:8501", "2001:db8::7"), ("lab", "lab")],
)
def test_who_comes_by_a_name_that_is_not_set_up_is_told_the_setting(
    app_url: str, host: str, name: str
) -> None:
    with pytest.raises(HTTPError, match="403") as refused:
        urlopen(Request(f"{app_url}training", headers={"Host": host}))
    assert refused.value.headers["Content-Type"] == "text/html; charset=utf-8"
    page = refused.value.read().decode()
    assert f'add <code>"{name}"</code> to <code>allowedHosts</code>' in page
    assert "<code>server.allowedHosts</code>" in page


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]"])
def test_the_names_of_this_machine_are_set_up(app_url: str, name: str) -> None:
    host = f"{name}:{port_of(app_url)}"
    with urlopen(Request(app_url, headers={"Host": host})) as answer:
        assert answer.status == 200
    with connection(app_url, host, origin=f"http://{host}") as socket:
        assert socket.subprotocol == "streamlit"


def test_the_app_is_opened_in_a_browser_at_its_start_unless_it_is_headless(tmp_path: Path) -> None:
    note, port = tmp_path / "opened", free_port()
    for command in ("xdg-open", "open"):
        opener = tmp_path / command
        opener.write_text(f'#!/bin/sh\nprintf %s "$1" > {note}\n')
        opener.chmod(0o755)
    path = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    with process(ROOT / "app.py", port, path):
        assert not note.exists()
    with process(ROOT / "app.py", port, path, "--server.headless", "false") as (url, _):
        wait_for(lambda: note.exists() and note.read_text(), "the browser")
        assert f"{note.read_text().rstrip('/')}/" == url


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
