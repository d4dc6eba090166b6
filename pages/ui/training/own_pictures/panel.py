"""Sets of one's own pictures: gathered here, learnt from by runs."""

from __future__ import annotations

import streamlit as st

from nin.data import own_sets
from nin.data.names import OWN
from nin.data.own_sets import OwnSet, OwnSetError
from pages.ui.components.visitor.component import introduce, keeps_none, visitor
from pages.ui.parts.words import plain
from pages.ui.shell import session
from pages.ui.training import form
from pages.ui.training.own_pictures.classes import show_classes
from pages.ui.training.own_pictures.gathering import show_gathering
from pages.ui.training.own_pictures.new_set import show_new_set
from pages.ui.training.own_pictures.notices import show_notices, told
from pages.ui.training.own_pictures.whole_set import show_whole_set


def show_own_pictures(*, watches_run: bool) -> None:
    """The chosen set, or how to make one; nothing while another data set is chosen.

    Args:
        watches_run: Whether the page shows a run, which has the place then.
    """
    if session.DATASET.get().startswith(OWN):
        # Two places: one that was folded up for a run is open where there is none.
        key = f"own-pictures-{'beside' if watches_run else 'alone'}"
        with st.expander("Your own pictures", expanded=not watches_run, key=key):
            _panel()


@st.fragment
def _panel() -> None:
    introduce()
    owner = visitor()
    if keeps_none():
        st.warning(
            "Your pictures would be found again by a cookie, and this browser keeps none; allow it "
            "for this page."
        )
    if not owner:
        return
    own = _chosen(owner)
    if own is None:
        show_new_set(owner)
    else:
        _show(owner, own)


def _chosen(owner: str) -> OwnSet | None:
    try:
        return own_sets.find(owner, session.DATASET.get().removeprefix(OWN))
    except OwnSetError:
        return None


def _show(owner: str, own: OwnSet) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(own.name)}**: {form.own_words(own)}")
        st.space("stretch")
        show_whole_set(owner, own)
    left, right = st.columns([3, 5], gap="medium")
    with left:
        show_gathering(owner, own)
    with right:
        show_classes(owner, own)
        for finding in told(own_sets.findings, owner, own.id) or []:
            st.caption(f":material/info: {plain(finding)}")
    show_notices()
