"""Simulated users over Streamlit's own WebSocket protocol: many sessions without browsers.

The messages are Streamlit's protobuf classes, an internal interface (written against 1.67). What
is timed is the server: from the request to its "script finished". A browser adds its own work.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_PATIENCE = 60.0  # seconds for one answer


@dataclass
class Tally:
    """What all users met: milliseconds of first runs and of later ones, and what went wrong."""

    first: list[float] = field(default_factory=list)
    reruns: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Crowd:
    """How many users come, for how many seconds, and how they behave.

    Attributes:
        think: Seconds between what a user does and the next, on average.
        page: Name of the page that they open; empty for the first one.
        arrivals: Seconds over which they come.
    """

    users: int
    seconds: float
    think: float
    page: str = ""
    arrivals: float = 3.0


class Session:
    """One user's connection: what is on the page, and how to use it.

    Attributes:
        controls: Elements of the page by label, or by name for components; of those with the
            same label the first.
    """

    def __init__(self, socket: websockets.ClientConnection, page: str, tally: Tally) -> None:
        self._socket, self._page, self._tally = socket, page, tally
        self._script = ""
        self._fragments: dict[str, str] = {}
        self.controls: dict[str, Element] = {}

    async def open(self) -> None:
        """Load the page."""
        request = BackMsg()
        request.rerun_script.page_name = self._page
        self._tally.first.append(await self._run(request))

    async def use(self, label: str, **value: Any) -> None:
        """Give a control a value, as in `use("Width", double_value=3)`, and wait for the page.

        Raises:
            KeyError: there is no such control.
            RuntimeError: the page shows an exception.
        """
        control = self.controls[label]
        request = BackMsg()
        request.rerun_script.page_script_hash = self._script
        request.rerun_script.fragment_id = self._fragments[label]
        part = getattr(control, str(control.WhichOneof("type")))
        request.rerun_script.widget_states.widgets.add(id=part.id, **value)
        self._tally.reruns.append(await self._run(request))

    async def _run(self, request: BackMsg) -> float:
        """Milliseconds until the script has finished."""
        begin = time.perf_counter()
        await self._socket.send(request.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await asyncio.wait_for(self._socket.recv(), _PATIENCE))
            match answer.WhichOneof("type"):
                case "new_session":
                    self._script = answer.new_session.page_script_hash
                case "delta":
                    self._note(answer.delta)
                case "script_finished" if (
                    answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
                ):
                    return (time.perf_counter() - begin) * 1e3

    def _note(self, delta: Delta) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(f"the page shows {element.exception.type}")
        part = getattr(element, str(kind), None)
        label = getattr(part, "label", "") or getattr(part, "component_name", "")
        if label and label not in self.controls:
            self.controls[label] = element
            self._fragments[label] = delta.fragment_id


Act = Callable[[Session, random.Random], Awaitable[None]]
"""What a user does after having thought."""


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
    await asyncio.sleep(chance.uniform(0, crowd.arrivals))
    address = f"{url.replace('http', 'ws', 1)}_stcore/stream"
    try:
        async with websockets.connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]  # a NewType of str
            session = Session(socket, crowd.page, tally)
            await session.open()
            while time.perf_counter() < until:
                await asyncio.sleep(chance.uniform(0.5, 1.5) * crowd.think)
                await act(session, chance)
    except Exception as error:  # one broken user is a figure, not the end
        tally.errors.append(repr(error)[:200])
