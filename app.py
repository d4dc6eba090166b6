"""The Architecture page, edit a NiN and see what follows; and the server of all pages.

A run of the page executes this file. `streamlit run` imports it once before that, for the server.
"""

import streamlit as st

if __name__ == "__main__":
    from pages.ui.architecture.editor import show_editor
    from pages.ui.architecture.toolbar import show_toolbar
    from pages.ui.architecture.views import show_overview, show_results
    from pages.ui.shell.frame import frame

    network = frame(
        "Architecture",
        "Change a block and see every layer's shape, parameters, cost and receptive field follow.",
    )
    show_toolbar()
    show_overview()
    left, right = st.columns([5, 7], gap="medium")
    with left:
        show_editor(network)
    with right, st.container(key="results", height="stretch"):  # room for it to follow
        show_results()
else:
    from pages.ui.shell.serving import MIDDLEWARE, opened_in_browser

    server = st.App(__file__, middleware=MIDDLEWARE, lifespan=opened_in_browser)
