"""Claims about connections, against the operating system."""

import socket

from pages.ui.shell.latency import send_at_once


def _sends_at_once(connection: socket.socket) -> bool:
    return bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))


def test_connections_that_are_there_and_those_to_come_send_at_once() -> None:
    send_at_once.cache_clear()
    with socket.socket() as server, socket.socket() as closed:
        closed.close()
        server.bind(("127.0.0.1", 0))
        server.listen()
        with socket.create_connection(server.getsockname()) as there, server.accept()[0] as early:
            assert not _sends_at_once(early)
            send_at_once()
            assert _sends_at_once(early)
            assert _sends_at_once(there)
        with socket.create_connection(server.getsockname()), server.accept()[0] as late:
            assert _sends_at_once(late)
