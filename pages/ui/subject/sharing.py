"""The link to what is seen now, whole or with parts hidden, and the frame for another page."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from nin.lessons.places import PLACES
from pages.ui.shell import session
from pages.ui.subject import hidden, link
from pages.ui.subject.picture import Picture

_EMBED = {"embed": "true"}  # Streamlit's word for a page without its own surroundings
_FRAME = 'width="800" height="600" style="border: 0" title="NiN Explorer"'


def show_sharing(seen: Picture | None, *, is_own: bool) -> None:
    """What one sends to others, or puts into a page of one's own.

    Args:
        seen: The picture that is looked at.
        is_own: Whether it is of a set that is this visitor's alone; then no link carries it.
    """
    places = PLACES.get(session.PAGE.get(), {})
    st.markdown("Who opens this sees what you see now:")
    address = st.empty()
    more: dict[str, str] = {}
    if places:
        names = st.multiselect(
            "Without",
            list(places),
            default=[name for name in session.HIDDEN.get() if name in places],
            format_func=places.__getitem__,
            key="link-without",
            placeholder="Hide parts of the page",
        )
        more = hidden.words_of(names)
    if more:
        st.caption("A click shows what a link hides: it is a help, and no safeguard.")
    is_frame = st.toggle("For a frame in another page: without the menu", key="link-frame")
    sent = link.full(None if is_own else seen, more)
    whole = address_of(sent, _EMBED if is_frame else {})
    frame = f'<iframe src="{escape(whole)}" {_FRAME}></iframe>'
    address.code(frame if is_frame else whole, language=None, wrap_lines=True)
    if is_own:
        st.caption("The picture is one of your own set: who opens the link sees another one.")
    if sent.lacks:
        st.caption(sent.lacks)


def show_way_out(seen: Picture | None) -> None:
    """Inside another page: the same view in a tab of its own."""
    address = address_of(link.full(seen, hidden.address_words()))
    st.link_button(
        "Open in a tab", address, icon=":material/open_in_new:", type="tertiary", width="content"
    )


def address_of(sent: link.Link, more: dict[str, str] | None = None) -> str:
    """A link with this server's address before it."""
    page = urlsplit(st.context.url or "")
    query = sent.query[1:] + (f"&{urlencode(more)}" if more else "")
    return urlunsplit((page.scheme, page.netloc, page.path or "/", query, ""))
