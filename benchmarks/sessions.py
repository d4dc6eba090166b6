"""Memory given back: what a thousand visitors leave in the server when they have gone."""

from __future__ import annotations

import random

import psutil

from benchmarks.load import served
from benchmarks.report import Figure
from benchmarks.users import Crowd, Session, visit
from tests.support.waiting import wait_for

_AT_ONCE = 20
_KEPT = 160  # Streamlit keeps 128 closed sessions for two minutes, for those who come back
_COME_AND_GO = 1_000
_PAGES = {"Architecture": "architecture", "Feature maps": "feature_maps"}


def come_and_go() -> list[Figure]:
    """Floor: the 128 closed sessions that Streamlit keeps, some 25 MB, are there before and after.

    So is what the allocator once took for them: it goes to the next sessions, not to the system.
    """
    return [_left_by(title, page) for title, page in _PAGES.items()]


def _left_by(title: str, page: str) -> Figure:
    with served() as (url, server, _):
        first = _after(url, server, page, _AT_ONCE)
        before = _after(url, server, page, _KEPT)
        after = _after(url, server, page, _COME_AND_GO)
    share = after / before - 1
    what = f"{_COME_AND_GO:,} sessions of the {title} page opened and closed: the server's memory"
    details = {"few_mb": first, "before_mb": before, "after_mb": after}
    measured = f"{before:.0f} MB before, {after:.0f} MB after: {share:+.1%}"
    return Figure(what, measured, "within 10 %", abs(share) <= 0.1, details)


def _after(url: str, server: psutil.Process, page: str, sessions: int) -> float:
    """MB of the server once so many sessions more have come and gone."""
    for _ in range(sessions // _AT_ONCE):
        tally = visit(url, Crowd(_AT_ONCE, 0, 0, page, arrivals=0.3), _leave)
        if tally.errors:
            raise RuntimeError(f"a session failed: {tally.errors[0]}")
    port = int(url.rstrip("/").rpartition(":")[2])
    wait_for(lambda: _connections(server, port) == 0, "the last one to be gone")
    return round(server.memory_info().rss / 1e6, 1)


def _connections(server: psutil.Process, port: int) -> int:
    return sum(
        link.laddr.port == port and link.status == psutil.CONN_ESTABLISHED
        for link in server.net_connections()
    )


async def _leave(session: Session, chance: random.Random) -> None:
    """Nothing: who has seen the page goes."""
