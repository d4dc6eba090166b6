"""Simulated users over Streamlit's own WebSocket protocol: many sessions without browsers.

The messages are Streamlit's protobuf classes, an internal interface (written against 1.67). What
is timed is the server: from the request to its "script finished". A browser adds its own work.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_PATIENCE = 60.0  # seconds for one answer
_ARRIVALS = 3.0  # seconds over which users come

Act = Callable[[BackMsg, dict[str, Element], random.Random], None]
"""What a user does next: fills a request, given the page's widgets by label."""


@dataclass
class Tally:
    """What all users met: milliseconds of first runs and of later ones, and what went wrong."""

    first: list[float] = field(default_factory=list)
    reruns: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Crowd:
    """How many users come to a page, for how many seconds, and how long each thinks in between."""

    users: int
    seconds: float
    think: float
    page: str = ""
    query: str = ""


def visit(url: str, crowd: Crowd, act: Act) -> Tally:
    """Let the crowd use the server at this address."""
    tally = Tally()

    async def all_of_them() -> None:
        until = time.perf_counter() + crowd.seconds
        await asyncio.gather(
            *(_user(url, crowd, act, tally, until, number) for number in range(crowd.users))
        )

    asyncio.run(all_of_them())
    return tally


async def _user(url: str, crowd: Crowd, act: Act, tally: Tally, until: float, number: int) -> None:
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, _ARRIVALS))
    address = f"{url.replace('http', 'ws', 1)}_stcore/stream"
    try:
        async with websockets.connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]  # a NewType of str
            session = _Session(socket, crowd)
            tally.first.append(await session.run(session.request()))
            while time.perf_counter() < until:
                await asyncio.sleep(chance.uniform(0.5, 1.5) * crowd.think)
                request = session.request()
                act(request, session.widgets, chance)
                tally.reruns.append(await session.run(request))
    except Exception as error:  # one broken user is a figure, not the end
        tally.errors.append(repr(error)[:200])


class _Session:
    def __init__(self, socket: websockets.ClientConnection, crowd: Crowd) -> None:
        self._socket, self._crowd = socket, crowd
        self.widgets: dict[str, Element] = {}

    def request(self) -> BackMsg:
        request = BackMsg()
        request.rerun_script.query_string = self._crowd.query
        request.rerun_script.page_name = self._crowd.page
        return request

    async def run(self, request: BackMsg) -> float:
        """Milliseconds until the script has finished."""
        begin = time.perf_counter()
        await self._socket.send(request.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await asyncio.wait_for(self._socket.recv(), _PATIENCE))
            kind = answer.WhichOneof("type")
            if kind == "delta":
                self._note(answer.delta.new_element)
            elif kind == "script_finished" and (
                answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            ):
                return (time.perf_counter() - begin) * 1e3

    def _note(self, element: Element) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(f"the page shows {element.exception.type}")
        if kind is not None and hasattr(getattr(element, kind), "label"):
            self.widgets.setdefault(getattr(element, kind).label, element)
