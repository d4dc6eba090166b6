"""Start: draw a digit and see it flow through the whole network; and the server of all pages.

A run of the page executes this file. `streamlit run` imports it once before that, for the server.
"""

import streamlit as st

if __name__ == "__main__":
    from pages.ui.lesson.panel import show_lesson
    from pages.ui.shell.frame import frame
    from pages.ui.start.cards import show_cards
    from pages.ui.start.details import show_details
    from pages.ui.start.sources import show_start
    from pages.ui.subject.bar import show_subject
    from pages.ui.subject.subject import loaded_or_why

    frame("Start")
    show_subject("Start")
    if (loaded := loaded_or_why()) is not None:
        show_start(loaded)
        show_details(loaded)
    show_cards()
    show_lesson("Start")
else:
    from pages.ui.shell.serving import MIDDLEWARE, opened_in_browser

    server = st.App(__file__, middleware=MIDDLEWARE, lifespan=opened_in_browser)
