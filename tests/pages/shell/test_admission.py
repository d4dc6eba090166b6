"""Who is let in where there is no room for everybody, and what the others are told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest
from websockets.sync.client import ClientConnection, connect

from nin import limits
from pages.ui.shell.admission import Places
from pages.ui.shell.frame import PAGES
from tests.support.browser.server import serve
from tests.support.paths import APPS, ROOT
from tests.support.waiting import wait_for

APP = APPS / "two_places_app.py"


# Someone comes (or reruns the page), or goes, in any order.
@given(some.lists(some.tuples(some.sampled_from("abcdef"), some.booleans())), some.integers(0, 4))
def test_places_go_to_those_who_came_first_and_never_to_more_than_there_are(
    moves: list[tuple[str, bool]], limit: int
) -> None:
    places = Places()
    connected: set[str] = set()
    inside: set[str] = set()
    for name, comes in moves:
        if comes:
            connected.add(name)
            had_a_place, free = name in inside, len(inside) < limit
            admitted = places.admit(name, limit, connected.__contains__)
            assert admitted == (had_a_place or free)
            inside |= {name} if admitted else set()
        else:
            connected.discard(name)
            inside.discard(name)
        assert len(inside) <= limit


@pytest.fixture
def nobody_is_here() -> Iterator[None]:
    """All tests of pages are one visitor, who may have been let in before."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.mark.usefixtures("nobody_is_here")
@pytest.mark.parametrize("page", [page for page, *_ in PAGES])
def test_a_full_server_says_so_on_every_page_and_lets_in_whoever_tries_when_there_is_room(
    page: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NIN_RUNS", str(tmp_path))
    monkeypatch.setattr(limits, "MAX_SESSIONS", 0)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page(page)
    app.run()
    assert not app.exception
    assert "NiN Explorer is full: 0 pages are open" in app.warning[0].value
    assert not app.get("bidi_component")
    monkeypatch.setattr(limits, "MAX_SESSIONS", 1)
    app.button("try-again").click().run()
    assert not app.warning
    assert app.get("bidi_component")


@pytest.mark.slow
def test_a_place_is_free_again_when_its_tab_is_closed() -> None:
    with serve(APP) as url, open_tab(url) as second, open_tab(url) as third:
        with open_tab(url) as first:
            assert [shown(tab) for tab in (first, second, third)] == ["inside", "inside", "full"]
        wait_for(lambda: shown(third) == "inside", "the place of the first")
        with open_tab(url) as fourth:
            assert shown(fourth) == "full"
        assert shown(second) == "inside"


def open_tab(url: str) -> AbstractContextManager[ClientConnection]:
    stream = f"{url.replace('http', 'ws', 1)}_stcore/stream"
    return connect(stream, subprotocols=["streamlit"])  # type: ignore[list-item]  # a NewType of str


def shown(tab: ClientConnection) -> str:
    """What a run of the page shows: "inside", or that the server is "full"."""
    request = BackMsg()
    request.rerun_script.query_string = ""
    tab.send(request.SerializeToString())
    found = ""
    while True:
        answer = ForwardMsg()
        data = tab.recv(timeout=60)
        assert isinstance(data, bytes)
        answer.ParseFromString(data)
        if answer.HasField("script_finished"):
            return found
        found = found or _word(answer)


def _word(answer: ForwardMsg) -> str:
    element = answer.delta.new_element
    if element.markdown.body == "inside":
        return "inside"
    return "full" if "is full: 2 pages are open" in element.alert.body else ""
