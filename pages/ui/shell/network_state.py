"""The one piece of shared state: the network's text, in the session and in the link.

The link says which network is shown; one without `?net=`, opened afresh, means the `HOME` preset.
So back, reload, a bookmark and another page all lead to the same network. Undo is a list of texts,
each with the name of the preset that its changes are counted against. The session holds text and
no objects: it stays readable after the code is reloaded.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache

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


def sync(page: str) -> None:
    """Bring session and link together; every page does so before it shows anything."""
    session = st.session_state
    if "history" not in session:
        session.update(history=[], position=-1, link="", link_written=0.0, link_error=None, bare={})
        _adopt(_asked(page))
    elif session.page != page and "net" not in st.query_params:  # the menu: the network comes along
        session.bare[page] = session.link
    elif _asked(page) != session.link and _is_asked_for():
        _adopt(_asked(page))
    session.page = page
    write_link()


def write_link() -> None:
    """Put the network that is shown into the link, unless the link itself is in error."""
    session = st.session_state
    session.edited = False
    if session.link_error is not None:
        return
    shown = link(text())
    if session.link != shown:
        session.update(link=shown, link_written=time.monotonic())
    if text() == PRESETS[HOME].text:
        st.query_params.pop("net", None)
        session.bare[session.page] = shown
    elif st.query_params.get("net") != shown:
        st.query_params["net"] = shown


def text() -> str:
    """The text of the network that all pages show."""
    return _shown()[0]


def network() -> Network:
    """The network that all pages show."""
    return _loaded(text())


def edit(change: Callable[[Network], Network]) -> bool:
    """Apply a change as one undo step; one that cannot be is explained, and nothing is lost.

    For callbacks only: they run before the page does. Returns whether the change was made.
    """
    try:
        _check_places()
        changed = dumps(change(network()))
    except SpecError as error:
        st.session_state.notice = str(error)
        return False
    _show(changed, baseline())
    return True


def offer_edits() -> None:
    """Note what the controls that are now complete stand for; an editor ends with it."""
    st.session_state.offered = text()


def load_preset(name: str) -> None:
    """Show a preset, which becomes what changes are counted against. For callbacks."""
    _show(PRESETS[name].text, name)


def step(by: int) -> None:
    """Undo (-1) or redo (1), where there is something left to. For callbacks."""
    if can_step(by):  # a second click may come before the page could disable the button
        st.session_state.position += by
        _edited()


def can_step(by: int) -> bool:
    """Whether there is something to undo (-1) or redo (1)."""
    position: int = st.session_state.position + by
    return 0 <= position < len(st.session_state.history)


def baseline() -> str:
    """Name of the preset that changes are counted against: the chosen one, or the nearest."""
    return _shown()[1]


def said() -> list[str]:
    """What is different from the baseline, a phrase for each change."""
    return changes(PRESETS[baseline()].network, network())


def offers() -> tuple[str, bool, bool, bool]:
    """The baseline, and whether there is something to undo, to redo and to reset."""
    return baseline(), can_step(-1), can_step(1), bool(said())


def notice() -> str | None:
    """Why the last edit was refused, once."""
    sentence: str | None = st.session_state.pop("notice", None)
    return sentence


def link_error() -> str | None:
    """What is wrong with the link that led here, until something else is shown."""
    sentence: str | None = st.session_state.link_error
    return sentence


_loaded = lru_cache(maxsize=64)(loads)  # asked for some ten times a run


def _shown() -> tuple[str, str]:
    step: tuple[str, str] = st.session_state.history[st.session_state.position]
    return step


def _check_places() -> None:
    """A control names its layer by its place: refuse one that was used before layers moved."""
    offered = loads(st.session_state.get("offered", text()))
    if [type(layer) for layer in offered.layers] != [type(layer) for layer in network().layers]:
        raise SpecError("the layers had just moved; look where they are now and try again")


def _show(shown: str, base: str) -> None:
    _push(shown, base)
    _edited()


def _push(shown: str, base: str) -> None:
    session = st.session_state
    if session.position >= 0 and (shown, base) == _shown():
        return
    session.history = [*session.history[: session.position + 1], (shown, base)][-KEPT:]
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
    nearest = min(PRESETS, key=lambda name: len(changes(PRESETS[name].network, shown)))
    _push(dumps(shown), nearest)


def _asked(page: str) -> str:
    """What the link asks for. One without `?net=`, gone back to, means what it last stood for."""
    home = link(PRESETS[HOME].text)
    asked: str = st.query_params.get("net", st.session_state.bare.get(page, home))
    return asked


def _is_asked_for() -> bool:
    """Whether a link that differs from ours was meant: opened, or gone back to."""
    session = st.session_state
    return not session.edited and time.monotonic() - session.link_written >= LINK_LAG
