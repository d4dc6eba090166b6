"""What a link hides of a page: a help for who teaches, and no safeguard, since a click shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from nin.lessons.places import PLACES
from pages.ui.shell import session

WORD = "hide"  # in a link


def follow(words: Mapping[str, str]) -> None:
    """Hide what a link asks for; names of no place are left out."""
    asked = words.get(WORD, "").split(",")
    known = {name for places in PLACES.values() for name in places}
    session.HIDDEN.set(tuple(name for name in dict.fromkeys(asked) if name in known))


def address_words() -> dict[str, str]:
    """What stands of it in an address."""
    return words_of(session.HIDDEN.get())


def words_of(names: Iterable[str]) -> dict[str, str]:
    """The words of a link that hides these places."""
    hidden = ",".join(names)
    return {WORD: hidden} if hidden else {}


def show_hidden(page: str) -> None:
    """Hide what is to be hidden on this page, and offer to show it again."""
    places = PLACES.get(page, {})
    hidden = [name for name in session.HIDDEN.get() if name in places]
    if not hidden:
        return
    gone = ", ".join(f".st-key-{name}" for name in hidden)
    st.html(f"<style>:is({gone}) {{ display: none !important; }}</style>")
    st.button(
        f"Show what the link hides: {', '.join(places[name] for name in hidden)}",
        key="show-hidden",
        icon=":material/visibility:",
        type="tertiary",
        on_click=session.HIDDEN.set,
        args=((),),
    )
