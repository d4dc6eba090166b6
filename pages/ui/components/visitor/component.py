"""The key of a visitor: what is private to them is found by it, and it is in no link.

The server proposes one, and the browser keeps the first that it is told in a cookie. Its other
tabs, which were told others, get that one.
"""

from __future__ import annotations

import re
import secrets

import streamlit as st

from pages.ui.components.loader import register
from pages.ui.shell import session

KEY = "visitor"
COOKIE = "nin-visitor"
_BYTES = 16
_IS_KEY = re.compile(r"[\w-]{22}", re.ASCII)  # what `token_urlsafe` makes of so many bytes

_NONE = "none"  # what a browser says that keeps nothing

_component = register("nin_visitor", __file__)


def visitor() -> str:
    """The key of this visitor; empty where this browser has none yet, or keeps none."""
    sent = (session.from_browser(KEY).get() or {}).get("key")
    kept = session.VISITOR.get() or sent or st.context.cookies.get(COOKIE)
    if not isinstance(kept, str) or not _IS_KEY.fullmatch(kept):
        return ""
    session.VISITOR.set(kept)
    return kept


def keeps_none() -> bool:
    """Whether this browser was asked to keep a key and does not."""
    return (session.from_browser(KEY).get() or {}).get("key") == _NONE


def introduce() -> None:
    """Have the browser keep a key; `visitor` has it in the run that follows."""
    if not session.PROPOSED_KEY.get():
        session.PROPOSED_KEY.set(visitor() or secrets.token_urlsafe(_BYTES))
    _component(
        key=KEY,
        data=[session.PROPOSED_KEY.get()],
        default={"key": ""},
        on_key_change=_nothing,
    )


def _nothing() -> None:
    """The key is read by the run that it starts."""
