"""A page for two."""

import streamlit as st

from pages.ui.shell.admission import admit

admit(2)
st.markdown("inside")
