"""A page in a frame of another one."""

from __future__ import annotations

import streamlit as st


def warn_of_uploads() -> None:
    """Say before an upload that it may fail there: browsers keep back the app's cookie."""
    if st.context.is_embedded:
        st.caption(
            "Inside another page browsers often refuse uploads: **Open in a tab**, in the bar, "
            "leads to where they work."
        )
