"""Who may come in: as many sessions as the server can serve; all others are told so, in words."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx


class Places:
    """The sessions that are served. Who has a place keeps it until the connection ends."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._lock = Lock()

    def admit(self, session: str, limit: int, is_connected: Callable[[str], bool]) -> bool:
        """Whether the session has a place: its own, or one that is free.

        Args:
            session: Name of the session.
            limit: How many places there are.
            is_connected: Whether a session's browser is still there.
        """
        with self._lock:
            if session not in self._taken:
                self._taken = set(filter(is_connected, self._taken))
                if len(self._taken) >= limit:
                    return False
                self._taken.add(session)
            return True


def admit(limit: int) -> None:
    """Go on with the page where there is a place for this session; else say so, and end it."""
    context = get_script_run_ctx()
    if context is None or not runtime.exists():  # no server: nobody to keep out
        return
    if _places().admit(context.session_id, limit, runtime.get_instance().is_active_session):
        return
    st.warning(
        f"NiN Explorer is full: {limit} pages are open, as many as this server can serve. Try "
        "again in a minute. Runs go on training, and nothing of yours is lost.",
        icon=":material/groups:",
    )
    st.button("Try again", key="try-again", icon=":material/refresh:")
    st.stop()


@st.cache_resource(show_spinner=False)
def _places() -> Places:
    return Places()
