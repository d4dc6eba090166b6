"""The network that all pages show: in the session as text, and in the link.

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

from nin.analysis import Trace, trace
from nin.codec import dumps, link, loads
from nin.edit import changes
from nin.presets import PRESETS
from nin.spec import Network, SpecError
from pages.ui.shell import session

HOME = "mnist"
MAX_STEPS = 200  # that can be undone
# A browser sends its link with every event. For this many seconds after we gave it a new one, an
# older link in an event means that the event was faster, not that somebody went back.
LINK_LAG = 1.0


def sync(page: str) -> None:
    """Bring session and link together; every page does so before it shows anything."""
    if not session.STEPS.get():
        _adopt(_link_in_browser(page))
    elif session.PAGE.get() != page and "net" not in st.query_params:
        _set_bare_link(page, session.LINK.get())  # the menu: the network comes along
    elif _link_in_browser(page) != session.LINK.get() and _was_meant():
        _adopt(_link_in_browser(page))
    session.PAGE.set(page)
    write_link()


def write_link() -> None:
    """Put the network that is shown into the link, unless the link itself is in error."""
    session.EDITED.set(False)
    if link_error() is not None:
        return
    new = link(text())
    if session.LINK.get() != new:
        session.LINK.set(new)
        session.LINK_WRITTEN.set(time.monotonic())
    if text() == PRESETS[HOME].text:
        st.query_params.pop("net", None)
        _set_bare_link(session.PAGE.get(), new)
    elif st.query_params.get("net") != new:
        st.query_params["net"] = new


def text() -> str:
    """The text of the network that all pages show."""
    return _step()[0]


def network() -> Network:
    """The network that all pages show."""
    return network_of(text())


def edit(change: Callable[[Network], Network]) -> bool:
    """Apply a change as one undo step; one that cannot be is explained, and nothing is lost.

    For callbacks only: they run before the page does. Returns whether the change was made.
    """
    try:
        _check_places()
        changed = dumps(change(network()))
    except SpecError as error:
        session.REFUSED_EDIT.set(str(error))
        return False
    _show(changed, baseline())
    return True


def offer_edits() -> None:
    """Note what the controls that are now complete stand for; an editor ends with it."""
    session.OFFERED.set(text())


def load_preset(name: str) -> None:
    """Show a preset, which becomes what changes are counted against. For callbacks."""
    _show(PRESETS[name].text, name)


def reset() -> None:
    """Go back to the preset that changes are counted against. For callbacks."""
    load_preset(baseline())


def step(by: int) -> None:
    """Undo (-1) or redo (1), where there is something left to. For callbacks."""
    if can_step(by):  # a second click may come before the page could disable the button
        session.POSITION.set(session.POSITION.get() + by)
        _note_edit()


def can_step(by: int) -> bool:
    """Whether there is something to undo (-1) or redo (1)."""
    return 0 <= session.POSITION.get() + by < len(session.STEPS.get())


def baseline() -> str:
    """Name of the preset that changes are counted against: the chosen one, or the nearest."""
    return _step()[1]


def changes_from_baseline() -> list[str]:
    """What is different from the baseline, a phrase for each change."""
    return changes(PRESETS[baseline()].network, network())


def toolbar_state() -> tuple[str, bool, bool, bool]:
    """The baseline, and whether there is something to undo, to redo and to reset."""
    return baseline(), can_step(-1), can_step(1), bool(changes_from_baseline())


def notice() -> str | None:
    """Why the last edit was refused, once."""
    return session.REFUSED_EDIT.pop()


def link_error() -> str | None:
    """What is wrong with the link that led here, until something else is shown."""
    return session.LINK_ERROR.get()


network_of = lru_cache(maxsize=64)(loads)  # of its text, asked for some ten times a run


@lru_cache(maxsize=64)
def traced(text: str) -> Trace:
    """The trace of a network's text, made once for all parts of a page."""
    return trace(network_of(text))


def _step() -> tuple[str, str]:
    return session.STEPS.get()[session.POSITION.get()]


def _check_places() -> None:
    """A control names its layer by its place: refuse one that was used before layers moved."""
    offered = network_of(session.OFFERED.get() or text())
    if [type(layer) for layer in offered.layers] != [type(layer) for layer in network().layers]:
        raise SpecError("the layers had just moved; look where they are now and try again")


def _show(new: str, preset: str) -> None:
    _push(new, preset)
    _note_edit()


def _push(new: str, preset: str) -> None:
    steps, position = session.STEPS.get(), session.POSITION.get()
    if steps and (new, preset) == _step():
        return
    steps = (*steps[: position + 1], (new, preset))[-MAX_STEPS:]
    session.STEPS.set(steps)
    session.POSITION.set(len(steps) - 1)


def _note_edit() -> None:
    session.EDITED.set(True)
    session.LINK_ERROR.set(None)


def _adopt(new_link: str) -> None:
    """Follow a link that came from outside; a bad one leaves the network as it is."""
    session.LINK.set(new_link)
    try:
        shown = loads(new_link)
        session.LINK_ERROR.set(None)
    except SpecError as error:
        session.LINK_ERROR.set(str(error))
        if session.STEPS.get():
            return
        shown = PRESETS[HOME].network
    nearest = min(PRESETS, key=lambda name: len(changes(PRESETS[name].network, shown)))
    _push(dumps(shown), nearest)


def _link_in_browser(page: str) -> str:
    """The network of the link. One without `?net=`, gone back to, means what it last stood for."""
    bare = session.BARE_LINKS.get().get(page, link(PRESETS[HOME].text))
    new: str = st.query_params.get("net", bare)
    return new


def _set_bare_link(page: str, meaning: str) -> None:
    session.BARE_LINKS.set({**session.BARE_LINKS.get(), page: meaning})


def _was_meant() -> bool:
    """Whether a link that differs from ours was meant: opened, or gone back to."""
    recent = time.monotonic() - session.LINK_WRITTEN.get() < LINK_LAG
    return not session.EDITED.get() and not recent
