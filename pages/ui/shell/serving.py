"""How the server answers where no page can: under a name that it is not set up for.

Streamlit sends its page under any name and then refuses the connection under one that is not in
`server.allowedHosts`, so that the page stays blank. Here the page itself is refused, in words, and
with it whatever else a site could ask for that gives itself out for this server.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape

import streamlit as st
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import cli_util, config
from streamlit.web.server import server_util
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

_HEALTH = "/_stcore/health"  # what watches a server asks under any name, and learns nothing else

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>NiN Explorer: unknown name</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto }}
</style>
<h1>This server is not set up for this name</h1>
<p>NiN Explorer runs here, but answers only under names that it was given: else another site
could pass itself off as this server. <code>{name}</code> is none of them.</p>
<p>If you run it, add <code>"{name}"</code> to <code>allowedHosts</code> under
<code>[server]</code> in <code>.streamlit/config.toml</code> (the setting
<code>server.allowedHosts</code>) and start it again.</p>
</html>
"""


class _KnownNames:
    """ASGI middleware that refuses requests under a name that is not allowed.

    A WebSocket passes: Streamlit refuses it by the same rule.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._app
        if scope["type"] == "http" and scope["path"] != _HEALTH:
            host = Headers(scope=scope).get("host", "")
            if not is_host_allowed(host):
                answer = HTMLResponse(_PAGE.format(name=escape(_without_port(host))), 403)
        await answer(scope, receive, send)


MIDDLEWARE = [Middleware(_KnownNames)]


@asynccontextmanager
async def opened_in_browser(_: st.App) -> AsyncIterator[None]:
    """Around the server's life: at its start it is opened as `streamlit run` opens any script."""
    if not config.get_option("server.headless"):
        address = server_util.get_display_address(config.get_option("server.address"))
        url = server_util.get_url(address)
        asyncio.get_running_loop().call_soon(cli_util.open_browser, url)
    yield


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name.strip("[]") if colon and port.isdecimal() else host.strip("[]")
