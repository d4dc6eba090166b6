"""The classes of a set: their pictures, as the network sees them, and their names."""

from __future__ import annotations

from html import escape

import streamlit as st

from nin.data import own_sets
from nin.data.own_sets import OwnClass, OwnSet
from nin.words import counted
from pages.ui.parts.data_urls import upright, url
from pages.ui.parts.lazy_popover import lazy_popover
from pages.ui.parts.words import plain
from pages.ui.training.own_pictures.notices import told

_SHOWN = 12  # pictures of a class, the newest


def show_classes(owner: str, own: OwnSet) -> None:
    """Each class with its newest pictures, and the field for a new one."""
    for each in own.classes:
        _show_class(owner, own, each)
    row = st.form("own-new-class", clear_on_submit=True, border=False)
    with row, st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("New class", key="own-class-name", placeholder="circle", width=220)
        is_added = st.form_submit_button("Add the class", key="own-class-add")
    if is_added:
        told(own_sets.add_class, owner, own.id, name or "")
        st.rerun()


def _show_class(owner: str, own: OwnSet, each: OwnClass) -> None:
    pictures = told(own_sets.pictures, owner, own.id, each.name, _SHOWN) or []
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(each.name)}** {counted(each.count, 'picture')}")
        st.space("stretch")
        with lazy_popover("Change", f"own-class-{each.name}") as change:
            if change.open:
                _show_changes(owner, own, each, [file for file, _ in pictures])
    images = "".join(
        f'<img src="{url(upright(pixels))}" alt="{escape(each.name)}, picture {number}">'
        for number, (_, pixels) in enumerate(pictures, 1)
    )
    if images:
        st.html(f'<div class="nin-own">{images}</div>')


def _show_changes(owner: str, own: OwnSet, each: OwnClass, shown: list[str]) -> None:
    name = st.text_input("Call it", each.name, key=f"own-rename-{each.name}")
    if st.button("Rename", key=f"own-rename-it-{each.name}") and name != each.name:
        told(own_sets.rename_class, owner, own.id, each.name, name or "")
        st.rerun()
    if shown:
        number = st.selectbox(
            "Remove picture",
            range(len(shown)),
            None,
            key=f"own-remove-{each.name}-{each.count}",
            format_func=lambda place: f"Number {place + 1}, from the left",
            placeholder="Choose a picture",
        )
        if number is not None:
            told(own_sets.remove, owner, own.id, each.name, shown[number])
            st.rerun()
    if st.button(
        f"Remove the class and its {counted(each.count, 'picture')}",
        key=f"own-remove-class-{each.name}",
        icon=":material/delete:",
    ):
        told(own_sets.remove_class, owner, own.id, each.name)
        st.rerun()
