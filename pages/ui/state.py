"""The one piece of shared state: the network's text, in the session and in the link.

The link says which network is shown; a link without `?net=` means the `HOME` preset. So back,
reload, a bookmark and another page all lead to the same network. Undo is a list of texts. The
session holds text and no objects: it stays readable after the code is reloaded.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from nin.codec import dumps, link, loads
from nin.edit import changes
from nin.presets import PRESETS
from nin.spec import Network, SpecError

HOME = "mnist"
KEPT = 200  # undo steps
# A browser sends its link with every event. For this many seconds after we gave it a new one, an
# older link in an event means that the event was faster, not that somebody went back.
LINK_LAG = 1.0


def sync() -> None:
    """Bring session and link together; every page does so before it shows anything."""
    session = st.session_state
    asked = st.query_params.get("net", link(PRESETS[HOME].text))
    if "history" not in session:
        session.update(history=[], position=-1, link="", link_written=0.0, link_error=None)
        _adopt(asked)
    elif asked != session.link and not session.pop("edited", False) and _is_settled():
        _adopt(asked)
    session.pop("edited", None)
    if session.link_error is None:
        _write_link()


def text() -> str:
    """The text of the network that all pages show."""
    shown: str = st.session_state.history[st.session_state.position]
    return shown


def network() -> Network:
    """The network that all pages show."""
    return loads(text())


def edit(change: Callable[[Network], Network]) -> None:
    """Apply a change as one undo step; one that cannot be is explained, and nothing is lost.

    For callbacks only: they run before the page does.
    """
    try:
        changed = dumps(change(network()))
    except SpecError as error:
        st.session_state.notice = str(error)
    else:
        _show(changed)


def load_preset(name: str) -> None:
    """Show a preset, which becomes what changes are counted against. For callbacks."""
    st.session_state.baseline = name
    _show(PRESETS[name].text)


def step(by: int) -> None:
    """Undo (-1) or redo (1). For callbacks."""
    st.session_state.position += by
    _edited()


def can_step(by: int) -> bool:
    """Whether there is something to undo (-1) or redo (1)."""
    history: list[str] = st.session_state.history
    position: int = st.session_state.position + by
    return 0 <= position < len(history)


def baseline() -> str:
    """Name of the preset that changes are counted against: the chosen one, or the nearest."""
    name: str = st.session_state.baseline
    return name


def notice() -> str | None:
    """Why the last edit was refused, once."""
    sentence: str | None = st.session_state.pop("notice", None)
    return sentence


def link_error() -> str | None:
    """What is wrong with the link that led here, until something else is shown."""
    sentence: str | None = st.session_state.link_error
    return sentence


def _show(shown: str) -> None:
    _push(shown)
    _edited()


def _push(shown: str) -> None:
    session = st.session_state
    if session.position >= 0 and shown == text():
        return
    session.history = [*session.history[: session.position + 1], shown][-KEPT:]
    session.position = len(session.history) - 1


def _edited() -> None:
    st.session_state.edited = True
    st.session_state.link_error = None


def _adopt(asked: str) -> None:
    """Follow a link that came from outside; a bad one leaves the network as it is."""
    session = st.session_state
    session.link = asked
    try:
        shown = loads(asked)
        session.link_error = None
    except SpecError as error:
        session.link_error = str(error)
        shown = PRESETS[HOME].network
        if session.history:
            return
    _push(dumps(shown))
    session.baseline = min(PRESETS, key=lambda name: len(changes(PRESETS[name].network, shown)))


def _is_settled() -> bool:
    elapsed: float = time.monotonic() - st.session_state.link_written
    return elapsed > LINK_LAG


def _write_link() -> None:
    shown = link(text())
    if st.session_state.link != shown:
        st.session_state.update(link=shown, link_written=time.monotonic())
    if text() == PRESETS[HOME].text:
        st.query_params.pop("net", None)
    elif st.query_params.get("net") != shown:
        st.query_params["net"] = shown
