"""What is done with a whole set: taken away as a ZIP, filled by one, deleted."""

from __future__ import annotations

from functools import partial

import streamlit as st

from nin.data import own_sets
from nin.data.names import OWN
from nin.data.own_sets import OwnSet
from nin.limits import MAX_ARCHIVE_BYTES
from nin.words import counted
from pages.ui.parts.lazy_popover import lazy_popover
from pages.ui.training import form
from pages.ui.training.own_pictures.notices import note, told


def show_whole_set(owner: str, own: OwnSet) -> None:
    """The ways, beside the name of the set."""
    st.download_button(
        "ZIP",
        partial(_packed, owner, own.id),
        f"{own.name}.zip",
        key="own-set-download",
        icon=":material/download:",
        on_click="ignore",
        disabled=not own.count,
    )
    with lazy_popover("Add a ZIP", "own-zip") as adding:
        if adding.open:
            _show_adding(owner, own)
    with lazy_popover("Delete", "own-delete") as deleting:
        if deleting.open:
            st.caption(
                f"{counted(own.count, 'picture')} are gone for good; runs keep their weights."
            )
            if st.button(f"Delete {own.name}", key="own-set-delete", icon=":material/delete:"):
                told(own_sets.delete, owner, own.id)
                form.choose_dataset(OWN)
                st.rerun()


def _packed(owner: str, identity: str) -> bytes:
    return own_sets.to_zip(owner, identity)


def _show_adding(owner: str, own: OwnSet) -> None:
    file = st.file_uploader(
        "A ZIP with a folder of pictures for each class",
        ["zip"],
        key=f"own-zip-file-{own.count}",
        max_upload_size=MAX_ARCHIVE_BYTES // 1_000_000,
    )
    if file is not None and st.button("Add its pictures", key="own-zip-add"):
        if added := told(own_sets.add_archive, owner, own.id, file.getvalue()):
            note([f"Left out: {words}" for words in added[1]])
        st.rerun()
