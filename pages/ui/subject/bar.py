"""The bar under the menu: what is looked at, the same on every page, and how to look at another."""

from __future__ import annotations

import streamlit as st

from pages.ui.components.echo.echo import hear
from pages.ui.components.history.component import listen, write_address
from pages.ui.components.pad import draw_pad, read_pad
from pages.ui.parts.data_urls import upright, url
from pages.ui.parts.glossary import show_glossary
from pages.ui.parts.lazy_popover import lazy_popover
from pages.ui.parts.words import plain, sentence
from pages.ui.shell import network_state, session
from pages.ui.subject import link
from pages.ui.subject.hidden import show_hidden
from pages.ui.subject.image_choice import show_image_choice
from pages.ui.subject.loading import Loaded, load, network_name, training_words
from pages.ui.subject.network_choice import show_network_choice
from pages.ui.subject.picture import FIRST, PAD, PAD_SOURCE, Picture, picture, source
from pages.ui.subject.private import is_private
from pages.ui.subject.sharing import show_sharing, show_way_out


def show_subject(page: str) -> None:
    """Follow the link that led here, and show what is looked at; the page follows it.

    Args:
        page: Its name in the menu.
    """
    link.sync(page)
    listen()
    if page != "Start":
        _recall()
    _bar()
    show_hidden(page)
    if (error := network_state.link_error()) is not None:
        with st.container(border=True, key="link-error"):
            st.error(f"{plain(sentence(error))}", icon=":material/link_off:")
            st.button(
                "Open a network that works",
                key="link-error-home",
                on_click=network_state.show_home,
            )


def _recall() -> None:
    """After a reload the tab alone has the drawing: an unseen pad brings it back to any page."""
    pad = read_pad(PAD, FIRST)
    if pad.is_first and source()[0] == PAD_SOURCE:
        draw_pad(pad)  # the one pad in no column: style.css hides it


@st.fragment
def _bar() -> None:
    shown = network_state.step_shown()
    loaded = load(shown)
    seen = picture(loaded) if isinstance(loaded, Loaded) else None
    with st.container(horizontal=True, vertical_alignment="center", key="subject"):
        _network(loaded)
        _image(loaded, seen)
        image = seen if isinstance(seen, Picture) else None
        if st.context.is_embedded:
            show_way_out(image)
        else:
            _help(image, is_own=_is_own(loaded, image))
    write_address(*link.order())
    hear("echo-bar")
    session.TOLD.set(shown.text)


def is_told(text: str) -> bool:
    """Whether the bar shows the network of this text already."""
    return session.TOLD.get() == text


def _network(loaded: Loaded | str) -> None:
    shown = network_state.step_shown()
    words, is_trained = training_words(shown, loaded)
    colour = "green" if is_trained else "orange"
    name = plain(network_name(shown.text, shown.preset))
    label = f"Network **{name}** · :{colour}[{plain(words)}]"
    with lazy_popover(label, "network") as network:
        if network.open:
            show_network_choice()


def _image(loaded: Loaded | str, seen: Picture | str | None) -> None:
    if isinstance(seen, Picture):
        thumbnail = url(upright(seen.pixels))
        label = f"Image ![]({thumbnail}) **{plain(seen.name)}**"
    else:
        label = "Image **none**"
    with lazy_popover(label, "image") as image:
        if image.open and isinstance(loaded, Loaded):
            show_image_choice(loaded)
        elif image.open:
            st.caption(loaded)


def _is_own(loaded: Loaded | str, seen: Picture | None) -> bool:
    """Whether the picture is one of a set that is this visitor's alone."""
    if isinstance(loaded, str) or seen is None or seen.truth is None:
        return False
    return is_private(str(loaded.facts.get("dataset")))


def _help(seen: Picture | None, *, is_own: bool) -> None:
    st.space("stretch")
    with lazy_popover("Link", "link", "link") as sent:
        if sent.open:
            show_sharing(seen, is_own=is_own)
    with lazy_popover("Words", "words", "menu_book") as words:
        if words.open:
            show_glossary()
